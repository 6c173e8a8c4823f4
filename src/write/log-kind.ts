/**
 * Of which dialect a log is that events are to be added to, and what a generic one calls things, so that they are written
 * as it is. It is looked at as every command looks at it: by its sample.
 */
import { lstatSync } from 'node:fs';
import { DIALECT_NAMES, type DialectName } from '../append/spelling.ts';
import { parsePath } from '../base/path.ts';
import { type GenericNames, NEW_GENERIC } from './form.ts';
import type { TimeStyle } from './time.ts';

export interface LogKind {
  readonly dialect: DialectName;
  /** Of a generic log. */
  readonly names?: GenericNames;
}

/**
 * The kind of the log at `path`. `undefined` where nothing tells: no file is there, it cannot be read, it is empty, or none
 * of its lines is an event. `compressed`: events cannot be added to it.
 */
export async function logKindOf(path: string): Promise<LogKind | 'compressed' | undefined> {
  // What is no file is not opened here: a pipe would wait. The appender refuses it.
  if (!isFile(path)) return undefined;
  const { headAt } = await import('../run/head-at.ts');
  const head = await headAt(path);
  if (head === undefined) return undefined;
  if (head.compressed) return 'compressed';
  const first = firstObject(head.sample);
  const dialect = DIALECT_NAMES.find((name) => name === head.dialect);
  if (first === undefined || dialect === undefined) return undefined;
  return dialect === 'generic' ? { dialect, names: namesOf(head.fields, first) } : { dialect };
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}

function firstObject(sample: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  for (const line of Buffer.from(sample).toString('utf8').split('\n')) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Readonly<Record<string, unknown>>;
    } catch {
      // A damaged line tells nothing.
    }
  }
  return undefined;
}

function namesOf(
  fields: Readonly<Record<string, string>>,
  first: Readonly<Record<string, unknown>>,
): GenericNames {
  const time = keyOf(fields.time) ?? NEW_GENERIC.time;
  return {
    time,
    type: keyOf(fields.type) ?? NEW_GENERIC.type,
    session: keyOf(fields.session) ?? NEW_GENERIC.session,
    style: styleOf(first[time]),
  };
}

/** The one key of a path; what lies deeper is not written by us. */
function keyOf(path: string | undefined): string | undefined {
  const [step, ...deeper] = path === undefined ? [] : parsePath(path);
  return step !== undefined && 'key' in step && deeper.length === 0 ? step.key : undefined;
}

/** The digit rule of cli.md backward; texts with the zone that they have. */
function styleOf(value: unknown): TimeStyle {
  if (typeof value === 'string') return /[+-]\d\d:?\d\d$/.test(value) ? 'iso-offset' : 'iso-z';
  if (typeof value !== 'number') return NEW_GENERIC.style;
  const digits = Math.trunc(Math.abs(value)).toString().length;
  if (digits <= 11) return 's';
  if (digits <= 14) return 'ms';
  return digits <= 17 ? 'us' : 'ns';
}
