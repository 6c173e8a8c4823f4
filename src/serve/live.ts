/**
 * The live side of a server: the hub and who listens to it, the metrics that go out each second, signs of life on idle
 * streams. A resource: `stop` ends its timers and its feed.
 */
import { formatDuration } from '../base/duration.ts';
import type { Event } from '../model/event.ts';
import type { Followed } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import { FIRST_PICTURE } from '../model/overview.ts';
import type { ByteRange, Listing, Predicate, Query } from '../model/query.ts';
import { type Judge, type Judged, makeJudge } from '../run/judge.ts';
import type { Kept } from '../run/kept.ts';
import { logsOf } from '../run/logs.ts';
import { type LiveMetrics, liveMetrics } from '../run/metrics.ts';
import { run } from '../run/run.ts';
import type { Desk as JoinDesk } from './catch-up.ts';
import type { Client, ClientParts, Control } from './client.ts';
import { type Counters, newCounters } from './counters.ts';
import { Refused } from './errors.ts';
import { Hub, type Watcher } from './hub.ts';
import type { Limits } from './limits.ts';
import { MESSAGE_VIEW } from './message.ts';
import { windowNamed } from './sse.ts';
import { type Turnstile, turnstile } from './turnstile.ts';
import { Whereabouts } from './whereabouts.ts';

/** What a stream needs of the server. */
export interface LiveDesk extends JoinDesk {
  readonly limits: Limits;
  readonly counters: Counters;
  /** Resolves when it is known where the logs are. */
  readonly ready: Promise<void>;
  readonly windowsUs: readonly number[];
  /** `5m` of 300,000,000. */
  readonly windowName: (us: number) => string;
  /** Throws Fault `bad-window`. */
  readonly windowOf: (text: string) => number;
  /** Lets a client in. Throws Refused 503 where there are too many. */
  admit(make: (parts: Pick<ClientParts, 'id' | 'limitBytes' | 'counters'>) => Client): Client;
  dismiss(client: Client): void;
  /** One object for equal predicates, so that they are judged once. */
  intern(where: Predicate): Predicate;
  onBug(error: unknown): void;
}

export interface LiveParts {
  readonly served: Query;
  /** Keeps what the first pass over the logs counts. */
  readonly kept: Kept;
  readonly limits: Limits;
  readonly watchers?: readonly Watcher[] | undefined;
  readonly feed: (signal: AbortSignal) => AsyncIterable<Followed>;
  onBug(error: unknown): void;
  onNote?: ((note: Note) => void) | undefined;
}

export interface Live extends LiveDesk {
  readonly metrics: LiveMetrics;
  /** How many events of each type, of at most MOST_TYPES. */
  readonly types: ReadonlyMap<string, number>;
  uptimeSeconds(): number;
  stop(): void;
}

const SECOND_MS = 1000;
const MOST_TYPES = 1000;

/** Begins to listen to the feed. */
export function goLive(parts: LiveParts): Live {
  const { served, kept, limits, feed, onBug, watchers = [], onNote = () => undefined } = parts;
  const counters = newCounters();
  const whereabouts = new Whereabouts();
  const judge: Judge = makeJudge(served.reader, MESSAGE_VIEW);
  const metrics = liveMetrics({ reader: served.reader });
  const stopping = new AbortController();
  const types = new Map<string, number>();
  const startedMs = performance.now();
  let known: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    known = resolve;
  });
  const see = (events: readonly Event[], typeOf: (n: number) => string | undefined): void => {
    for (const [n, event] of events.entries()) {
      metrics.take(event);
      countType(types, typeOf(n));
    }
  };
  const seen = (events: readonly Event[], { typeOf }: Judged): void => see(events, typeOf);
  const hub = new Hub({ judge, whereabouts, counters, note: onNote, see: seen, watchers });
  const { windowsUs } = metrics;
  const windowName = (us: number): string => formatDuration(us).replaceAll(' ', '');
  let clientsEver = 0;

  void (async () => {
    for (const { path } of await logsOf(served, stopping.signal)) whereabouts.call(path);
    await hub.run(watched(feed(stopping.signal), known));
  })()
    .catch((error: unknown) => {
      if (!stopping.signal.aborted) onBug(error);
    })
    .finally(known);
  void ready
    .then(() =>
      lastHour({ served, kept, whereabouts, signal: stopping.signal }, (events) =>
        see(events, (n) => events[n]?.type?.text),
      ),
    )
    .catch((error: unknown) => {
      if (!stopping.signal.aborted) onBug(error);
    });

  const tick = setInterval(() => everySecond(hub, { metrics, counters, limits, windowName }), SECOND_MS);
  tick.unref();

  return {
    ...{ served, limits, counters, whereabouts, hub, metrics, types, ready, windowsUs, windowName, onBug },
    uptimeSeconds: () => (performance.now() - startedMs) / 1000,
    turnstile: streamTurnstile(limits),
    windowOf: (text) => windowNamed(text, windowsUs, windowName),
    admit(make) {
      if (hub.clients.size >= limits.clients)
        throw new Refused(503, 'too-many-clients', `${limits.clients} clients are connected`, {
          'retry-after': '5',
        });
      counters.connections++;
      const client = make({ id: `c${++clientsEver}`, limitBytes: limits.bufferBytes, counters });
      hub.clients.add(client);
      return client;
    },
    dismiss(client) {
      client.closed = true;
      hub.clients.delete(client);
      hub.detach(client);
    },
    intern(where) {
      const key = JSON.stringify(where);
      const equal = [...hub.clients].find((each) => each.where && JSON.stringify(each.where) === key);
      return equal?.where ?? where;
    },
    stop() {
      clearInterval(tick);
      stopping.abort();
    },
  };
}

