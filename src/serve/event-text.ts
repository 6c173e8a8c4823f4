/**
 * One event as the API and the streams give it. Invariant: `event` is the event's own JSON text, so numbers, key order and
 * duplicate keys are as in the log; bytes that are not UTF-8 are replaced; the text holds no line break.
 */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { Event, Value } from '../model/event.ts';
import type { Role } from '../model/role.ts';
import type { EventView } from '../run/io.ts';

/** Roles that an event shows beside those of its kind, in the order of `fields`. */
const ROLES = ['agent', 'workflow', 'trace', 'duration', 'importance'] as const satisfies readonly Role[];

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

/** Where it stands, its roles and itself, as one JSON text; `id` is its place in a stream. */
export function eventText(event: Event, id?: string): string {
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
    ...member('summary', event.summary),
    `"dialect":${JSON.stringify(event.dialect)}`,
    `"event":${ownText(event)}`,
  ];
  return `{${members.join(',')}}`;
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
