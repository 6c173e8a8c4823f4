/** `replay`: how fast, and where to. Faults are collected in `values`. */
import { Fault } from '../base/fault.ts';
import { intakeOf } from '../net/address.ts';
import { readTextFile } from '../scan/text.ts';
import { type Values, whole } from './values.ts';

export interface Replay {
  /** `Infinity` is as fast as it goes. */
  readonly speed: number;
  readonly mostGapUs?: number;
  /** A server's intake; standard output where left out. */
  readonly url?: string;
  readonly token?: string;
}

/** Flags that shape what is printed of events; these go as they are. */
const SHAPES = ['fields', 'provenance', 'summary'] as const;

export function readReplay(
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
): Replay | undefined {
  const speed = values.attempt('--speed', () => parseSpeed(values.text('speed') ?? '1x'));
  const mostGapUs = values.duration('max-gap', 0);
  const to = values.text('to') ?? '-';
  const url = to === '-' ? undefined : values.attempt('--to', () => intakeOf(to));
  const file = values.text('token-file');
  const token =
    file === undefined ? env.INQUEST_TOKEN : values.attempt('--token-file', () => readTextFile(file).trim());
  const format = values.text('format');
  if (
    to === '-' &&
    (values.has('json') || (format !== undefined && format !== 'raw' && format !== 'ndjson'))
  ) {
    const message = 'events go as they are; a report is given with --to URL';
    values.fault({ code: 'contradiction', message, flag: values.has('json') ? '--json' : '--format' });
  }
  for (const name of SHAPES.filter((each) => values.has(each)))
    values.fault({ code: 'contradiction', message: 'events go as they are', flag: `--${name}` });
  if (speed === undefined) return undefined;
  return {
    speed,
    ...(mostGapUs !== undefined && { mostGapUs }),
    ...(url !== undefined && { url }),
    ...(token !== undefined && token !== '' && { token }),
  };
}

/** `10x`, `0.5x`, `10`, `max`. Throws Fault `bad-speed`. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const [, digits] = /^(\d{1,9}(?:\.\d{1,9})?)x?$/i.exec(text) ?? [];
  const speed = Number(digits);
  if (speed > 0) return speed;
  throw new Fault({
    code: 'bad-speed',
    message: 'expected a speed such as 10x, 0.5x or max',
    span: whole(text),
  });
}
