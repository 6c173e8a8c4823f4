/**
 * A report as one JSON document. Invariant: valid JSON in which every character that could drive a terminal is written
 * `\uXXXX`, which leaves the value as it is (promises.md row 17).
 */
import { inertJson } from './inert.ts';

/** One JSON document: a line for each key, and for each element of a list, so that it can be looked through. */
export function document(report: object): string {
  const members = Object.entries(report)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${Array.isArray(value) ? list(value) : one(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

function list(values: readonly unknown[]): string {
  if (values.length === 0) return '[]';
  return `[\n${values.map((value) => `    ${one(value)}`).join(',\n')}\n  ]`;
}

function one(value: unknown): string {
  return inertJson(JSON.stringify(value));
}
