/**
 * `check`: all rules in one scan. The fold is the product of the rules' folds, each over the events that its own filters
 * leave of the question's; filters that several rules share are judged once a line.
 */
import type { CheckSpec, RuleRow, RuleSpec } from '../model/check.ts';
import type { Test } from '../model/plan.ts';
import { type Lines, textsOf, timesOf } from './columns.ts';
import type { CheckAnswer, FinishContext, Fold } from './fold.ts';
import type { Columns } from './place.ts';
import type { Compile, LineTest, RuleFold } from './rule.ts';
import { makeRuleFold } from './rule-folds.ts';

/** Plain data: a partial of each rule, in their order. */
export interface CheckPartial {
  events: number;
  readonly parts: unknown[];
}

/** A fold of rules; `compile` makes tests of lines. */
export function checkFold(spec: CheckSpec, compile: Compile): Fold<CheckPartial, CheckAnswer> {
  const { rules, time, type, session } = spec;
  const folds = rules.map((rule) => makeRuleFold(rule, { ...spec, compile }));
  const choose = chooser(rules, compile);
  return {
    // Where no line of a batch is selected, its damage counts still; and pairs know the first shard by its batches.
    ...(rules.some(({ kind }) => kind === 'damaged' || kind === 'pairs') && { whole: true }),
    init: () => ({ events: 0, parts: folds.map((fold) => fold.init()) }),
    step(partial, batch, selection, count) {
      const all: Lines = { batch, selection, count };
      const columns: Columns = {
        batch,
        times: timesOf(batch, time),
        types: textsOf(batch, type),
        sessions: textsOf(batch, session),
      };
      const own = choose(all);
      partial.events += count;
      for (const [n, fold] of folds.entries()) fold.step(partial.parts[n], { columns, all, own: own(n) });
    },
    merge(a, b) {
      a.events += b.events;
      for (const [n, fold] of folds.entries()) a.parts[n] = fold.merge(a.parts[n], b.parts[n]);
      return a;
    },
    finish: (partial, context) => answer(partial, { rules, folds, context }),
  };
}

/** Gives the lines of rule n, of those of a batch. */
type Choose = (all: Lines) => (n: number) => Lines;

function chooser(rules: readonly RuleSpec[], compile: Compile): Choose {
  const texts = rules.map(({ where }) => JSON.stringify(where));
  const distinct = [...new Set(texts)];
  const filters = distinct.map((text) => makeFilter(rules[texts.indexOf(text)]!.where, compile));
  const filterOf = texts.map((text) => distinct.indexOf(text));
  return (all) => {
    const chosen = filters.map((filter) => filter(all));
    return (n) => chosen[filterOf[n]!]!;
  };
}

function makeFilter(where: Test, compile: Compile): (all: Lines) => Lines {
  if (where.kind === 'and' && where.of.length === 0) return (all) => all;
  const passes = compile(where);
  let room = new Int32Array(256);
  return ({ batch, selection, count }) => {
    if (room.length < count) room = new Int32Array(count);
    const own = passing({ batch, selection, count }, passes, room);
    return { batch, selection: room, count: own };
  };
}

function passing({ batch, selection, count }: Lines, passes: LineTest, room: Int32Array): number {
  let n = 0;
  for (let k = 0; k < count; k++) {
    const i = selection[k]!;
    if (passes(batch, i)) room[n++] = i;
  }
  return n;
}

function answer(
  { events, parts }: CheckPartial,
  how: {
    readonly rules: readonly RuleSpec[];
    readonly folds: readonly RuleFold<unknown>[];
    readonly context: FinishContext;
  },
): CheckAnswer {
  const { rules, folds, context } = how;
  const verdicts = folds.map((fold, n) => fold.finish(parts[n], context));
  const rows = rules.map(({ name, kind, level, at }, n): RuleRow => {
    const { notes: _, ...verdict } = verdicts[n]!;
    return { name, kind, level, ...verdict, rule: at };
  });
  const broken = (level: RuleRow['level']): number =>
    rows.filter((row) => !row.ok && row.level === level).length;
  const errors = broken('error');
  const warnings = broken('warning');
  return {
    events,
    passed: rows.length - errors - warnings,
    errors,
    warnings,
    rules: rows,
    notes: verdicts.flatMap(({ notes }) => notes),
  };
}
