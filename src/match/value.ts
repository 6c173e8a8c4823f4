/** Tests on single values: a value's bytes in a line, or a role's text. */
import { unreachable } from '../base/fault.ts';
import { asBuffer, stringText } from '../base/json.ts';
import { compareDecimals, isExactDouble } from '../base/number.ts';
import { globTest, regexTest } from '../base/pattern.ts';
import { compareText } from '../base/text.ts';
import { type Batch, TAG_FALSE, TAG_NULL, TAG_NUMBER, TAG_STRING, TAG_TRUE } from '../model/batch.ts';
import type { Test } from '../model/plan.ts';
import type { CompareOp, Literal, TextOp } from '../model/query.ts';
import { LEVELS } from '../model/role.ts';

export type Holds = (text: string) => boolean;

type ValueTest = Extract<Test, { kind: 'compare' | 'in' | 'text' }>;
type RangeTest = (batch: Batch, tag: number, from: number, to: number) => boolean;

/** Whether a comparison's sign satisfies the operator: `holds(a - b)`. */
export function compareHolds(op: CompareOp): (sign: number) => boolean {
  switch (op) {
    case '=':
      return (sign) => sign === 0;
    case '!=':
      return (sign) => sign !== 0;
    case '<':
      return (sign) => sign < 0;
    case '<=':
      return (sign) => sign <= 0;
    case '>':
      return (sign) => sign > 0;
    case '>=':
      return (sign) => sign >= 0;
    default:
      return unreachable(op);
  }
}

/** A test on a number role; NaN is absent. `importance` lets an absent number pass at 0 and 1 (dialects.md). */
export function numberHolds(
  test: Extract<Test, { kind: 'number' | 'importance' }>,
): (value: number) => boolean {
  if (test.kind === 'importance') {
    return (value) => (Number.isNaN(value) ? test.min <= 1 : value >= test.min);
  }
  const holds = compareHolds(test.op);
  return (value) => !Number.isNaN(value) && holds(value < test.value ? -1 : value > test.value ? 1 : 0);
}

/** A test on the bytes of a value at a path. */
export function valueTest(test: ValueTest): RangeTest {
  if (test.kind === 'compare') return literalTest(test.op, test.value);
  if (test.kind === 'in') {
    const tests = test.values.map((value) => literalTest('=', value));
    return (batch, tag, from, to) => tests.some((passes) => passes(batch, tag, from, to));
  }
  const holds = textOp(test.op, test.text);
  return (batch, tag, from, to) => tag === TAG_STRING && holds(stringText(batch.bytes, from, to));
}

/** A test on the text of a role. Literals that are numbers compare as their text; null and other types never hold. */
export function textHolds(
  test: Extract<Test, { kind: 'compare' | 'in' | 'text' | 'level' | 'alike' | 'session' }>,
): Holds {
  switch (test.kind) {
    case 'compare': {
      const wanted = literalText(test.value);
      const holds = compareHolds(test.op);
      return (text) => wanted !== undefined && holds(compareText(text, wanted));
    }
    case 'in': {
      const wanted = new Set(test.values.map(literalText));
      return (text) => wanted.has(text);
    }
    case 'text':
      return textOp(test.op, test.text);
    case 'level': {
      const holds = compareHolds(test.op);
      const rank = LEVELS.indexOf(test.level);
      return (text) => {
        const other = (LEVELS as readonly string[]).indexOf(text);
        return other >= 0 && holds(other - rank);
      };
    }
    case 'alike':
      return (text) => isAlike(text, test.text);
    case 'session':
      return (text) => isSession(text, test.text);
    default:
      return unreachable(test);
  }
}

/** The shortest prefix of an id that may stand for it. */
const MIN_PREFIX = 4;

function isAlike(text: string, wanted: string): boolean {
  if (text === wanted) return true;
  const [short, long] = text.length < wanted.length ? [text, wanted] : [wanted, text];
  return short.length >= MIN_PREFIX && long.startsWith(short);
}

/** The session itself, one that `wanted` is a prefix of, or the 8-character hash that begins `wanted`. */
function isSession(text: string, wanted: string): boolean {
  if (text === wanted) return true;
  if (wanted.length >= MIN_PREFIX && text.startsWith(wanted)) return true;
  return SHORT_HASH.test(text) && wanted.startsWith(text) && wanted[8] === '-';
}

const SHORT_HASH = /^[0-9a-f]{8}$/;

function textOp(op: TextOp, wanted: string): Holds {
  switch (op) {
    case 'like':
      return globTest(wanted);
    case 'contains':
      return (text) => text.includes(wanted);
    case 'startswith':
      return (text) => text.startsWith(wanted);
    case 'endswith':
      return (text) => text.endsWith(wanted);
    case 'regex':
      return regexTest(wanted);
    case 'not-regex': {
      const holds = regexTest(wanted);
      return (text) => !holds(text);
    }
    default:
      return unreachable(op);
  }
}

function literalTest(op: CompareOp, value: Literal): RangeTest {
  const holds = compareHolds(op);
  switch (value.kind) {
    case 'number':
      return numberTest(holds, value.text);
    case 'string':
      return stringTest(op, value.text);
    case 'boolean':
      return (_batch, tag) =>
        (tag === TAG_TRUE || tag === TAG_FALSE) && holds(Number(tag === TAG_TRUE) - Number(value.value));
    case 'null':
      return (_batch, tag) => tag === TAG_NULL && holds(0);
    default:
      return unreachable(value);
  }
}

/** Exact whatever the size; doubles decide where both sides are exact as doubles. */
function numberTest(holds: (sign: number) => boolean, wanted: string): RangeTest {
  const double = Number(wanted);
  const exact = isExactDouble(wanted);
  return (batch, tag, from, to) => {
    if (tag !== TAG_NUMBER) return false;
    const text = asBuffer(batch.bytes).latin1Slice(from, to);
    return holds(exact && isExactDouble(text) ? Number(text) - double : compareDecimals(text, wanted));
  };
}

function stringTest(op: CompareOp, wanted: string): RangeTest {
  const holds = compareHolds(op);
  if (op !== '=') {
    return (batch, tag, from, to) =>
      tag === TAG_STRING && holds(compareText(stringText(batch.bytes, from, to), wanted));
  }
  const plain = /^[\x20-\x7e]*$/.test(wanted) && !/["\\]/.test(wanted);
  return (batch, tag, from, to) => {
    if (tag !== TAG_STRING) return false;
    if (plain && to - from - 2 < wanted.length) return false;
    return stringText(batch.bytes, from, to) === wanted;
  };
}

function literalText(value: Literal): string | undefined {
  switch (value.kind) {
    case 'number':
    case 'string':
      return value.text;
    case 'boolean':
      return String(value.value);
    case 'null':
      return undefined;
    default:
      return unreachable(value);
  }
}
