/**
 * Events as messages. Invariants: an event is one message whatever bytes it holds (promises.md row 36); it is spelled once
 * for all clients that take the same form.
 */
import { formatUtc } from '../base/instant.ts';
import { parsePath } from '../base/path.ts';
import type { Event, Value } from '../model/event.ts';
import type { EventView } from '../run/io.ts';
import type { Control } from './client.ts';
import { EVENT_VIEW, eventText, ownText, roleOf } from './event-text.ts';
import { frameOf } from './frame.ts';

/** How an event is spelled: as server-sent events, or as a message of a WebSocket. */
export type Form =
  | {
      readonly kind: 'sse';
      readonly view: 'event' | 'full' | 'row';
      readonly names: 'hook' | 'type' | 'none';
    }
  | { readonly kind: 'websocket' };

/** Where dialects keep what an event is about; the first that an event has is its payload. */
const PAYLOADS = ['payload', 'data', 'event_data', 'details'].map((text) => parsePath(text));

/** What must be decoded of events that become messages. */
export const MESSAGE_VIEW: EventView = {
  decode: true,
  fields: [...EVENT_VIEW.fields, ...PAYLOADS.map((path) => ({ kind: 'path', path }) as const)],
};

/** One text for equal forms. */
export function formKey(form: Form): string {
  return form.kind === 'sse' ? `sse ${form.view} ${form.names}` : form.kind;
}

/** The message of an event; `cursor` is the place behind it. */
export function messageOf(event: Event, cursor: string, form: Form): Uint8Array {
  if (form.kind === 'websocket') return frameOf(Buffer.from(socketText(event, cursor)));
  const name = nameOf(event, form.names);
  const data = form.view === 'event' ? ownText(event) : eventText(event, cursor, form.view);
  return Buffer.from(`id: ${cursor}\n${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n\n`);
}

/** A control message of a stream: its name keeps it apart from events. */
export function controlEvent(message: Control, cursor?: string): Uint8Array {
  const id = cursor === undefined ? '' : `id: ${cursor}\n`;
  return Buffer.from(`${id}event: inquest:${message.type}\ndata: ${JSON.stringify(message)}\n\n`);
}

/** A control message of a WebSocket. */
export function controlFrame(message: Control, cursor?: string): Uint8Array {
  return frameOf(Buffer.from(JSON.stringify(cursor === undefined ? message : { ...message, id: cursor })));
}

/** Amplifier's own stream calls `tool:pre` a `hook:tool:pre`. Source: trace-events.md, SSE Streaming. */
function nameOf(event: Event, names: 'hook' | 'type' | 'none'): string | undefined {
  const type = event.type?.text;
  if (type === undefined || names === 'none') return undefined;
  const name = type.replace(/[\r\n\0]/g, ' ');
  if (names === 'type') return name;
  if (event.dialect !== 'amplifier') return undefined;
  return name.startsWith('hook:') ? name : `hook:${name}`;
}

/** Source: realtime-monitoring.md; the keys of an event of the bus, then the place and the whole event. */
function socketText(event: Event, cursor: string): string {
  const { row, time } = event;
  const payload = event.fields.slice(EVENT_VIEW.fields.length).find((value) => value !== undefined);
  const own = ownText(event);
  const members = [
    '"type":"event"',
    `"id":"${cursor}"`,
    ...member('event_type', event.type),
    ...(time === undefined ? [] : [`"timestamp":"${formatUtc(time)}"`]),
    ...member('session_id', event.session),
    ...member('trace_id', roleOf(event, 'trace')),
    ...member('agent', roleOf(event, 'agent')),
    ...member('workflow', roleOf(event, 'workflow')),
    ...member('severity', event.severity),
    ...member('status', event.status),
    ...member('summary', event.summary),
    `"dialect":${JSON.stringify(event.dialect)}`,
    `"source":${JSON.stringify(row.path)}`,
    `"offset":${row.offset}`,
    `"payload":${payload === undefined ? own : lined(payload.json)}`,
    `"event":${own}`,
  ];
  return `{${members.join(',')}}`;
}

function member(name: string, value: Value | undefined): readonly string[] {
  return value === undefined ? [] : [`"${name}":${lined(value.json)}`];
}

function lined(json: string): string {
  return json.replace(/[\r\n]/g, ' ');
}
