/**
 * An estimate of how many distinct hashes were seen: HyperLogLog of 4,096 registers, standard error 1.6 %.
 *
 * Invariant: registers depend on the set of hashes alone; those of a union are the greater ones of both.
 * Source: Flajolet et al., "HyperLogLog" (2007); the estimator without bias of Ertl (2017), arXiv:1702.01284, algorithm 6.
 */
import type { Hash } from './field-keys.ts';

const INDEX_BITS = 12;
const SIZE = 1 << INDEX_BITS;
/** Bits of a hash behind the index. */
const REST_BITS = 64 - INDEX_BITS;
const HIGH_BITS = 32 - INDEX_BITS;

/** Registers that have seen nothing. */
export function newRegisters(): Uint8Array {
  return new Uint8Array(SIZE);
}

/** Takes a hash in. */
export function register(registers: Uint8Array, { high, low }: Hash): void {
  const index = high >>> HIGH_BITS;
  const rest = (high << INDEX_BITS) >>> 0;
  const zeros = rest !== 0 ? Math.clz32(rest) : HIGH_BITS + Math.clz32(low);
  if (zeros >= registers[index]!) registers[index] = zeros + 1;
}

/** Joins b into a. */
export function mergeRegisters(a: Uint8Array, b: Uint8Array): void {
  for (let i = 0; i < SIZE; i++) if (b[i]! > a[i]!) a[i] = b[i]!;
}

/** How many distinct hashes, rounded. */
export function estimate(registers: Uint8Array): number {
  const counts = new Float64Array(REST_BITS + 2);
  for (const zeros of registers) counts[zeros]!++;
  if (counts[0] === SIZE) return 0;
  let z = SIZE * tau(1 - counts[REST_BITS + 1]! / SIZE);
  for (let k = REST_BITS; k >= 1; k--) z = 0.5 * (z + counts[k]!);
  z += SIZE * sigma(counts[0]! / SIZE);
  return Math.round((SIZE * SIZE) / (2 * Math.LN2 * z));
}

/** Of registers that are still empty. */
function sigma(fraction: number): number {
  let x = fraction;
  let factor = 1;
  let sum = x;
  for (let before = Number.NaN; sum !== before; ) {
    before = sum;
    x *= x;
    sum += x * factor;
    factor += factor;
  }
  return sum;
}

/** Of registers that are full. */
function tau(fraction: number): number {
  if (fraction === 0 || fraction === 1) return 0;
  let x = fraction;
  let factor = 1;
  let sum = 1 - x;
  for (let before = Number.NaN; sum !== before; ) {
    before = sum;
    x = Math.sqrt(x);
    factor *= 0.5;
    sum -= (1 - x) ** 2 * factor;
  }
  return sum / 3;
}
