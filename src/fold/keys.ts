/**
 * Keys: a JSON value as a text that says its kind and itself, so that values can be counted by name.
 *
 * Strings are equal by content; numbers as numbers while doubles hold them exactly, else by their text, so that ids
 * beyond 2^53 stay apart; other values by their JSON text.
 */
import { jsonText, stringText } from '../base/json.ts';
import { isExactDouble } from '../base/number.ts';
import { compareText } from '../base/text.ts';
import { TAG_NUMBER, TAG_STRING } from '../model/batch.ts';

/** Values of a column that are byte ranges. */
export interface Ranges {
  readonly bytes: Uint8Array;
  readonly column: { readonly tag: Uint8Array; readonly from: Int32Array; readonly to: Int32Array };
}

const TEXT = 's';
const JSON_TEXT = 'j';
/** A number that no double holds: shown as the text of its digits. */
const DIGITS = 'n';

/** The key of a string. */
export function textKey(text: string): string {
  return TEXT + text;
}

/** The key of a finite double. */
export function numberKey(value: number): string {
  return JSON_TEXT + String(value + 0);
}

/** The key of value k of a column, which is there. */
export function rangeKey({ bytes, column }: Ranges, k: number): string {
  const from = column.from[k]!;
  const to = column.to[k]!;
  if (column.tag[k] === TAG_STRING) return textKey(stringText(bytes, from, to));
  const text = jsonText(bytes, from, to);
  if (column.tag[k] !== TAG_NUMBER) return JSON_TEXT + text;
  return isExactDouble(text) ? numberKey(Number(text)) : DIGITS + text;
}

/** The value for a report; a number that no double holds is the text of its digits. */
export function keyValue(key: string): unknown {
  const text = key.slice(1);
  return key.startsWith(JSON_TEXT) ? (JSON.parse(text) as unknown) : text;
}

/** By what is shown, in code points; then by kind. */
export function compareKeys(a: string, b: string): number {
  return compareText(a.slice(1), b.slice(1)) || compareText(a, b);
}
