/**
 * The door `inquest/client`: a program sends its events to a server and reacts to those of others.
 *
 * Invariant: the program is never disturbed. `emit` returns at once and throws nothing; while the server is away, events go
 * to a spool file and follow in their order when it is back; what is lost is counted and told to `onError`.
 */

import type { LockName } from '../append/options.ts';
import { lineRedactor, type RedactOptions } from '../append/redact.ts';
import { addressOf } from './address.ts';
import type { Backoff } from './backoff.ts';
import { type ClientError, trouble } from './client-error.ts';
import { HEALTH_TIMES, Health, type HealthTimes } from './health.ts';
import { Outbox, type OutboxCounts } from './outbox.ts';
import { Spool } from './spool.ts';
import { type Received, type Subscription, subscribe } from './subscribe.ts';

export type { LockName } from '../append/options.ts';
export type { RedactOptions } from '../append/redact.ts';
export type { Backoff } from './backoff.ts';
export { ClientError, type ClientErrorCode } from './client-error.ts';
export type { HealthTimes } from './health.ts';
export type { OutboxCounts } from './outbox.ts';
export type { Notice, Received, Subscription } from './subscribe.ts';

export interface ClientOptions {
  /** The server's address; else `$INQUEST_SERVER`, else http://127.0.0.1:8765. */
  readonly url?: string;
  /** For a server that asks for one. */
  readonly token?: string;
  /** A file where events wait while the server is away; one for each program. Without one, they wait in memory. */
  readonly spool?: string;
  /** Bytes that the spool may take (64 MiB). */
  readonly spoolMostBytes?: number;
  /** How writers of the spool keep out of each other's way (`auto`). */
  readonly spoolLock?: LockName;
  /** Events of a request (500), their bytes (512 KiB), and how long the first waits for others, in milliseconds (20). */
  readonly batchEvents?: number;
  readonly batchBytes?: number;
  readonly batchMs?: number;
  /** Events that wait in memory (10,000); what comes when it is full is dropped. */
  readonly mostEvents?: number;
  /** For one request, in milliseconds (5,000). */
  readonly timeoutMs?: number;
  /** How long an answer of `/health` is remembered: 5 s when up; 60, 120, 240, 300 s after failures. */
  readonly health?: HealthTimes;
  /** What is a secret beside the built-in rules, and what is none; `false` sends events as they are. */
  readonly redact?: false | RedactOptions;
  /** Waits of `subscribe` before it connects again (1 s doubling to 60 s). */
  readonly backoff?: Backoff;
  /** Told of what did not arrive. What it throws is let go. */
  onError?(error: ClientError): void;
}

export interface Client {
  readonly url: string;
  /** Sends an event: an object, or its JSON text as `{ line }`. Returns at once; nothing is thrown. */
  emit(event: Readonly<Record<string, unknown>>): void;
  /** Sends what waits; whether nothing is left, in memory or in the spool, within the time in milliseconds (5,000). */
  flush(withinMs?: number): Promise<boolean>;
  /** Events that come, from now or from after an id. Throws ClientError `refused` where it is asked wrongly. */
  subscribe(subscription?: Subscription): AsyncGenerator<Received, void, undefined>;
  counts(): OutboxCounts;
  /** Sends or spools what waits, within the time in milliseconds (5,000), and ends. */
  close(withinMs?: number): Promise<void>;
}

const URL_STANDARD = 'http://127.0.0.1:8765';
const FLUSH_MS = 5000;
const MIB = 2 ** 20;

/** A client of the server; no connection is made before it is needed. Throws Fault `bad-url`. */
export function connect(options: ClientOptions = {}): Client {
  const url = baseOf(options.url ?? process.env.INQUEST_SERVER ?? URL_STANDARD);
  const headers: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const onError = (error: ClientError): void => {
    try {
      options.onError?.(error);
    } catch {
      // It is the program's own affair, and must not be ours.
    }
  };
  const outbox = new Outbox({
    target: { url: `${url}/events/emit`, headers, timeoutMs: options.timeoutMs ?? 5000 },
    health: new Health(`${url}/health`, headers, options.health ?? HEALTH_TIMES),
    spool: spoolOf(options),
    batchEvents: options.batchEvents ?? 500,
    batchBytes: options.batchBytes ?? MIB / 2,
    batchMs: options.batchMs ?? 20,
    mostEvents: options.mostEvents ?? 10_000,
    onError,
  });
  const redact = options.redact === false ? undefined : lineRedactor(options.redact);
  return Object.freeze<Client>({
    url,
    emit(event) {
      try {
        const line = lineOf(event);
        outbox.put(redact === undefined ? line : redact(line));
      } catch (error) {
        outbox.refuse(1);
        onError(trouble('invalid', 1, error instanceof Error ? error.message : String(error)));
      }
    },
    flush: (withinMs = FLUSH_MS) => outbox.flush(withinMs),
    subscribe: (subscription = {}) => subscribe(subscription, { url, headers, backoff: options.backoff }),
    counts: () => outbox.counts(),
    close: (withinMs = FLUSH_MS) => outbox.close(withinMs),
  });
}

function spoolOf({ spool, spoolMostBytes, spoolLock }: ClientOptions): Spool | undefined {
  if (spool === undefined) return undefined;
  return new Spool({
    path: spool,
    mostBytes: spoolMostBytes ?? 64 * MIB,
    ...(spoolLock && { lock: spoolLock }),
  });
}

/** One line of JSON. Throws where the event is none. */
function lineOf(event: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(event);
  if (keys.length === 1 && typeof event.line === 'string') {
    const text = event.line.trim();
    if (!isObject(JSON.parse(text))) throw new Error('an event is a JSON object');
    return text.replaceAll(/[\r\n]+/g, ' ');
  }
  const text = JSON.stringify(event) as string | undefined;
  if (text === undefined || !text.startsWith('{')) throw new Error('an event is a JSON object');
  return text;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The address without a path's last slash. */
function baseOf(text: string): string {
  const { origin, pathname } = new URL(addressOf(text));
  return (origin + pathname).replace(/\/+$/, '');
}
