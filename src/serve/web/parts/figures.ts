/** How figures are written on the page: counts, sizes, lengths and moments. None of them is a log's own text. */

/** `1,234,567`. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `1.23M`: a count where there is no room. */
export function shortCount(count: number): string {
  return SHORT.format(count);
}

/** A number of a few digits that tell. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return countText(value);
  const digits = Math.abs(value) < 1 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return Math.abs(value) < 1 ? String(Number(value.toPrecision(digits))) : value.toFixed(digits);
}

/** `1.2 MB`. */
export function bytesText(bytes: number): string {
  const unit = bytes < 1e3 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** Two units at most: `2 d 4 h`, `10 h 47 m`, `1 m 2 s`, `58.7 s`, `4.81 ms`, `250 µs`; as the tables of the command line. */
export function lengthText(seconds: number): string {
  const length = Math.abs(seconds);
  if (length === 0) return '0 s';
  if (length < 0.001) return `${figures(length * 1e6)} µs`;
  if (length < 1) return `${figures(length * 1e3)} ms`;
  if (length < 59.95) return `${figures(length)} s`;
  const whole = Math.round(length);
  for (const [unit, size, under, part] of UNITS) {
    if (whole < size) continue;
    const rest = Math.floor((whole % size) / part);
    return `${countText(Math.floor(whole / size))} ${unit}${rest > 0 ? ` ${rest} ${under}` : ''}`;
  }
  return `${whole} s`;
}

/** A moment in a zone, in pieces that a row shows in different weights. */
export interface Moment {
  /** `2025-12-10`. */
  readonly date: string;
  /** `05:07:02`. */
  readonly clock: string;
  /** `114503`: microseconds. */
  readonly fraction: string;
}

/** The moment of an epoch in seconds; microseconds are those of the UTC text where there is one. */
export function momentOf(epoch: number, zone: string, utc?: string): Moment {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(Math.floor(epoch) * 1000)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const micros =
    /\.(\d{6})/.exec(utc ?? '')?.[1] ??
    String(Math.round((epoch - Math.floor(epoch)) * 1e6))
      .padStart(6, '0')
      .slice(0, 6);
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    clock: `${part('hour')}:${part('minute')}:${part('second')}`,
    fraction: micros,
  };
}

/** The moment in one text, as precise as a step of this many seconds needs it. */
export function momentText(epoch: number, zone: string, stepSeconds = 1e-6): string {
  const { date, clock, fraction } = momentOf(epoch, zone);
  if (stepSeconds >= 86_400) return date;
  if (stepSeconds >= 60) return `${date} ${clock.slice(0, 5)}`;
  if (stepSeconds >= 1) return `${date} ${clock}`;
  return `${date} ${clock}.${stepSeconds >= 0.001 ? fraction.slice(0, 3) : fraction}`;
}

/** A bound for a parameter: seconds since the epoch with the microseconds that a double still holds. */
export function boundText(epoch: number): string {
  return String(Math.round(epoch * 1e6) / 1e6);
}

const COUNT = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const UNITS = [
  ['d', 86_400, 'h', 3600],
  ['h', 3600, 'm', 60],
  ['m', 60, 's', 1],
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

function figures(value: number): string {
  return String(Number(value.toPrecision(3)));
}
