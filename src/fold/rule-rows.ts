/**
 * Rules that judge a row of figures: one of all events, or one of each session. What a row holds is the rule's own.
 *
 * Cap: of the sessions, the `cap` first by name are judged (names.ts). Events without a session are of no session and are
 * looked at only where sessions do not matter.
 */
import type { RuleSpec } from '../model/check.ts';
import type { Lines } from './columns.ts';
import type { FinishContext } from './fold.ts';
import { type FullIds, joinHashes } from './join.ts';
import { keptRows, makeTable, mergeNames, type Names, newNames, rowOf, type Table } from './names.ts';
import type { Columns } from './place.ts';
import type { RuleFold, RuleSetting, Verdict } from './rule.ts';
import { type Judged, ruleCapNote, sessionsVerdict, unjudged, wholeVerdict } from './verdict.ts';

/** A row that counts the rule's own events. */
export interface CountedRow {
  events: number;
}

/** What a rule does with its rows. */
export interface RowKind<R extends CountedRow> {
  make(): R;
  /** Every event of the question, where the rule wants to know them. */
  seen?(row: R, columns: Columns, i: number): void;
  /** An event that the rule looks at; gives how many values it held in memory for it. */
  take(row: R, columns: Columns, i: number): number;
  /** Joins `from`, of later shards, into `into`. */
  join(into: R, from: R): void;
  /** Called once more values were held than the setting's `valueCap`, after they were added. */
  settle?(row: R): void;
  judge(row: R): Judged;
  /** What no event of the row has, so that there is nothing to judge; undefined where there is something. */
  lacks?(row: R): string | undefined;
  readonly expected: string;
}

/** Plain data; the one row of all events has the empty name. */
export interface RowsPartial<R> {
  readonly rows: Names<R>;
  /** The rule's own events, in rows or not. */
  events: number;
  /** Events that were to have a row. */
  met: number;
  values: number;
}

/** A fold of rows. */
export function rowsRule<R extends CountedRow>(
  rule: RuleSpec,
  kind: RowKind<R>,
  setting: RuleSetting,
): RuleFold<RowsPartial<R>> {
  const { cap, valueCap } = setting;
  const how = { cap, make: () => kind.make() };
  const table = makeTable(cap, how.make);
  const settle = (partial: RowsPartial<R>): void => {
    if (kind.settle === undefined || partial.values <= valueCap) return;
    for (const row of partial.rows.rows.values()) kind.settle(row);
  };
  return {
    init: () => ({ rows: newNames(), events: 0, met: 0, values: 0 }),
    step(partial, { columns, all, own }) {
      const rowAt = rule.perSession ? sessionRows(partial, columns, table) : wholeRow(partial, how);
      partial.met += kind.seen === undefined ? own.count : all.count;
      if (kind.seen !== undefined) eachRow(all, rowAt, (row, i) => kind.seen?.(row, columns, i));
      eachRow(own, rowAt, (row, i) => {
        partial.events++;
        row.events++;
        partial.values += kind.take(row, columns, i);
      });
      settle(partial);
    },
    merge(a, b) {
      mergeNames(a.rows, b.rows, { cap, join: (into, from) => joinRows(kind, into, from) });
      a.events += b.events;
      a.met += b.met;
      a.values += b.values;
      settle(a);
      table.forget();
      return a;
    },
    finish: (partial, context) => finishRows(rule, partial, { kind, cap, context }),
  };
}

type RowAt<R> = (i: number) => R | undefined;

function wholeRow<R>({ rows }: RowsPartial<R>, how: { cap: number; make: () => R }): RowAt<R> {
  const row = rowOf(rows, '', how);
  return () => row;
}

function sessionRows<R>({ rows: names }: RowsPartial<R>, { sessions }: Columns, table: Table<R>): RowAt<R> {
  const rows = table.rowsOf(names, sessions.dictionary);
  return (i) => {
    const code = sessions.codes[i]!;
    return code < 0 ? undefined : (rows[code] ?? table.resolve(code));
  };
}

function eachRow<R>({ selection, count }: Lines, rowAt: RowAt<R>, visit: (row: R, i: number) => void): void {
  for (let k = 0; k < count; k++) {
    const i = selection[k]!;
    const row = rowAt(i);
    if (row !== undefined) visit(row, i);
  }
}

function joinRows<R extends CountedRow>(kind: RowKind<R>, into: R, from: R): void {
  into.events += from.events;
  kind.join(into, from);
}

function finishRows<R extends CountedRow>(
  rule: RuleSpec,
  partial: RowsPartial<R>,
  how: { readonly kind: RowKind<R>; readonly cap: number; readonly context: FinishContext },
): Verdict {
  const { kind, cap, context } = how;
  const kept = keptRows(partial.rows, cap);
  const counted = kept.reduce((sum, [, { events }]) => sum + events, 0);
  const left = { count: partial.events - counted, of: 'session', cap };
  const full = joinHashes(kept.map(([id]) => id));
  const notes = ruleCapNote(rule, left);
  const answer = { context, full, expected: kind.expected, events: partial.events, notes };
  const lacking = lackOf(
    kept.map(([, row]) => row),
    kind,
  );
  if (lacking !== undefined) return unjudged(lacking, partial.met, answer);
  if (!rule.perSession) return wholeVerdict(kind.judge(kept[0]?.[1] ?? kind.make()), answer);
  if (kept.length === 0 && partial.met > 0) return unjudged('session', partial.met, answer);
  const rows = [...joinedRows(kept, full, (into, from) => joinRows(kind, into, from))];
  return sessionsVerdict(
    rows.map(([id, row]) => [id, kind.judge(row)] as const),
    answer,
  );
}

/** What no event of any row has. */
function lackOf<R extends CountedRow>(rows: readonly R[], { lacks }: RowKind<R>): string | undefined {
  const counted = rows.filter(({ events }) => events > 0);
  const lacking = counted.map((row) => lacks?.(row));
  return lacking.every((what) => what !== undefined) ? lacking[0] : undefined;
}

/** A session known by its hash belongs to the one whose id begins with it. Rows that are joined are copies. */
function joinedRows<R>(
  kept: readonly (readonly [string, R])[],
  full: FullIds,
  join: (into: R, from: R) => void,
): ReadonlyMap<string, R> {
  const joined = new Map(kept);
  for (const [id, row] of kept) {
    const name = full.get(id);
    if (name === undefined) continue;
    const into = structuredClone(joined.get(name)!);
    join(into, structuredClone(row));
    joined.set(name, into);
    joined.delete(id);
  }
  return joined;
}
