/**
 * Comma- and tab-separated rows (RFC 4180).
 *
 * Invariants: a cell that a spreadsheet would run begins with `'` (promises.md row 23), a JSON number aside, which stays
 * a number; control and bidi characters are written out (row 17). A CSV cell keeps its newlines, a TSV row is one line.
 */
import type * as csvStringify from 'csv-stringify/sync';
import { load } from '../base/load.ts';
import { inert } from './inert.ts';

export interface CsvCell {
  readonly text: string;
  /** A JSON number, which is shown as it is written. */
  readonly number?: boolean;
}

export type CsvFormat = 'csv' | 'tsv';

/** First characters that make a spreadsheet run a cell, the full-width ones included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** The rows as text: lines end in CR LF in CSV and in LF in TSV. */
export function csv(rows: readonly (readonly CsvCell[])[], format: CsvFormat): string {
  return text(rows, format);
}

/** Rows that are written at once. */
const BATCH = 256;

/** The same in parts of whole rows, so that rows may be made one by one. */
export function* csvParts(
  rows: Iterable<readonly CsvCell[]>,
  format: CsvFormat,
): Generator<string, void, undefined> {
  let some: (readonly CsvCell[])[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < BATCH) continue;
    yield text(some, format);
    some = [];
  }
  if (some.length > 0) yield text(some, format);
}

function text(rows: readonly (readonly CsvCell[])[], format: CsvFormat): string {
  const { stringify } = load('csv-stringify/sync') as typeof csvStringify;
  return stringify(
    rows.map((cells) => cells.map((cell) => cellText(cell, format))),
    {
      delimiter: format === 'csv' ? ',' : '\t',
      record_delimiter: format === 'csv' ? '\r\n' : '\n',
      quote_record_delimiter: true,
      quoted_match: /\n/,
      // A row of one empty cell would be a blank line, which readers skip.
      quoted_empty: rows[0]?.length === 1,
    },
  );
}

/** The cell of a value from a report: text, number, or nothing. */
export function csvCell(value: unknown): CsvCell {
  if (value === undefined || value === null) return { text: '' };
  if (typeof value === 'number') return { text: String(value), number: true };
  return { text: typeof value === 'string' ? value : JSON.stringify(value) };
}

function cellText({ text, number }: CsvCell, format: CsvFormat): string {
  if (number) return text;
  const quiet = format === 'csv' ? text.split('\n').map(inert).join('\n') : inert(text);
  return FORMULA.test(text) ? `'${quiet}` : quiet;
}
