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
import type { OpenKey, OpenState } from './open-table.ts';
import { comparePlaces, type Mark, placeOf, refOf } from './place.ts';
import type { StatePartial } from './state-partial.ts';
import type { Moment } from './writes.ts';

export type StateAnswer = StateBody & { readonly notes: readonly Note[] };

/** The citation of a mark. */
type Cite = (mark: Mark) => Ref;

interface Change {
  readonly mark: Mark;
  readonly row: Omit<StateChange, 'at' | 'at_epoch' | 'event'>;
}

/** What an answer is made of beside the partial. */
export interface StateOf {
  readonly spec: StateSpec;
  readonly context: FinishContext;
  readonly open: OpenState;
}

/** The answer at `spec.atUs`; with changes where `spec.fromUs` is given. */
export function stateAnswer(partial: StatePartial, { spec, context, open }: StateOf): StateAnswer {
  const [to, from] = partial.moments as readonly [Moment, Moment?];
  const full = joinHashes(citedSessions(partial, open));
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
      spec.tracked.open.map(({ name }, at) => [name, openRows(open.open, at, { spec, cite })]),
    ),
    ...(from === undefined ? {} : { changes: changes({ to, from, open, spec, cite }) }),
    notes: [...emptyNote(partial, atUs), ...lateNote(open, context), ...cappedNote(open, spec.cap)],
  };
}

/** Of the citations that the answer may give: a breadcrumb's hash stands for the full id among them. */
function citedSessions({ moments }: StatePartial, { open, closed }: OpenState): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (mark: Mark | null | undefined): void => {
    if (mark?.session != null) ids.add(mark.session);
  };
  for (const { writes } of moments) for (const write of writes) add(write?.mark);
  for (const { start } of open) add(start);
  for (const { key, end } of closed) {
    add(key.start);
    add(end);
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
function openRows(open: readonly OpenKey[], at: number, { spec, cite }: Saying): readonly OpenRow[] {
  const set = spec.tracked.open[at]!;
  return open
    .filter((key) => key.set === at)
    .sort((a, b) => byTime(a.start, b.start))
    .map((key) => ({
      key: keyOf(key),
      ...since(key.start),
      event: cite(key.start),
      ...(set.balanced === true && key.count > 1 ? { count: key.count } : {}),
      ...(key.progress === undefined ? {} : { progress: valueIn(key.progress) }),
    }));
}

function changes(
  of: Saying & { readonly to: Moment; readonly from: Moment; readonly open: OpenState },
): readonly StateChange[] {
  const { to, from, open, spec, cite } = of;
  const named = ({ set }: OpenKey): string => spec.tracked.open[set]!.name;
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
    ...open.opened.map(
      (key): Change => ({
        mark: key.start,
        row: { field: named(key), change: 'opened', key: keyOf(key) },
      }),
    ),
    ...open.closed.map(
      ({ key, end }): Change => ({
        mark: end,
        row: { field: named(key), change: 'closed', key: keyOf(key) },
      }),
    ),
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

function keyOf({ parts }: OpenKey): unknown {
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

function lateNote({ late, lateCount: count }: OpenState, context: FinishContext): readonly Note[] {
  if (count === 0) return [];
  const message = `${count === 1 ? '1 event stands' : `${count} events stand`} so far behind later ones that ${count === 1 ? 'it was' : 'they were'} taken out of the order of times, for what is open`;
  return [{ kind: 'disorder', count, message, places: late.map((at) => placeOf(at, context)) }];
}

function cappedNote({ givenUp: count }: OpenState, cap: number): readonly Note[] {
  if (count === 0) return [];
  const message = `${count === 1 ? '1 key was' : `${count} keys were`} left out of what is open, the oldest first: at most ${cap} are held (--cap)`;
  return [{ kind: 'capped', count, message, places: [] }];
}
