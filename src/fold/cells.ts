/** The value that a column of any kind has at a line: whether it is there, its JSON text, its key (keys.ts). */
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { jsonText } from '../base/json.ts';
import { type Batch, type Column, TAG_ABSENT, TAG_NULL } from '../model/batch.ts';
import type { Part } from '../model/tracked.ts';
import { columnOf } from './columns.ts';
import { numberKey, rangeKey, textKey } from './keys.ts';

/** The first column of the part that has a value at line i; `null` is one. */
export function firstThere(batch: Batch, part: Part<number>, i: number): Column | undefined {
  for (const at of part) {
    const column = columnOf(batch, at);
    if (isThere(column, i)) return column;
  }
  return undefined;
}

/** The JSON text of the value at line i, which is there: as written, or made of a role's text. */
export function cellJson({ bytes }: Batch, column: Column, i: number): string {
  switch (column.kind) {
    case 'time':
      return JSON.stringify(formatUtc(column.us[i]!));
    case 'number':
      return JSON.stringify(column.values[i]!);
    case 'dictionary':
      return JSON.stringify(column.dictionary.values[column.codes[i]!]!);
    case 'range':
      return jsonText(bytes, column.from[i]!, column.to[i]!);
    case 'many': {
      const elements: string[] = [];
      for (let at = column.first[i]!; at < column.first[i + 1]!; at++)
        elements.push(jsonText(bytes, column.from[at]!, column.to[at]!));
      return `[${elements.join(',')}]`;
    }
    default:
      return unreachable(column);
  }
}

/** The key of the part's first value at line i that is not null; undefined where there is none. */
export function cellKey(batch: Batch, part: Part<number>, i: number): string | undefined {
  for (const at of part) {
    const column = columnOf(batch, at);
    if (!isThere(column, i)) continue;
    if (column.kind === 'dictionary') return textKey(column.dictionary.values[column.codes[i]!]!);
    if (column.kind === 'number') return numberKey(column.values[i]!);
    if (column.kind !== 'range') return textKey(cellJson(batch, column, i));
    if (column.tag[i] !== TAG_NULL) return rangeKey({ bytes: batch.bytes, column }, i);
  }
  return undefined;
}

function isThere(column: Column, i: number): boolean {
  switch (column.kind) {
    case 'time':
      return !Number.isNaN(column.us[i]!);
    case 'number':
      return Number.isFinite(column.values[i]!);
    case 'dictionary':
      return column.codes[i]! >= 0;
    case 'range':
      return column.tag[i] !== TAG_ABSENT;
    case 'many':
      return column.first[i]! < column.first[i + 1]!;
    default:
      return unreachable(column);
  }
}
