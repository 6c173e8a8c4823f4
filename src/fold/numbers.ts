/**
 * Numbers out of a column of any kind, for percentiles: only JSON numbers count, and of a path with `[*]` each of them.
 * A number beyond the range of doubles (1e400) stands at the end of that range, so that it is on the right side of any bound.
 */
import { unreachable } from '../base/fault.ts';
import { jsonText } from '../base/json.ts';
import { type Column, TAG_NUMBER } from '../model/batch.ts';

const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const POWERS = Float64Array.from({ length: 16 }, (_, k) => 10 ** k);

/** Calls back for each number of line i. `bytes` are those of the batch. */
export function eachNumber(
  source: { readonly bytes: Uint8Array; readonly column: Column },
  i: number,
  visit: (value: number) => void,
): void {
  const { bytes, column } = source;
  switch (column.kind) {
    case 'number':
      visitNumber(column.values[i]!, visit);
      return;
    case 'range':
      if (column.tag[i] === TAG_NUMBER) visitNumber(numberAt(bytes, column.from[i]!, column.to[i]!), visit);
      return;
    case 'many':
      for (let k = column.first[i]!; k < column.first[i + 1]!; k++) {
        if (column.tag[k] === TAG_NUMBER) visitNumber(numberAt(bytes, column.from[k]!, column.to[k]!), visit);
      }
      return;
    case 'time':
    case 'dictionary':
      return;
    default:
      unreachable(column);
  }
}

/**
 * The double nearest to the JSON number `bytes[from, to)`. Most need no text: 15 digits over a power of ten below 10^16
 * are both exact, so one division rounds once (W. D. Clinger, 1990), and so does the last digit of a 16-digit integer.
 */
export function numberAt(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  const begin = negative ? from + 1 : from;
  if (to - begin > 16) return Number(jsonText(bytes, from, to));
  let whole = 0;
  let dot = -1;
  for (let at = begin; at < to; at++) {
    const byte = bytes[at]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (byte === DOT) dot = at;
    else return Number(jsonText(bytes, from, to));
  }
  const size = dot < 0 ? whole : whole / POWERS[to - dot - 1]!;
  return negative ? -size : size;
}

function visitNumber(value: number, visit: (value: number) => void): void {
  if (!Number.isNaN(value)) visit(Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE)));
}
