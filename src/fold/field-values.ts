/**
 * The scalars of one path: which ones and how often while they are few, then an estimate of how many and a sample; and
 * the range of its numbers.
 *
 * Law: all of it depends on the values alone, not on their order or on shards. Values are exact exactly where the whole
 * set is within the limits, for a part of it then is too; registers and sample begin with the values known so far, and
 * both join as if each value had been put to them. The sample is the values of the least hashes.
 */
import { compareDecimals } from '../base/number.ts';
import { compareText } from '../base/text.ts';
import { type Hash, hashKey, hashString, numberKey, numberText, stringKey } from './field-keys.ts';
import { estimate, mergeRegisters, newRegisters, register } from './field-registers.ts';

/** How much is held exactly. A value costs its characters and VALUE_COST. */
export interface ValueLimits {
  /** Distinct values of a path. */
  readonly values: number;
  /** Cost of a path's values. A path over a limit counts with this cost on. */
  readonly pathCost: number;
  /** Cost of all paths' values: those of the first paths by name. */
  readonly allCost: number;
}

export const VALUE_LIMITS: ValueLimits = { values: 1000, pathCost: 1 << 16, allCost: 1 << 25 };
const VALUE_COST = 16;
const EXAMPLES = 3;

interface Sampled extends Hash {
  readonly key: string;
}

/** Plain data. `counts` by key while exact, else null and `registers` are there. */
export interface Values {
  counts: Map<string, number> | null;
  cost: number;
  registers: Uint8Array | null;
  sample: readonly Sampled[];
  /** Keys of the least and the greatest number, null where there is none, and their doubles. */
  min: string | null;
  max: string | null;
  minDouble: number;
  maxDouble: number;
}

/** What is answered. */
export interface Distinct {
  readonly count: number;
  readonly exact: boolean;
  /** Keys. */
  readonly examples: readonly string[];
}

/** No values yet. */
export function newValues(): Values {
  return {
    counts: new Map(),
    cost: 0,
    registers: null,
    sample: [],
    min: null,
    max: null,
    minDouble: Number.NaN,
    maxDouble: Number.NaN,
  };
}

/** Counts the scalar `bytes[from, to)`; returns by how much the cost grew. */
export function addValue(
  values: Values,
  token: { readonly bytes: Uint8Array; readonly from: number; readonly to: number },
  limits: ValueLimits,
): number {
  const { bytes, from, to } = token;
  const first = bytes[from];
  if (first === 0x22) {
    if (values.counts !== null) return addKey(values, stringKey(bytes, from, to), limits);
    hashString(bytes, token, HASH);
    sketch(values, HASH, () => stringKey(bytes, from, to));
    return 0;
  }
  if (first === 0x74 || first === 0x66 || first === 0x6e) {
    return addKey(values, first === 0x74 ? 'true' : first === 0x66 ? 'false' : 'null', limits);
  }
  const text = numberText(bytes, from, to);
  const value = Number(text);
  const key = numberKey(text, value);
  if (!values.counts?.has(key)) widen(values, key.startsWith('#') ? boundedKey(value) : key);
  return addKey(values, key, limits);
}

/** Joins b into a. */
export function mergeValues(a: Values, b: Values, limits: ValueLimits): void {
  if (b.min !== null) widen(a, b.min);
  if (b.max !== null) widen(a, b.max);
  if (b.counts === null) {
    settleValues(a, limits);
    mergeRegisters(a.registers!, b.registers!);
    for (const one of b.sample) a.sample = sampleWith(a.sample, one, () => one.key);
    return;
  }
  for (const [key, count] of b.counts) {
    if (a.counts === null) addKey(a, key, limits);
    else addKey(a, key, limits, count);
  }
}

/** Gives up exactness. */
export function settleValues(values: Values, limits: ValueLimits): void {
  if (values.counts === null) return;
  const { counts } = values;
  values.counts = null;
  values.cost = limits.pathCost;
  values.registers = newRegisters();
  for (const key of counts.keys()) {
    hashKey(key, HASH);
    sketch(values, HASH, () => key);
  }
}

/** The answer for values of which there is one at least; an estimate unless `exact`. Leaves the values as they are. */
export function distinctOf(values: Values, exact: boolean, limits: ValueLimits): Distinct {
  if (values.counts !== null && exact) {
    const often = [...values.counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    const examples = often.slice(0, EXAMPLES).map(([key]) => key);
    return { count: often.length, exact: true, examples };
  }
  const settled = { ...values };
  settleValues(settled, limits);
  const examples = settled.sample.map(({ key }) => key).sort(compareText);
  return { count: estimate(settled.registers!), exact: false, examples };
}

/** Used for one value at a time. */
const HASH: Hash = { high: 0, low: 0 };

function addKey(values: Values, key: string, limits: ValueLimits, count = 1): number {
  const { counts } = values;
  if (counts === null) {
    hashKey(key, HASH);
    sketch(values, HASH, () => key);
    return 0;
  }
  const known = counts.get(key);
  counts.set(key, (known ?? 0) + count);
  if (known !== undefined) return 0;
  const before = values.cost;
  values.cost += key.length + VALUE_COST;
  if (counts.size > limits.values || values.cost > limits.pathCost) settleValues(values, limits);
  return values.cost - before;
}

function sketch(values: Values, hash: Hash, keyOf: () => string): void {
  register(values.registers!, hash);
  values.sample = sampleWith(values.sample, hash, keyOf);
}

/** The sample with one more value, which is asked for only where its hash is among the least. */
function sampleWith(
  sample: readonly Sampled[],
  { high, low }: Hash,
  keyOf: () => string,
): readonly Sampled[] {
  const last = sample[EXAMPLES - 1];
  if (last !== undefined && (high > last.high || (high === last.high && low > last.low))) return sample;
  const key = keyOf();
  if (sample.some((one) => one.key === key)) return sample;
  return [...sample, { high, low, key }]
    .sort((a, b) => a.high - b.high || a.low - b.low || compareText(a.key, b.key))
    .slice(0, EXAMPLES);
}

/** Doubles decide where they differ, for rounding keeps order. */
function widen(values: Values, key: string): void {
  const value = Number(key);
  if (values.min === null || values.max === null) {
    values.min = key;
    values.max = key;
    values.minDouble = value;
    values.maxDouble = value;
    return;
  }
  if (value <= values.minDouble && (value < values.minDouble || compareDecimals(key, values.min) < 0)) {
    values.min = key;
    values.minDouble = value;
  }
  if (value >= values.maxDouble && (value > values.maxDouble || compareDecimals(key, values.max) > 0)) {
    values.max = key;
    values.maxDouble = value;
  }
}

/** A number of more digits than are held is as far out as its double. */
function boundedKey(value: number): string {
  const bounded = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return numberKey(String(bounded), bounded);
}
