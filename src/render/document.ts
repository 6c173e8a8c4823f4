/**
 * A report as one JSON document. Invariant: valid JSON in which every character that could drive a terminal is written
 * `\uXXXX`, which leaves the value as it is (promises.md row 17).
 */
import { SPAN_ROWS, type TraceReport } from '../model/span.ts';
import { inertJson } from './inert.ts';

/** Elements that are written at once. */
const BATCH = 256;

/** One JSON document: a line for each key, and for each element of a list, so that it can be looked through. */
export function document(report: object): string {
  return [...documentParts(report)].join('');
}

/** The same in parts. The spans of a trace are made one by one. */
export function* documentParts(report: object): Generator<string, void, undefined> {
  let before = '{\n';
  for (const key of Object.keys(report)) {
    const rows = rowsOf(report, key);
    const value = rows ?? (report as Readonly<Record<string, unknown>>)[key];
    if (value === undefined) continue;
    const named = `${before}  ${JSON.stringify(key)}: `;
    before = ',\n';
    if (rows === undefined && !Array.isArray(value)) yield named + one(value);
    else {
      yield named;
      yield* list(value as Iterable<unknown>);
    }
  }
  yield before === ',\n' ? '\n}\n' : '{\n\n}\n';
}

/** What stands behind a getter is not asked for whole. */
function rowsOf(report: object, key: string): Iterable<unknown> | undefined {
  if (key !== 'spans' || !(SPAN_ROWS in report)) return undefined;
  return (report as TraceReport)[SPAN_ROWS];
}

function* list(values: Iterable<unknown>): Generator<string, void, undefined> {
  let text = '';
  let count = 0;
  for (const value of values) {
    text += `${count === 0 ? '[\n' : ',\n'}    ${one(value)}`;
    if (++count % BATCH !== 0) continue;
    yield text;
    text = '';
  }
  yield count === 0 ? '[]' : `${text}\n  ]`;
}

function one(value: unknown): string {
  return inertJson(JSON.stringify(value));
}
