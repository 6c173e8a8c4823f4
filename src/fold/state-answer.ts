/** What a state report says of a partial: fields, open keys, changes between two instants, notes. Changes no partial. */
import { canonicalJson } from '../base/canonical.ts';
import { epochSeconds, formatUtc } from '../base/instant.ts';
import { isExactDouble } from '../base/number.ts';
import type { Note } from '../model/note.ts';
import type { Ref } from '../model/report.ts';
import type { OpenRow, StateBody, StateChange, StateField, StateSpec } from '../model/tracked.ts';
import type { FinishContext } from './fold.ts';
import { fullRef, joinHashes } from './join.ts';
import { keyValue } from './keys.ts';
import { keptRows } from './names.ts';
import { isOpen, type KeyRow } from './open-keys.ts';
import { comparePlaces, type Mark, refOf } from './place.ts';
import type { StatePartial } from './state-partial.ts';
import type { Moment } from './writes.ts';

export type StateAnswer = StateBody & { readonly notes: readonly Note[] };

/** The citation of a mark. */
type Cite = (mark: Mark) => Ref;

interface Change {
  readonly mark: Mark;
  readonly row: Omit<StateChange, 'at' | 'at_epoch' | 'event'>;
}

/** The answer at `spec.atUs`; with changes where `spec.fromUs` is given. */
export function stateAnswer(partial: StatePartial, spec: StateSpec, context: FinishContext): StateAnswer {
  const kept = keptRows(partial.open.names, spec.cap).map(([, row]) => row);
  const [to, from] = partial.moments as readonly [Moment, Moment?];
  const full = joinHashes(citedSessions(partial, kept));
  const cite: Cite = (mark) => fullRef(refOf(mark, context), full);
  const atUs = Number.isFinite(spec.atUs) ? spec.atUs : to.lastUs;
  const { fields } = spec.tracked;
  return {
    ...(Number.isFinite(atUs) ? { at: formatUtc(atUs), at_epoch: epochSeconds(atUs) } : {}),
    ...(spec.fromUs === undefined
      ? {}
      : { from: formatUtc(spec.fromUs), from_epoch: epochSeconds(spec.fromUs) }),
    ...(spec.dialects.length === 1 ? { dialect: spec.dialects[0]! } : {}),
    ...Object.fromEntries(
      fields.flatMap(({ lead }, at) => {
        const write = to.writes[at]!;
        return lead === undefined || write === null ? [] : [[lead, valueIn(write.json)]];
      }),
    ),
    events: to.events,
    untimed: partial.untimed,
    fields: Object.fromEntries(
      fields.flatMap(({ name }, at) => {
        const row = fieldRow(to, at, { spec, cite });
        return row === undefined ? [] : [[name, row]];
      }),
    ),
    open: Object.fromEntries(
      spec.tracked.open.map(({ name }, at) => [name, openRows(kept, at, { spec, cite })]),
    ),
    ...(from === undefined ? {} : { changes: changes({ to, from, kept, spec, cite }) }),
    notes: [...emptyNote(partial, atUs), ...cappedNote(partial, kept, spec.cap)],
  };
}

/** Of the citations that the answer may give: a breadcrumb's hash stands for the full id among them. */
function citedSessions({ moments }: StatePartial, kept: readonly KeyRow[]): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (mark: Mark | null | undefined): void => {
    if (mark?.session != null) ids.add(mark.session);
  };
  for (const { writes } of moments) for (const write of writes) add(write?.mark);
  for (const { sides } of kept) {
    for (const { start, end } of sides) {
      add(start);
      add(end);
    }
  }
  return ids;
}

interface Saying {
  readonly spec: StateSpec;
  readonly cite: Cite;
}

/** A field that was never written is left out; a count is 0 once an event counted. */
function fieldRow(moment: Moment, at: number, { spec, cite }: Saying): StateField | undefined {
  const json = jsonOf(moment, at, spec);
  if (json === undefined) return undefined;
  const mark = moment.writes[at]?.mark;
  const value = valueIn(json);
  return mark === undefined ? { value } : { value, ...since(mark), event: cite(mark) };
}

