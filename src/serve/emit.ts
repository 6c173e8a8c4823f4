/**
 * `POST /events/emit`: one event, or one a line. Invariant: 202 is answered when the log holds them; then the log's own
 * follower hands them on, so that a client sees them where they stand. Source: cli-event-broadcasting.md; promises.md rows
 * 25 and 40.
 */
import type { IncomingMessage } from 'node:http';
import { AppendError } from '../append/append-error.ts';
import type { Appender, NewEvent } from '../append/options.ts';
import { bodyOf, contentType, parseBody } from './body.ts';
import type { Counters } from './counters.ts';
import { Refused } from './errors.ts';
import type { Limits } from './limits.ts';

/** Where events go. */
export interface Intake {
  /** Takes the body of a request; the answer's body. Throws Refused. */
  take(request: IncomingMessage): Promise<object>;
}

const TYPES = ['application/json', 'application/x-ndjson', 'application/jsonl'];
/** Citations that an answer holds. */
const CITED = 100;
/** Addresses whose rates are remembered. */
const MOST_ADDRESSES = 4096;

/** An intake into a log; without one, every event is refused. */
export function makeIntake(
  appender: (() => Promise<Appender>) | undefined,
  { limits, counters }: IntakeParts,
): Intake {
  const rates = new Map<string, Bucket>();
  return {
    async take(request) {
      if (appender === undefined) {
        const message = 'this server takes no events in: it was started without --log';
        throw new Refused(409, 'no-log', message);
      }
      const type = contentType(request);
      if (!TYPES.includes(type)) throw new Refused(415, 'content-type', `expected ${TYPES.join(' or ')}`);
      const bytes = await bodyOf(request);
      counters.bytesReceived += bytes.length;
      const events = eventsOf(bytes, type, counters);
      if (events.length === 0) throw new Refused(400, 'no-event', 'the body holds no event');
      const waitMs = draw(rates, request.socket.remoteAddress ?? '', { count: events.length, limits });
      if (waitMs > 0) {
        counters.rejected += events.length;
        const after = String(Math.ceil(waitMs / 1000));
        const message = `more than ${limits.emitPerSecond} events a second (--emit-rate raises it)`;
        throw new Refused(429, 'too-fast', message, { 'retry-after': after });
      }
      const written = await append(await opened(appender), events, counters);
      return {
        accepted: written.length,
        events: written.slice(0, CITED).map(({ source, offset }) => ({ source, offset })),
      };
    },
  };
}

/** The events of a body; where one of them is none, all are refused and counted. */
function eventsOf(bytes: Buffer, type: string, counters: Counters): readonly NewEvent[] {
  const lines = type === 'application/json' ? [{ text: bytes, line: 1 }] : linesOf(bytes);
  try {
    return lines.map(({ text, line }) => eventOf(text, line));
  } catch (error) {
    counters.rejected += lines.length;
    throw error;
  }
}

interface IntakeParts {
  readonly limits: Limits;
  readonly counters: Counters;
}

async function opened(appender: () => Promise<Appender>): Promise<Appender> {
  try {
    return await appender();
  } catch (error) {
    throw refusalOf(error);
  }
}

async function append(appender: Appender, events: readonly NewEvent[], counters: Counters) {
  try {
    const written = await appender.appendMany(events);
    counters.emitted += written.length;
    return written;
  } catch (error) {
    if (error instanceof AppendError) counters.emitted += error.written;
    counters.rejected += events.length;
    throw refusalOf(error);
  }
}

/** What the appender says, without the log's path where it would be news to the client. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof AppendError)) return error;
  const { code, written, message } = error;
  if (code === 'invalid') return new Refused(400, 'invalid-event', message);
  const told =
    code === 'partly-written' ? `${written} of the events were written, the others were not` : message;
  return new Refused(503, code, told, { 'retry-after': '1' });
}

/** The lines that are not blank. */
function linesOf(bytes: Buffer): readonly { readonly text: Buffer; readonly line: number }[] {
  const lines: { text: Buffer; line: number }[] = [];
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(10, from);
    const to = newline < 0 ? bytes.length : newline;
    const text = bytes.subarray(from, to);
    if (text.some((byte) => byte > 32)) lines.push({ text, line });
    from = to + 1;
  }
  return lines;
}

/** An event's own text, kept to the byte; it must be an object. */
function eventOf(bytes: Buffer, line: number): NewEvent {
  let value: unknown;
  try {
    value = parseBody(bytes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(400, error.code, line === 1 ? error.message : `line ${line}: ${error.message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(400, 'no-object', `line ${line}: expected an event, which is a JSON object`);
  return {
    line: bytes
      .toString('utf8')
      .replace(/[\r\n]/g, ' ')
      .trim(),
  };
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Takes tokens out of the client's bucket; the milliseconds to wait where it holds too few. */
function draw(
  rates: Map<string, Bucket>,
  address: string,
  how: { readonly count: number; readonly limits: Limits },
): number {
  const { count, limits } = how;
  const atMs = performance.now();
  const bucket = rates.get(address) ?? { tokens: limits.emitBurst, atMs };
  bucket.tokens = Math.min(
    limits.emitBurst,
    bucket.tokens + ((atMs - bucket.atMs) / 1000) * limits.emitPerSecond,
  );
  bucket.atMs = atMs;
  rates.delete(address);
  rates.set(address, bucket);
  if (rates.size > MOST_ADDRESSES) rates.delete(rates.keys().next().value ?? '');
  // More than a bucket holds is let through when it is full, or it never would be.
  const needed = Math.min(count, limits.emitBurst);
  if (bucket.tokens >= needed) {
    bucket.tokens -= count;
    return 0;
  }
  return ((needed - bucket.tokens) / limits.emitPerSecond) * 1000;
}
