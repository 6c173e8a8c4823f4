/**
 * Instants: the one time type, a number of microseconds since 1970-01-01T00:00:00Z without leap seconds.
 *
 * Invariants: a double that holds a whole number, exact for the years 1684 to 2255 (2^53 microseconds on either side)
 * and within 16 microseconds elsewhere; the years 0001 to 9999 are accepted; NaN is "no instant". What is printed here
 * reads back as the same instant.
 */
import { civilOfDays, DAY_SECONDS, joinUs, splitUs } from './civil.ts';
import { epochBytesToUs } from './epoch.ts';
import { isoBytesToUs, isZoneless } from './iso.ts';
import { offsetUs } from './zone.ts';

export { DAY_US, MAX_US, MIN_US } from './civil.ts';
export { epochBytesToUs } from './epoch.ts';
export { isoBytesToUs, isZoneless } from './iso.ts';

/** What an ISO text says: its instant in microseconds, and whether it left the zone to be assumed. */
export interface IsoInstant {
  readonly us: number;
  readonly zoneless: boolean;
}

const SCRATCH_SIZE = 64;
const scratch = new Uint8Array(SCRATCH_SIZE);

/** `epochBytesToUs` of a text: microseconds by the digit rule, NaN where it names no instant. */
export function epochToUs(text: string): number {
  return epochBytesToUs(spell(text), 0, text.length);
}

/** `isoBytesToUs` of a text; undefined where it is no instant. `zone` is a resolved zone, used when the text names none. */
export function isoToUs(text: string, zone: string): IsoInstant | undefined {
  const bytes = spell(text);
  const us = isoBytesToUs(bytes, 0, text.length, zone);
  return Number.isNaN(us) ? undefined : { us, zoneless: isZoneless(bytes, 0, text.length) };
}

/** `2025-12-10T05:07:02.114503Z`, always with six decimals: how JSON reports write an instant. */
export function formatUtc(us: number): string {
  const { seconds, micro } = splitUs(us);
  return `${wallClock(seconds, 'T')}.${pad(micro, 6)}Z`;
}

/**
 * `2025-12-10 06:07:02.114503+01:00`, or with `Z` in UTC: how tables write an instant in a resolved zone. Near the ends
 * of year 0001 and 9999, where the zone's own year has no four digits, it is written in UTC.
 */
export function formatLocal(us: number, zone: string): string {
  const { seconds, micro } = splitUs(us);
  const offset = offsetUs(zone, us) / 1e6;
  const outside = Number.isNaN(joinUs(seconds + offset, micro));
  const tail = zone === 'UTC' || outside ? 'Z' : offsetText(offset);
  return `${wallClock(outside ? seconds : seconds + offset, ' ')}.${pad(micro, 6)}${tail}`;
}

/** Seconds since the epoch with up to six decimals, for `_epoch` in JSON; reads back exactly until the year 2242. */
export function epochSeconds(us: number): number {
  return Math.floor(us) / 1e6;
}

/** The text as bytes; characters beyond ASCII become NUL, which no time holds. Valid until the next call. */
function spell(text: string): Uint8Array {
  const bytes = text.length <= SCRATCH_SIZE ? scratch : new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[at] = code < 0x80 ? code : 0;
  }
  return bytes;
}

/** The last one that was written: times mostly come in their order, several in a second. */
let last: { readonly seconds: number; readonly separator: string; readonly text: string } | undefined;

function wallClock(seconds: number, separator: 'T' | ' '): string {
  if (last?.seconds === seconds && last.separator === separator) return last.text;
  const text = writtenClock(seconds, separator);
  last = { seconds, separator, text };
  return text;
}

function writtenClock(seconds: number, separator: 'T' | ' '): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  const ofDay = seconds - days * DAY_SECONDS;
  const { year, month, day } = civilOfDays(days);
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return `${date}${separator}${clock(ofDay)}`;
}

function clock(seconds: number): string {
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
}

function offsetText(offset: number): string {
  const text = clock(Math.abs(offset));
  return `${offset < 0 ? '-' : '+'}${text.endsWith(':00') ? text.slice(0, 5) : text}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
