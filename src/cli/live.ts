/** `--follow` of a command whose answer goes on: how often it is shown, and for how long. Faults are collected in `values`. */
import type { Format } from '../render/view.ts';
import type { Values } from './values.ts';

export interface Live {
  readonly intervalMs: number;
  /** Ends by itself after this long. */
  readonly forMs?: number;
}

const LEAST_US = 100_000;
const EVERY_MS = 1000;

/** What `metrics` is asked to go on with; undefined where it is not. */
export function readLive(values: Values, format: Format): Live | undefined {
  const intervalUs = values.duration('interval', LEAST_US);
  const forUs = values.duration('for', 1);
  if (!values.has('follow')) {
    for (const name of ['interval', 'for'].filter((each) => values.has(each)))
      values.fault({ code: 'contradiction', message: 'needs --follow beside it', flag: `--${name}` });
    return undefined;
  }
  for (const name of ['at', 'expect', 'exit-status'].filter((each) => values.has(each)))
    values.fault({ code: 'contradiction', message: `contradicts --${name}`, flag: '--follow' });
  if (format === 'csv' || format === 'tsv') {
    const message = `${format} has an end, and this has none`;
    values.fault({ code: 'contradiction', message, flag: '--follow', hint: '--format ndjson' });
  }
  return {
    intervalMs: intervalUs === undefined ? EVERY_MS : intervalUs / 1000,
    ...(forUs !== undefined && { forMs: forUs / 1000 }),
  };
}
