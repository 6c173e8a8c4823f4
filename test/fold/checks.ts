/** Rules as text over rows: read, lowered to the columns of batches.ts, and folded. */
import { parsePath } from '../../src/base/path.ts';
import { type CheckPartial, checkFold } from '../../src/fold/check.ts';
import type { CheckAnswer, Fold } from '../../src/fold/fold.ts';
import { compileTest } from '../../src/match/compile.ts';
import type { RuleRow } from '../../src/model/check.ts';
import type { Note } from '../../src/model/note.ts';
import { lowerCheck } from '../../src/plan/check.ts';
import { Columns } from '../../src/plan/columns.ts';
import { lowerPredicate } from '../../src/plan/lower.ts';
import { rulesOf } from '../rules/languages.ts';
import { foldShards, type Row } from './batches.ts';

export interface Caps {
  readonly cap?: number;
  readonly valueCap?: number;
}

/** The fold of a rules file. `value` and `many[*]` are paths, `@duration` is a row's number. */
export function foldOf(
  text: string,
  { cap = 1000, valueCap = 1000 }: Caps = {},
): Fold<CheckPartial, CheckAnswer> {
  const columns = new Columns();
  for (const role of ['time', 'type', 'session', 'status', 'duration'] as const) columns.role(role);
  for (const path of ['value', 'many[*]']) columns.path(parsePath(path));
  const edges = { firstUs: Number.NaN, lastUs: Number.NaN };
  const test = (where: Parameters<typeof lowerPredicate>[0]) => lowerPredicate(where, columns, edges);
  return checkFold(lowerCheck(rulesOf(text), { columns, test }, { cap, valueCap }), compileTest);
}

/** What one rule, in one line of YAML without its name, says of rows that are one log. */
export function judge(
  flow: string,
  rows: readonly Row[],
  caps: Caps = {},
): RuleRow & { readonly notes: readonly Note[] } {
  const { rules, notes } = foldShards(foldOf(`rules:\n  - {name: it, ${flow}}\n`, caps), [rows]);
  return { ...rules[0]!, notes };
}

/** The verdict in short: `ok` or `no`, the message, and the lines of the places with their details. */
export function verdict(flow: string, rows: readonly Row[], caps: Caps = {}): readonly string[] {
  const { ok, message, places } = judge(flow, rows, caps);
  const told = places.map(({ line, detail }) => `${line}${detail === undefined ? '' : ` ${detail}`}`);
  return [`${ok ? 'ok' : 'no'}: ${message}`, ...told];
}

/** Rows from short texts: `a@5` is of type a at second 5; `s:` before it a session, `=x` behind it a value, `#3` a number. */
export function rowsOf(text: string): readonly Row[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, session, type, at, value, number] =
        /^(?:(\w+):)?([a-z]+)(?:@(-?[\d.]+))?(?:=([^#]+))?(?:#([\d.]+))?$/.exec(word)!;
      return {
        ...(session === undefined ? {} : { session }),
        type: type!,
        ...(at === undefined ? {} : { us: Number(at) * 1e6 }),
        ...(value === undefined
          ? {}
          : { value: /^[\d[{"]|^null$/.test(value) ? value : JSON.stringify(value) }),
        ...(number === undefined ? {} : { number: Number(number) }),
      };
    });
}
