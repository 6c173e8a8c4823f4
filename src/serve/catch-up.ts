/**
 * Brings a client to where the stream is: what lies between its cursor and the stream is read from the logs and delivered at
 * the client's own pace, again and again until nothing lies between; then it is attached in the same turn of the loop, so no
 * event comes between.
 */

import type { Event } from '../model/event.ts';
import type { ByteRange, Listing, Predicate, Query } from '../model/query.ts';
import { events } from '../run/events.ts';
import type { Client, Hold } from './client.ts';
import { type Places, parseCursor } from './cursor.ts';
import type { Hub } from './hub.ts';
import { MESSAGE_VIEW, messageOf } from './message.ts';
import type { Turnstile } from './turnstile.ts';
import type { Stretch, Whereabouts } from './whereabouts.ts';

export interface Desk {
  readonly hub: Hub;
  readonly served: Query;
  readonly whereabouts: Whereabouts;
  /** Few look for the last events at a time; who goes on reads at its own pace, and holds nobody up. */
  readonly turnstile: Turnstile;
}

/** Events are delivered in bundles of about this many bytes. */
const BUNDLE_BYTES = 64 * 1024;

const LISTING: Listing = {
  kind: 'list',
  sort: 'file',
  reverse: false,
  distinct: false,
  context: 0,
  contextSession: 0,
};

interface JoinNow {
  readonly tail: number;
  readonly signal: AbortSignal;
  /** Called before the first event, with the client's place where no event will say it. */
  begin?(cursor: string | undefined): void;
}

/** The client goes on where the stream is now; before that, it is given the last `tail` matching events. */
export async function joinNow(desk: Desk, client: Client, { tail, signal, begin }: JoinNow): Promise<void> {
  const { whereabouts, served, turnstile } = desk;
  if (tail === 0) {
    begin?.(whereabouts.cursor());
    attachAnew(desk, client);
    return;
  }
  const places = whereabouts.places();
  const reader = whereabouts.fork(places);
  const ranges: Record<string, ByteRange> = {};
  for (const [name, to] of whereabouts.ends()) ranges[name] = { to };
  const where = wantedBy(client, served);
  const query = { ...served, where, ranges, ask: { ...LISTING, tail } };
  const found: Event[] = [];
  await turnstile.pass(async () => {
    for await (const event of events(query, { signal, view: MESSAGE_VIEW })) found.push(event);
  }, signal);
  begin?.(found.length === 0 ? reader.cursor() : undefined);
  for (const event of found.toReversed()) reader.before(event);
  const messages = found.map((event) => spell(event, reader, client));
  await client.deliver(Buffer.concat(messages), messages.length);
  await goOn(desk, client, { places, start: undefined, signal });
}

/** The client goes on behind the cursor; where it is none that can be gone on from, it is told so. */
export async function joinAfter(
  desk: Desk,
  client: Client,
  { cursor, signal }: { readonly cursor: string; readonly signal: AbortSignal },
): Promise<void> {
  const { start, places } = readCursor(cursor);
  const known = places && desk.whereabouts.between(places, start);
  if (places === undefined || known === undefined) {
    client.letGo();
    client.tell({ type: 'reset', source: null, reason: 'unknown-cursor' }, desk.whereabouts.cursor());
    attachAnew(desk, client);
    return;
  }
  await goOn(desk, client, { places, start, signal });
}

/** What an earlier join keeps is given up: from here on the client is given what comes. */
function attachAnew({ hub }: Desk, client: Client): void {
  client.letGo();
  hub.attach(client);
}

/** Whether a text is a cursor, true or not. */
export function isCursor(text: string): boolean {
  return readCursor(text).places !== undefined;
}

function readCursor(cursor: string): {
  readonly start: string | undefined;
  readonly places: Places | undefined;
} {
  const [, start, text = ''] = /^(?:([\w-]{6})!)?(.*)$/s.exec(cursor) ?? [];
  return { start, places: parseCursor(text) };
}

interface Going {
  readonly places: Places;
  readonly start: string | undefined;
  readonly signal: AbortSignal;
}

async function goOn(desk: Desk, client: Client, { places, start, signal }: Going): Promise<void> {
  const { whereabouts, hub } = desk;
  let had = new Map(places);
  let hold: Hold | undefined;
  try {
    await catchUp();
  } catch (error) {
    // Where another join has taken the client over, it is that one's.
    if (client.isHeldBy(hold)) {
      hub.detach(client);
      client.letGo();
    }
    throw error;
  }

  async function catchUp(): Promise<void> {
    do {
      signal.throwIfAborted();
      hub.detach(client);
      // What an earlier join kept is given up before anything is told of this one.
      client.letGo();
      const stretches = whereabouts.between(had, start) ?? [];
      const reader = whereabouts.fork(had, start);
      had = new Map([...had, ...whereabouts.places()]);
      for (const { key, path, broken } of stretches) {
        if (broken === undefined) continue;
        reader.restart(key);
        client.tell({ type: 'reset', source: path, reason: broken }, reader.cursor());
      }
      // What comes while the logs are read is kept; where that becomes too much, it is read from the logs as well.
      hold = client.hold();
      hub.attach(client);
      if (stretches.length > 0) await deliver(desk, client, { stretches, reader, signal });
      signal.throwIfAborted();
    } while (!client.release());
  }
}

interface Delivery {
  readonly stretches: readonly Stretch[];
  /** Moves with the events, for their cursors. */
  readonly reader: Whereabouts;
  readonly signal: AbortSignal;
}

async function deliver(desk: Desk, client: Client, { stretches, reader, signal }: Delivery): Promise<void> {
  const ranges: Record<string, ByteRange> = {};
  for (const { path, from, to } of stretches) ranges[path] = { from, to };
  const logs = stretches.filter(({ from, to }) => to > from).map(({ path }) => ({ path }));
  if (logs.length === 0) return;
  const where = wantedBy(client, desk.served);
  const tuning = { ...desk.served.tuning, chunkSize: BUNDLE_BYTES, threads: 1 };
  const query = { ...desk.served, logs, where, ranges, ask: LISTING, tuning };
  let bundle: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const [bytes, count] = [Buffer.concat(bundle), bundle.length];
    bundle = [];
    size = 0;
    if (count > 0) await client.deliver(bytes, count);
  };
  for await (const event of events(query, { signal, view: MESSAGE_VIEW })) {
    const message = spell(event, reader, client);
    bundle.push(message);
    size += message.length;
    if (size >= BUNDLE_BYTES) await flush();
    signal.throwIfAborted();
    if (client.closed) return;
  }
  signal.throwIfAborted();
  await flush();
}

function spell(event: Event, reader: Whereabouts, client: Client): Uint8Array {
  reader.pass(event);
  return messageOf(event, reader.cursor(), client.form);
}

/** Who subscribed to nothing is given nothing. */
function wantedBy(client: Client, served: Query): Predicate {
  return { kind: 'and', of: [served.where, client.where ?? { kind: 'or', of: [] }] };
}