function jsonOf(moment: Moment, at: number, { tracked }: StateSpec): string | undefined {
  if (tracked.fields[at]!.as !== 'count') return moment.writes[at]?.json;
  return moment.events === 0 ? undefined : String(moment.counts[at]!);
}

function since({ us }: Mark): { readonly since: string; readonly since_epoch: number } {
  return { since: formatUtc(us), since_epoch: epochSeconds(us) };
}

/** Open keys of set number `at`, those that are open longest first. */
function openRows(kept: readonly KeyRow[], at: number, { spec, cite }: Saying): readonly OpenRow[] {
  const set = spec.tracked.open[at]!;
  return kept
    .filter((row) => row.set === at && isOpen(row.sides[0]!, set))
    .map((row) => ({ row, side: row.sides[0]!, start: row.sides[0]!.start! }))
    .sort((a, b) => byTime(a.start, b.start))
    .map(({ row, side, start }) => ({
      key: keyOf(row),
      ...since(start),
      event: cite(start),
      ...(set.balanced === true && side.balance > 1 ? { count: side.balance } : {}),
      ...(side.progress === null ? {} : { progress: valueIn(side.progress.json) }),
    }));
}

function changes(
  of: Saying & { readonly to: Moment; readonly from: Moment; readonly kept: readonly KeyRow[] },
): readonly StateChange[] {
  const { to, from, kept, spec, cite } = of;
  const found = [
    ...spec.tracked.fields.flatMap((field, at): Change[] => {
      const before = jsonOf(from, at, spec);
      const after = jsonOf(to, at, spec);
      const mark = to.writes[at]?.mark;
      if (after === undefined || mark === undefined || (before !== undefined && isSame(before, after)))
        return [];
      const change =
        before === undefined || before === 'null' ? 'set' : after === 'null' ? 'cleared' : 'changed';
      const was = before === undefined ? {} : { before: valueIn(before) };
      return [{ mark, row: { field: field.name, change, ...was, after: valueIn(after) } }];
    }),
    ...kept.flatMap((row): Change[] => {
      const set = spec.tracked.open[row.set]!;
      const [now, then] = row.sides;
      const [open, wasOpen] = [isOpen(now!, set), isOpen(then!, set)];
      if (open === wasOpen) return [];
      const change = open ? 'opened' : 'closed';
      const mark = open ? now!.start! : now!.end!;
      return [{ mark, row: { field: set.name, change, key: keyOf(row) } }];
    }),
  ];
  return found
    .sort((a, b) => byTime(a.mark, b.mark))
    .map(({ mark, row }) => ({
      ...row,
      at: formatUtc(mark.us),
      at_epoch: epochSeconds(mark.us),
      event: cite(mark),
    }));
}

function byTime(a: Mark, b: Mark): number {
  return a.us - b.us || comparePlaces(a, b);
}

function isSame(a: string, b: string): boolean {
  return a === b || canonicalJson(Buffer.from(a)) === canonicalJson(Buffer.from(b));
}

function keyOf({ parts }: KeyRow): unknown {
  const values = parts.map((part) => (part === null ? null : keyValue(part)));
  return values.length === 1 ? values[0] : values;
}

/** A number that no double holds is the text of its digits. */
function valueIn(json: string): unknown {
  const isNumber = /^-?[0-9]/.test(json);
  return isNumber && !isExactDouble(json) ? json : (JSON.parse(json) as unknown);
}

function emptyNote({ moments, firstUs, lastUs }: StatePartial, atUs: number): readonly Note[] {
  if (moments[0]!.events > 0 || !Number.isFinite(firstUs)) return [];
  const span = `the events span ${formatUtc(firstUs)} to ${formatUtc(lastUs)}`;
  const message = `nothing at or before ${formatUtc(atUs)}; ${span}`;
  return [{ kind: 'empty-window', count: 1, message, places: [] }];
}

function cappedNote({ open }: StatePartial, kept: readonly KeyRow[], cap: number): readonly Note[] {
  const count = open.events - kept.reduce((sum, { events }) => sum + events, 0);
  if (count === 0) return [];
  const [events, were] = count === 1 ? ['event', 'was'] : ['events', 'were'];
  const message = `${count} ${events} of further keys ${were} left out of what is open: only the first ${cap} by name are kept (--cap)`;
  return [{ kind: 'capped', count, message, places: [] }];
}
