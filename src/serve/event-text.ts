/**
 * One event as the API and the streams give it. Invariant: `event` is the event's own JSON text, so numbers, key order and
 * duplicate keys are as in the log; bytes that are not UTF-8 are replaced; the text holds no line break.
 */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { Event, Value } from '../model/event.ts';
import type { Role } from '../model/role.ts';
import { restText } from '../render/event-text.ts';
import type { EventView } from '../run/io.ts';

/** Roles that an event shows beside those of its kind, in the order of `fields`. */
const ROLES: readonly Role[] = ['agent', 'workflow', 'trace', 'duration', 'importance'];

/** What must be decoded of events that go through here. */
export const EVENT_VIEW: EventView = {
  decode: true,
  fields: ROLES.map((role) => ({ kind: 'role', role })),
};

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The event's own JSON in one line. Line breaks in it are white space between tokens, for in texts they are escaped. */
export function ownText(event: Event): string {
  const text = DECODER.decode(event.row.bytes);
  return BREAKS.test(text) ? text.replace(/[\r\n]/g, ' ') : text;
}

const BREAKS = /[\r\n]/;

/** How much of an event is said: all of it, or a line that tells it in its place, for lists. */
export type EventForm = 'full' | 'row';

/** Where it stands, its roles and itself, as one JSON text; `id` is its place in a stream. */
export function eventText(event: Event, id?: string, form: EventForm = 'full'): string {
  const { row } = event;
  const members = [
    ...(id === undefined ? [] : [`"id":${JSON.stringify(id)}`]),
    `"source":${JSON.stringify(row.path)}`,
    `"offset":${row.offset}`,
    ...(row.line === undefined ? [] : [`"line":${row.line}`]),
    ...timeMembers(event),
    ...member('type', event.type),
    ...member('session', event.session),
    ...member('severity', event.severity),
    ...member('status', event.status),
    ...ROLES.flatMap((role, n) => member(role === 'duration' ? 'duration_ms' : role, event.fields[n])),
    ...(form === 'row' ? told(event) : member('summary', event.summary)),
    `"dialect":${JSON.stringify(event.dialect)}`,
    ...(form === 'row' ? [] : [`"event":${ownText(event)}`]),
  ];
  return `{${members.join(',')}}`;
}

/** A row shows so many UTF-16 units of each at most. */
const ROW_LENGTH = 400;

/** The summary, and the rest of the event as `key=value`, most telling first. */
function told(event: Event): readonly string[] {
  const { summary, ...plain } = event;
  const rest = restText(plain, { preferSummary: false, marked: false, enough: ROW_LENGTH });
  return [
    ...(summary === undefined ? [] : [`"summary":${JSON.stringify(cut(summary.text))}`]),
    `"text":${JSON.stringify(cut(rest))}`,
  ];
}

/** A surrogate pair is not cut in two. */
function cut(text: string): string {
  if (text.length <= ROW_LENGTH) return text;
  return `${text.slice(0, ROW_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The value of a role of `EVENT_VIEW`. */
export function roleOf(event: Event, role: (typeof ROLES)[number]): Value | undefined {
  return event.fields[ROLES.indexOf(role)];
}

function timeMembers({ time }: Event): readonly string[] {
  return time === undefined ? [] : [`"time":"${formatUtc(time)}"`, `"epoch":${epochSeconds(time)}`];
}

function member(name: string, value: Value | undefined): readonly string[] {
  return value === undefined ? [] : [`"${name}":${value.json}`];
}
