/**
 * The rows of reports as JSON. Invariant: one valid JSON text a line in which every character that could drive a terminal is
 * written `\uXXXX`, which leaves the value as it is (promises.md row 17).
 */
import type * as ndjson from 'ndjson';
import { load } from '../base/load.ts';
import { inertJson } from './inert.ts';

/** Rows that are written at once. */
const BATCH = 256;

/** The rows as newline-delimited JSON, one object a line. */
export function lines(rows: Iterable<object>): string {
  return [...lineParts(rows)].join('');
}

/** The same in parts of whole lines, so that rows may be made one by one. */
export function* lineParts(rows: Iterable<object>): Generator<string, void, undefined> {
  const { stringify } = load('ndjson') as typeof ndjson;
  const stream = stringify();
  let text = '';
  let count = 0;
  for (const row of rows) {
    stream.write(row);
    text += `${inertJson(String(stream.read()).trimEnd())}\n`;
    if (++count % BATCH !== 0) continue;
    yield text;
    text = '';
  }
  yield text;
}
