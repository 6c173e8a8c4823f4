/**
 * The rows of reports as JSON. Invariant: one valid JSON text a line in which every character that could drive a terminal is
 * written `\uXXXX`, which leaves the value as it is (promises.md row 17).
 */
import type * as ndjson from 'ndjson';
import { load } from '../base/load.ts';
import { inertJson } from './inert.ts';

/** The rows as newline-delimited JSON, one object a line. */
export function lines(rows: readonly object[]): string {
  const { stringify } = load('ndjson') as typeof ndjson;
  const stream = stringify();
  let text = '';
  for (const row of rows) {
    stream.write(row);
    text += `${inertJson(String(stream.read()).trimEnd())}\n`;
  }
  return text;
}
