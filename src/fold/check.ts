/**
 * `check`: all rules in one scan. The fold is the product of the rules' folds, each over the events that its own filters
 * leave of the question's; filters that several rules share are judged once a line.
 */
import type { CheckSpec, RuleRow, RuleSpec } from '../model/check.ts';
import type { Test } from '../model/plan.ts';
import { type Lines, textsOf, timesOf } from './columns.ts';
import type { CheckAnswer, ConsumeContext, Consumer, Fold } from './fold.ts';
import type { Columns } from './place.ts';
import type { Compile, LineTest, RuleConsumer, RuleFold, Verdict } from './rule.ts';
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
    // Where no line of a batch is selected, its damage counts still.
    ...(rules.some(({ kind }) => kind === 'damaged') && { whole: true }),
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
    finish: ({ events, parts }, context) =>
      answer(rules, { events, verdicts: folds.map((fold, n) => fold.finish(parts[n], context)) }),
    ...(folds.some((fold) => fold.consumer) && {
      consumer: (context: ConsumeContext) => consumeAll(rules, folds, context),
      weight: ({ parts }: CheckPartial) =>
        folds.reduce((sum, fold, n) => sum + (fold.weight?.(parts[n]) ?? 0), 0),
    }),
  };
}

/** Rules that pair take their parts as they come; those of the others are joined, which may be done in any order of logs. */
function consumeAll(
  rules: readonly RuleSpec[],
  folds: readonly RuleFold<unknown>[],
  context: ConsumeContext,
): Consumer<CheckPartial, CheckAnswer> {
  const takers = folds.map((fold) => fold.consumer?.(context) ?? joining(fold));
  let events = 0;
  return {
    take(partial) {
      events += partial.events;
      for (const [n, taker] of takers.entries()) taker.take(partial.parts[n]);
    },
    endLog(log) {
      for (const taker of takers) taker.endLog(log);
    },
    finish: (finishing) =>
      answer(rules, { events, verdicts: takers.map((taker) => taker.finish(finishing)) }),
  };
}

function joining(fold: RuleFold<unknown>): RuleConsumer<unknown> {
  let merged: unknown;
  return {
    take(partial) {
      merged = merged === undefined ? partial : fold.merge(merged, partial);
    },
    endLog: () => undefined,
    finish: (context) => fold.finish(merged ?? fold.init(), context),
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
  rules: readonly RuleSpec[],
  { events, verdicts }: { readonly events: number; readonly verdicts: readonly Verdict[] },
): CheckAnswer {
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
