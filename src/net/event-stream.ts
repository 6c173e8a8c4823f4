/**
 * Server-sent events from an address, for as long as somebody reads: connects again after growing waits and says where it
 * stood, so that a server which keeps ids leaves no gap. A message is handed on when the reader comes for it, so a slow
 * reader makes the server wait. Source: the HTML standard, "Server-sent events"; dialects.md, mnemosyne, "Live".
 */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { pause } from '../base/pause.ts';
import { type Backoff, STANDARD_BACKOFF, waitMs } from './backoff.ts';

export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The id of the last message that an earlier reader took. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal | undefined;
  readonly backoff?: Backoff;
  /** Without a sign of life for this long the connection is given up, in milliseconds (60,000). */
  readonly silentMs?: number;
  /** A message may have this many UTF-16 units (16 Mi). */
  readonly mostUnits?: number;
}

export type Streamed =
  | { readonly kind: 'message'; readonly id: string; readonly name?: string; readonly data: string }
  | { readonly kind: 'connected'; readonly lastEventId: string }
  /** The connection is gone or could not be made; the next try is after `waitMs`. */
  | { readonly kind: 'lost'; readonly message: string; readonly waitMs: number };

/** The server says that there is nothing for us, and that another try would not help. */
export class StreamRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'StreamRefused';
    this.status = status;
  }
}

const CONNECT_MS = 15_000;
const SILENT_MS = 60_000;
const MOST_UNITS = 16 * 2 ** 20;
/** Statuses below 500 after which another try may help. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

/** Messages until the signal, which ends it without an error. Throws StreamRefused. */
export async function* eventStream(
  url: string,
  options: StreamOptions = {},
): AsyncGenerator<Streamed, void, undefined> {
  const { signal } = options;
  let lastEventId = options.lastEventId ?? '';
  let backoff = options.backoff ?? STANDARD_BACKOFF;
  let failures = 0;
  while (!signal?.aborted) {
    let message = 'the server ended the stream';
    const attempt = new Attempt(url, options, lastEventId);
    try {
      await attempt.open();
      yield { kind: 'connected', lastEventId };
      for await (const next of attempt.messages()) {
        failures = 0;
        lastEventId = next.id ?? lastEventId;
        const name = next.event === undefined ? {} : { name: next.event };
        yield { kind: 'message', id: lastEventId, ...name, data: next.data };
      }
    } catch (error) {
      if (error instanceof StreamRefused) throw error;
      message = attempt.silent ? 'no sign of life' : reasonOf(error);
    } finally {
      attempt.close();
    }
    if (signal?.aborted) return;
    if (attempt.retryMs !== undefined)
      backoff = { ...backoff, firstMs: Math.min(attempt.retryMs, backoff.mostMs) };
    failures++;
    const ms = waitMs(failures, backoff);
    yield { kind: 'lost', message, waitMs: ms };
    await pause(ms, { signal });
  }
}

/** One connection. */
class Attempt {
  /** What the server asks to wait before the next, in milliseconds. */
  retryMs: number | undefined;
  /** It was given up because nothing came. */
  silent = false;
  private readonly url: string;
  private readonly options: StreamOptions;
  private readonly lastEventId: string;
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private body: ReadableStream<Uint8Array> | null = null;

  constructor(url: string, options: StreamOptions, lastEventId: string) {
    this.url = url;
    this.options = options;
    this.lastEventId = lastEventId;
  }

  async open(): Promise<void> {
    const { headers, signal } = this.options;
    this.expectWithin(CONNECT_MS);
    const response = await fetch(this.url, {
      headers: {
        accept: 'text/event-stream',
        'user-agent': 'inquest',
        ...headers,
        ...(this.lastEventId !== '' && { 'last-event-id': this.lastEventId }),
      },
      redirect: 'manual',
      signal: signal === undefined ? this.stop.signal : AbortSignal.any([signal, this.stop.signal]),
    });
    const { status } = response;
    const type = response.headers.get('content-type') ?? '';
    this.body = response.body as ReadableStream<Uint8Array> | null;
    if (status === 200 && /^text\/event-stream\b/i.test(type)) return;
    if (status >= 500 || LATER.has(status)) throw new Error(`the server answered ${status}`);
    if (status === 200) throw new StreamRefused(status, `expected an event stream, not ${type || 'nothing'}`);
    const said = messageIn(await response.text());
    throw new StreamRefused(status, said ?? `the server answered ${status}`);
  }

  async *messages(): AsyncGenerator<EventSourceMessage, void, undefined> {
    const { silentMs = SILENT_MS, mostUnits = MOST_UNITS } = this.options;
    const waiting: EventSourceMessage[] = [];
    let tooLong = false;
    const parser = createParser({
      onEvent: (message) => waiting.push(message),
      onRetry: (ms) => {
        this.retryMs = ms;
      },
      onError: ({ type }) => {
        tooLong ||= type === 'max-buffer-size-exceeded';
      },
      maxBufferSize: mostUnits,
    });
    const decoder = new TextDecoder();
    this.expectWithin(silentMs);
    for await (const part of this.body ?? []) {
      parser.feed(decoder.decode(part, { stream: true }));
      // While the reader is busy nothing can come, and that is no silence.
      clearTimeout(this.timer);
      yield* waiting.splice(0);
      if (tooLong) throw new Error('a message is too long');
      this.expectWithin(silentMs);
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.stop.abort();
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.silent = true;
      this.stop.abort();
    }, ms);
  }
}

function messageIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly message?: unknown } };
    return typeof error?.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  return typeof message === 'string' && message !== '' ? message : String(code ?? error);
}
