/**
 * `/events/stream`: server-sent events. The first message says where the stream is, so that even a client that was given
 * nothing yet comes back without a gap. Source: promises.md rows 35 to 37; the HTML standard, server-sent events.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../base/fault.ts';
import type { Predicate, Query } from '../model/query.ts';
import type { Values } from '../query/values.ts';
import { isRelative } from '../run/judge.ts';
import { isCursor, joinAfter, joinNow } from './catch-up.ts';
import { Client } from './client.ts';
import type { LiveDesk } from './live.ts';
import { controlEvent, type Form } from './message.ts';
import { type Given, readParams } from './params.ts';
import { readSelection, SELECTING } from './selection.ts';
import { type Wire, wireOver } from './wire.ts';

/** What a client asks of a stream. */
interface StreamAsked {
  readonly where: Predicate;
  readonly form: Form;
  readonly tail: number;
  readonly after: string | undefined;
  /** The window of metrics that are sent each second, in microseconds. */
  readonly metricsUs: number | undefined;
}

/** Where streams are asked for. */
export const STREAMS: readonly string[] = ['/events', '/events/stream'];

/** Parameters of a stream beside the selection. */
export const STREAM_PARAMETERS = ['tail', 'view', 'names', 'last-event-id', 'metrics'] as const;
const MOST_TAIL = 1000;
const LEAST_PATIENCE_MS = 5000;

/** Answers with a stream that ends when the client leaves or the server stops. Throws AskedWrongly and Refused. */
export function stream(
  desk: LiveDesk,
  given: Given,
  to: { request: IncomingMessage; response: ServerResponse },
): void {
  const { request, response } = to;
  const header = request.headers['last-event-id'];
  const asked = readStream(desk, given, typeof header === 'string' && header !== '' ? header : undefined);
  const left = new AbortController();
  const open = (): Wire => {
    // It ends with its connection: chunks would cost a system call more for each message.
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    return wireOf(response);
  };
  const client = desk.admit(
    (parts) => new Client({ ...parts, kind: 'sse', wire: open(), control: controlEvent }, asked.form),
  );
  client.where = desk.intern(asked.where);
  client.metricsUs = asked.metricsUs;
  const leave = (): void => {
    left.abort();
    desk.dismiss(client);
  };
  response.once('close', leave);
  // An answer behind one that never came to its end is not closed itself, and there may be many of them.
  request.socket.setMaxListeners(0).once('close', leave);
  // The answer lasts as long as its reader reads: signs of life that nobody takes end it.
  request.socket.setTimeout(Math.max(LEAST_PATIENCE_MS, 4 * desk.limits.heartbeatMs));
  client.send(Buffer.from('retry: 1000\n\n'));
  void begin(desk, client, { asked, signal: left.signal }).catch((error: unknown) => {
    if (!left.signal.aborted) desk.onBug(error);
    response.destroy();
  });
}

async function begin(
  desk: LiveDesk,
  client: Client,
  { asked, signal }: { readonly asked: StreamAsked; readonly signal: AbortSignal },
): Promise<void> {
  await desk.ready;
  // Who left meanwhile is not attached.
  signal.throwIfAborted();
  const ready = { type: 'ready', client: client.id, resumed: asked.after !== undefined };
  if (asked.after !== undefined) {
    client.tell(ready, isCursor(asked.after) ? asked.after : undefined);
    await joinAfter(desk, client, { cursor: asked.after, signal });
    return;
  }
  await joinNow(desk, client, { tail: asked.tail, signal, begin: (cursor) => client.tell(ready, cursor) });
}

function readStream(desk: LiveDesk, given: Given, header: string | undefined): StreamAsked {
  const { served, limits } = desk;
  const all: Query = { ...served, where: { kind: 'and', of: [] } };
  return readParams(given, [...SELECTING, ...STREAM_PARAMETERS], (values) => {
    countFilters(given, values, limits.filters);
    const tail = values.integer('tail', 0) ?? 0;
    if (tail > MOST_TAIL)
      values.fault({ code: 'bad-number', message: `expected at most ${MOST_TAIL}`, flag: '--tail' });
    const { where } = readSelection(values, all);
    if (isRelative(where))
      values.fault({
        code: 'no-edge',
        message: '@first and @last are not known of a log that grows',
        flag: '--since',
      });
    const view = values.choice('view', ['event', 'full', 'row']) ?? 'event';
    const names = values.choice('names', ['hook', 'type', 'none']) ?? 'hook';
    const after = header ?? values.text('last-event-id');
    return { where, form: { kind: 'sse', view, names }, tail, after, metricsUs: readWindow(desk, values) };
  });
}

function readWindow(desk: LiveDesk, values: Values): number | undefined {
  if (!values.has('metrics')) return undefined;
  return values.attempt('--metrics', () => desk.windowOf(values.text('metrics') ?? ''));
}

function countFilters(given: Given, values: Values, most: number): void {
  const selecting = SELECTING.filter((name) => name !== 'tz');
  const count = selecting.reduce((sum, name) => {
    const texts = given.get(name)?.length ?? 0;
    return sum + (name === 'where' ? texts : Math.min(1, texts));
  }, 0);
  if (count > most)
    values.fault({ code: 'too-many-filters', message: `expected at most ${most} filters`, flag: 'where' });
}

/**
 * The connection itself, once the head is on its way: the answer's own `write` corks it for a turn of the loop each time.
 * Behind an answer that is not whole yet (pipelining) there is none so far.
 */
function wireOf(response: ServerResponse): Wire {
  response.flushHeaders();
  const to = response.socket ?? response;
  return wireOver(to, {
    isOpen: () => to.writable && !response.writableEnded,
    end: () => void response.end(),
  });
}

/** A window's name, `5m`, in microseconds. Throws Fault `bad-window`. */
export function windowNamed(
  text: string,
  windowsUs: readonly number[],
  namesOf: (us: number) => string,
): number {
  const found = windowsUs.find((us) => namesOf(us) === text || String(us / 1e6) === text);
  if (found !== undefined) return found;
  const message = `expected a window: ${windowsUs.map(namesOf).join(', ')}`;
  throw new Fault({ code: 'bad-window', message, span: { text, start: 0, end: text.length } });
}
