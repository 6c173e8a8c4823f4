/**
 * Compiles a Test into a function that selects lines of a batch. Text in dictionary columns is judged once for each
 * distinct value; everything else line by line. Types are compared, never coerced (cli.md, where-language).
 */
import { unreachable } from '../base/fault.ts';
import { type Batch, type Dictionary, LINE_EVENT } from '../model/batch.ts';
import type { Test } from '../model/plan.ts';
import { compareHolds, type Holds, numberHolds, textHolds, valueTest } from './value.ts';

/** Whether line i of a batch passes. */
export type LineTest = (batch: Batch, i: number) => boolean;

/** Selects the events of a batch that pass: their indexes go to `out`, their number is returned. */
export function compileSelect(test: Test): (batch: Batch, out: Int32Array) => number {
  const passes = compileTest(test);
  const everything = test.kind === 'and' && test.of.length === 0;
  let first = new Int32Array(0);
  return (batch, out) => {
    if (everything && batch.calm) {
      if (first.length < batch.count) first = Int32Array.from({ length: batch.count * 2 }, (_, i) => i);
      out.set(first.subarray(0, batch.count));
      return batch.count;
    }
    let n = 0;
    for (let i = 0; i < batch.count; i++) {
      if (batch.class[i] === LINE_EVENT && (everything || passes(batch, i))) out[n++] = i;
    }
    return n;
  };
}

/** Compiles a test to a function on one line, which must be an event. */
export function compileTest(test: Test): LineTest {
  switch (test.kind) {
    case 'and': {
      const all = test.of.map(compileTest);
      return (batch, i) => all.every((passes) => passes(batch, i));
    }
    case 'or': {
      const any = test.of.map(compileTest);
      return (batch, i) => any.some((passes) => passes(batch, i));
    }
    case 'not': {
      const inner = compileTest(test.of);
      return (batch, i) => !inner(batch, i);
    }
    case 'exists':
      return existsTest(test.column);
    case 'time': {
      const holds = compareHolds(test.op);
      return (batch, i) => {
        const column = batch.columns[test.column]!;
        const us = column.kind === 'time' ? column.us[i]! : Number.NaN;
        return !Number.isNaN(us) && holds(us - test.us);
      };
    }
    case 'number':
    case 'importance': {
      const holds = numberHolds(test);
      return (batch, i) => {
        const column = batch.columns[test.column]!;
        return holds(column.kind === 'number' ? column.values[i]! : Number.NaN);
      };
    }
    case 'compare':
    case 'in':
    case 'text':
      return operandTest(test.column, valueTest(test), textHolds(test));
    case 'level':
    case 'alike':
    case 'session':
      return operandTest(test.column, () => false, textHolds(test));
    default:
      return unreachable(test);
  }
}

function existsTest(n: number): LineTest {
  return (batch, i) => {
    const column = batch.columns[n]!;
    switch (column.kind) {
      case 'time':
        return !Number.isNaN(column.us[i]!);
      case 'number':
        return !Number.isNaN(column.values[i]!);
      case 'dictionary':
        return column.codes[i]! >= 0;
      case 'range':
        return column.tag[i] !== 0;
      case 'many':
        return column.first[i + 1]! > column.first[i]!;
      default:
        return unreachable(column);
    }
  };
}

type RangeTest = (batch: Batch, tag: number, from: number, to: number) => boolean;

/** A test on a path column by the value's bytes, on a role column by its text. */
function operandTest(n: number, onRange: RangeTest, onText: Holds): LineTest {
  const onCode = memoized(onText);
  return (batch, i) => {
    const column = batch.columns[n]!;
    switch (column.kind) {
      case 'dictionary':
        return column.codes[i]! >= 0 && onCode(column.dictionary, column.codes[i]!);
      case 'range':
        return column.tag[i] !== 0 && onRange(batch, column.tag[i]!, column.from[i]!, column.to[i]!);
      case 'many':
        for (let k = column.first[i]!; k < column.first[i + 1]!; k++) {
          if (onRange(batch, column.tag[k]!, column.from[k]!, column.to[k]!)) return true;
        }
        return false;
      case 'number':
      case 'time':
        return false;
      default:
        return unreachable(column);
    }
  };
}

/** Judges each string of a dictionary once. */
function memoized(holds: Holds): (dictionary: Dictionary, code: number) => boolean {
  let known: Dictionary | undefined;
  let verdicts: (boolean | undefined)[] = [];
  return (dictionary, code) => {
    if (dictionary !== known) {
      known = dictionary;
      verdicts = [];
    }
    const verdict = verdicts[code] ?? holds(dictionary.values[code]!);
    verdicts[code] = verdict;
    return verdict;
  };
}
