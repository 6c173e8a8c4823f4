/**
 * `order`: of each key, no second event before the first one. Only the earliest event of either kind matters, so a key holds
 * two marks whatever the number of its events, and the order of lines does not matter: time decides, then the place.
 *
 * Cap: the `cap` first keys by text are judged. An event without a time, or without a key, is in no order.
 */
import { plural } from '../base/plural.ts';
import { type EventKeys, eventKeys } from './event-keys.ts';
import type { FinishContext } from './fold.ts';
import { joinHashes } from './join.ts';
import { keptRows, mergeNames, type Names, newNames, rowOf } from './names.ts';
import { type Columns, comparePlaces, type Mark, newMark, writeMark } from './place.ts';
import type { RuleFold, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import { type Judged, ruleCapNote, type Spot, sessionsVerdict, unjudged, wholeVerdict } from './verdict.ts';

type OrderSpec = RuleOfKind<'order'>;

interface KeyRow {
  events: number;
  first: Mark | null;
  second: Mark | null;
}

/** A row and its key for people. */
interface ShownRow extends KeyRow {
  readonly text: string;
}

interface OrderPartial {
  readonly keys: Names<KeyRow>;
  /** Events of either kind that have a time and a key. */
  events: number;
  keyless: number;
}

/** A fold that looks at the order of two kinds of events. */
export function orderRule(rule: OrderSpec, setting: RuleSetting): RuleFold<OrderPartial> {
  const { cap } = setting;
  const isFirst = setting.compile(rule.first.where);
  const isSecond = setting.compile(rule.second.where);
  const keys = eventKeys({ columns: rule.key, session: setting.session, perSession: rule.perSession });
  const how = { cap, make: newRow };
  return {
    init: () => ({ keys: newNames(), events: 0, keyless: 0 }),
    step(partial, { columns, own }) {
      const { batch, times } = columns;
      for (let k = 0; k < own.count; k++) {
        const i = own.selection[k]!;
        if (Number.isNaN(times[i]!)) continue;
        const first = isFirst(batch, i);
        const second = isSecond(batch, i);
        if (!first && !second) continue;
        const key = keys.keyOf(columns, i);
        if (key === undefined) {
          partial.keyless++;
          continue;
        }
        partial.events++;
        const row = rowOf(partial.keys, key, how);
        if (row === undefined) continue;
        row.events++;
        if (first) row.first = earliest(row.first, columns, i);
        if (second) row.second = earliest(row.second, columns, i);
      }
    },
    merge(a, b) {
      mergeNames(a.keys, b.keys, { cap, join: joinRow });
      a.events += b.events;
      a.keyless += b.keyless;
      return a;
    },
    finish: (partial, context) => finish(partial, { rule, cap, context, keys }),
  };
}

function newRow(): KeyRow {
  return { events: 0, first: null, second: null };
}

/** Line i where it is earlier than what is known; lines of a shard come in order. */
function earliest(known: Mark | null, columns: Columns, i: number): Mark {
  if (known !== null && columns.times[i]! >= known.us) return known;
  const mark = known ?? newMark();
  writeMark(mark, columns, i);
  return mark;
}

function joinRow(into: KeyRow, from: KeyRow): void {
  into.events += from.events;
  into.first = earlier(into.first, from.first);
  into.second = earlier(into.second, from.second);
}

function earlier(a: Mark | null, b: Mark | null): Mark | null {
  if (a === null || b === null) return a ?? b;
  return compareTimes(a, b) <= 0 ? a : b;
}

function compareTimes(a: Mark, b: Mark): number {
  return a.us - b.us || comparePlaces(a, b);
}

function finish(
  partial: OrderPartial,
  how: {
    readonly rule: OrderSpec;
    readonly cap: number;
    readonly context: FinishContext;
    readonly keys: EventKeys;
  },
): Verdict {
  const { rule, cap, context, keys } = how;
  const kept = keptRows(partial.keys, cap);
  const counted = kept.reduce((sum, [, { events }]) => sum + events, 0);
  const full = joinHashes(new Set(kept.flatMap(([key]) => keys.sessionOf(key) ?? [])));
  const setting = {
    context,
    full,
    expected: `${rule.first.text} before ${rule.second.text}`,
    events: partial.events,
    notes: ruleCapNote(rule, { count: partial.events - counted, of: 'key', cap }),
  };
  if (partial.events === 0 && partial.keyless > 0) return unjudged('key', partial.keyless, setting);
  const bySession = new Map<string, Map<string, ShownRow>>();
  for (const [hashed, row] of kept) {
    const key = keys.fullKey(hashed, full);
    const session = rule.perSession ? (keys.sessionOf(key) ?? '') : '';
    const rows = bySession.get(session) ?? new Map<string, ShownRow>();
    bySession.set(session, rows);
    const into = { ...(rows.get(key) ?? newRow()), text: keys.textOf(key) };
    joinRow(into, row);
    rows.set(key, into);
  }
  const judged = [...bySession].map(([session, rows]) => [session, judge([...rows.values()], rule)] as const);
  const verdict = rule.perSession
    ? sessionsVerdict(judged, setting)
    : wholeVerdict(judged[0]?.[1] ?? judge([], rule), setting);
  const { keyless } = partial;
  if (keyless === 0) return verdict;
  return { ...verdict, message: `${verdict.message}; ${plural(keyless, 'event')} without a key` };
}

function judge(rows: readonly ShownRow[], rule: OrderSpec): Judged {
  const { first, second, key } = rule;
  const judged = rows.filter((row) => row.second !== null);
  const bad = judged.filter((row) => row.first === null || compareTimes(row.first, row.second!) > 0);
  const before = `${second.text} before ${first.text}`;
  if (bad.length === 0) {
    const of = key.length === 0 ? '' : ` in ${plural(judged.length, 'key')}`;
    return { ok: true, value: 0, message: `no ${before}${of}`, spots: [] };
  }
  const spots = bad.map((row): Spot => ({ mark: row.second!, detail: detailOf(row, rule) }));
  const of = key.length === 0 ? before : `${bad.length} of ${plural(judged.length, 'key')} with ${before}`;
  return { ok: false, value: bad.length, message: of, spots };
}

function detailOf({ first, text }: ShownRow, rule: OrderSpec): string {
  const key = text === '' ? '' : `${text}: `;
  return first === null ? `${key}no ${rule.first.text}` : `${key}${rule.first.text} is later`;
}
