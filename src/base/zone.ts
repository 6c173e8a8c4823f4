/**
 * Time zones by name: IANA names, `UTC` and `local`. Zone rules are those of the runtime's own zone data.
 *
 * Invariants: a resolved zone is an IANA name or exactly `UTC`; offsets are whole seconds, in microseconds, east of UTC
 * positive. Offsets are cached by slots of 15 minutes, a slot only where it has one offset from end to end, since some
 * zones changed at one minute past.
 */
import { readlinkSync } from 'node:fs';
import { tzOffset } from '@date-fns/tz';
import { DAY_US } from './civil.ts';
import { Fault } from './fault.ts';
import { near } from './near.ts';

const SLOT_US = 900e6;
/** Slots kept per zone: about a year of an unbroken log. */
const SLOT_CAP = 40_000;
/** Names of UTC, in lower case. */
const UTC_NAMES: ReadonlySet<string> = new Set([
  'utc',
  'etc/utc',
  'uct',
  'etc/uct',
  'gmt',
  'etc/gmt',
  'zulu',
  'etc/zulu',
  'universal',
  'etc/universal',
]);

const slotsByZone = new Map<string, Map<number, number>>();

/** True for an IANA name (upper and lower case aside), `UTC` and `local`. An offset such as `+01:00` is no zone. */
export function isZone(name: string): boolean {
  return name === 'local' || canonicalName(name) !== undefined;
}

/**
 * The zone that offsets are asked by: an IANA name or `UTC`; `local` is the system's own.
 * Throws Fault `unknown-zone`. Source: cli.md, "Time expressions".
 */
export function resolveZone(name: string): string {
  if (name === 'local') return systemZone();
  const canonical = canonicalName(name);
  if (canonical !== undefined) return canonical;
  const hit = nearZone(name);
  throw new Fault({
    code: 'unknown-zone',
    message: `unknown time zone "${name}": expected an IANA name such as Europe/Berlin, UTC, or local`,
    span: { text: name, start: 0, end: name.length },
    ...(hit === undefined ? {} : { hint: `did you mean "${hit}"?` }),
  });
}

/** Local time minus UTC in a resolved zone at an instant, both in microseconds. Cheap enough for every line of a log. */
export function offsetUs(zone: string, us: number): number {
  if (zone === 'UTC') return 0;
  const slots = slotsOf(zone);
  const slot = Math.floor(us / SLOT_US);
  let offset = slots.get(slot);
  if (offset === undefined) {
    offset = wholeSlotOffset(zone, slot);
    if (slots.size >= SLOT_CAP) slots.clear();
    slots.set(slot, offset);
  }
  return Number.isNaN(offset) ? exactOffset(zone, us) : offset;
}

/**
 * The instant of a wall clock reading, both in microseconds. A reading that the clock skipped moves forward by what was
 * skipped; one that it showed twice is the earlier.
 */
export function localToUs(zone: string, localUs: number): number {
  if (zone === 'UTC') return localUs;
  const before = offsetUs(zone, localUs - DAY_US);
  const after = offsetUs(zone, localUs + DAY_US);
  const earlier = localUs - Math.max(before, after);
  if (offsetUs(zone, earlier) === localUs - earlier) return earlier;
  const later = localUs - Math.min(before, after);
  if (offsetUs(zone, later) === localUs - later) return later;
  return localUs - before;
}

/** The runtime's own spelling where it is only the case that differs, else the name as typed: `Asia/Kolkata` stays. */
function canonicalName(name: string): string | undefined {
  // Some runtimes take `+01:00` here and some do not; a log must read the same on all.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  if (UTC_NAMES.has(name.toLowerCase())) return 'UTC';
  try {
    const own = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
    return own.toLowerCase() === name.toLowerCase() ? own : name;
  } catch {
    return undefined;
  }
}

/** UTC, the zone of most servers, is seen without the tables of all zones, which take 8 ms to load. */
function systemZone(): string {
  if (/^(?:Etc\/)?UTC$/.test(process.env.TZ ?? linkedZone())) return 'UTC';
  return canonicalName(Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC') ?? 'UTC';
}

function linkedZone(): string {
  try {
    return readlinkSync('/etc/localtime').replace(/^.*\/zoneinfo\//, '');
  } catch {
    return '';
  }
}

/** A city alone is near its zone: `berlin` is Europe/Berlin. */
function nearZone(name: string): string | undefined {
  const names = ['UTC', 'local', ...Intl.supportedValuesOf('timeZone')];
  const city = name.trim().replaceAll(' ', '_').toLowerCase();
  return names.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ?? near(name, names);
}

function slotsOf(zone: string): Map<number, number> {
  let slots = slotsByZone.get(zone);
  if (slots === undefined) {
    slots = new Map();
    slotsByZone.set(zone, slots);
  }
  return slots;
}

/** NaN where the offset changes inside the slot. */
function wholeSlotOffset(zone: string, slot: number): number {
  const first = exactOffset(zone, slot * SLOT_US);
  return first === exactOffset(zone, (slot + 1) * SLOT_US - 1) ? first : Number.NaN;
}

function exactOffset(zone: string, us: number): number {
  const date = new Date(Math.floor(us / 1000));
  const minutes = tzOffset(zone, date);
  const offset = Math.round(minutes * 60) * 1e6;
  // tzOffset loses the minus of offsets such as -00:44:30 (Monrovia until 1972), for its hours are -0.
  const lost = minutes > 0 && minutes < 60 && isWest(zone, date);
  return lost ? -offset : offset;
}

function isWest(zone: string, date: Date): boolean {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return format.format(date).includes('GMT-');
}
