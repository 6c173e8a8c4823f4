/** The status line of a long scan: how much was read, how fast, how long it will take. */
import { bar } from './chart.ts';
import { cut } from './terminal.ts';

export interface Progress {
  readonly readBytes: number;
  /** All bytes of all logs; left out where it is not known, as on standard input. */
  readonly totalBytes?: number;
  readonly elapsedMs: number;
}

/** One line of at most `width` columns, without newline. */
export function progress(state: Progress, width: number): string {
  const { readBytes, totalBytes, elapsedMs } = state;
  const rate = elapsedMs > 0 ? readBytes / (elapsedMs / 1000) : 0;
  const speed = rate > 0 ? `${size(rate)}/s` : '';
  if (totalBytes === undefined || totalBytes <= 0) return cut(join([size(readBytes), speed]), width);
  const part = Math.min(1, readBytes / totalBytes);
  const left = rate > 0 && part < 1 ? `${clock((totalBytes - readBytes) / rate)} left` : '';
  const percent = `${Math.floor(part * 100)}%`.padStart(4);
  const amount = `${size(readBytes)} of ${size(totalBytes)}`;
  return cut(join([bar(part, 10).padEnd(10, '░'), percent, amount, speed, left]), width);
}

/** Bytes for a person: `999 B`, `1.2 kB`, `3.4 GB`; a thousand to the step. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let step = 0;
  while (value >= 999.95 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/** Seconds as `8 s`, `3 min 20 s`, `2 h 5 min`: an estimate needs no more. */
function clock(seconds: number): string {
  const s = Math.max(1, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}