interface Hour {
  readonly served: Query;
  readonly kept: Kept;
  readonly whereabouts: Whereabouts;
  readonly signal: AbortSignal;
}

/**
 * What the windows would hold had the server begun an hour ago: events from before it listened. Whether there are any is told
 * by the page's first picture, which is there when a page asks for it.
 */
async function lastHour(
  { served, kept, whereabouts, signal }: Hour,
  see: (some: readonly Event[]) => void,
): Promise<void> {
  const fromMs = Date.now() - 3_600_000;
  // What comes from here on is counted when it comes.
  const [places, ends] = [whereabouts.places(), whereabouts.ends()];
  const picture = { ...served, ask: { kind: 'overview', ...FIRST_PICTURE } as const };
  const { last_epoch = Number.NEGATIVE_INFINITY } = await run(picture, { kept, signal });
  if (last_epoch * 1000 < fromMs) return;
  const stretches = whereabouts.between(places, undefined) ?? [];
  const gone = new Set(stretches.filter(({ broken }) => broken).map(({ path }) => path));
  // A log that came meanwhile, or another one in its place, was counted from its start.
  const later = whereabouts.ends().map(([name]) => [name, { to: 0 }] as const);
  const before = ends.filter(([name]) => !gone.has(name)).map(([name, to]) => [name, { to }] as const);
  const ranges: Record<string, ByteRange> = Object.fromEntries([...later, ...before]);
  const bound = { kind: 'instant', us: fromMs * 1000 } as const;
  const where: Predicate = { kind: 'and', of: [served.where, { kind: 'time', op: '>=', bound }] };
  await run(
    { ...served, where, ranges, ask: LISTING },
    { signal, view: { decode: true, fields: [] }, show: see },
  );
}

const LISTING: Listing = {
  kind: 'list',
  sort: 'file',
  reverse: false,
  distinct: false,
  context: 0,
  contextSession: 0,
};

function countType(types: Map<string, number>, type: string | undefined): void {
  if (type === undefined || (types.size >= MOST_TYPES && !types.has(type))) return;
  types.set(type, (types.get(type) ?? 0) + 1);
}

/** As many as may connect may wait to read from the logs; few do at a time. */
function streamTurnstile({ questions, clients }: Limits): Turnstile {
  return turnstile(questions, clients);
}

async function* watched(feed: AsyncIterable<Followed>, known: () => void): AsyncGenerator<Followed> {
  let told = false;
  for await (const followed of feed) {
    yield followed;
    // Now the hub has taken it.
    if (!told && followed.kind === 'caught-up') {
      told = true;
      known();
    }
  }
}

interface Tick {
  readonly metrics: LiveMetrics;
  readonly counters: Counters;
  readonly limits: Limits;
  readonly windowName: (us: number) => string;
}

function everySecond(hub: Hub, { metrics, counters, limits, windowName }: Tick): void {
  const spelled = new Map<string, Uint8Array>();
  const server = serverFigures(hub, counters);
  const now = performance.now();
  for (const client of hub.clients) {
    client.tellGap();
    const us = client.metricsUs;
    if (us !== undefined) {
      const key = `${client.kind} ${us}`;
      const message = spelled.get(key) ?? client.spell(metricsMessage(us));
      spelled.set(key, message);
      client.pass(message);
    } else if (client.kind === 'sse' && now - client.wroteMs >= limits.heartbeatMs && client.waiting === 0)
      client.send(IDLE);
  }

  function metricsMessage(us: number): Control {
    return { type: 'metrics', window: windowName(us), metrics: metrics.snapshot(us), server };
  }
}

const IDLE = Buffer.from(': idle\n\n');

/** How the server fares, as `/metrics` and the streams say it. */
export function serverFigures(hub: Hub, counters: Counters): object {
  const count = (kind: Client['kind']): number =>
    [...hub.clients].filter((each) => each.kind === kind).length;
  return {
    connections: { sse: count('sse'), websocket: count('websocket'), total: counters.connections },
    events: {
      received: counters.received,
      broadcast: counters.broadcast,
      emitted: counters.emitted,
      rejected: counters.rejected,
    },
    bytes: { sent: counters.bytesSent, received: counters.bytesReceived },
    gaps: counters.gaps,
    missed: counters.missed,
  };
}
