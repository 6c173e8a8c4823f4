/**
 * A live source: the events of an `http(s)` URL as the lines of a log. Invariants: a message is one line, whatever it
 * holds; a connection that is lost is made anew after 1 s, doubling to 60 s, and asks for what came after the last message
 * that was taken; what may be lost is a note of kind `gap`. Source: cli.md, Logs; dialects.md, "Live".
 */
import { pause } from '../base/pause.ts';
import type { Note } from '../model/note.ts';
import { type Answer, ask, reasonOf } from './answer.ts';
import { type Backoff, STANDARD_BACKOFF, waitMs } from './backoff.ts';
import { type Said, sseReader } from './sse.ts';

export interface LiveOptions {
  /** Goes on after the server has ended its answer. Else a clean end is the log's end. */
  readonly follows: boolean;
  /** Id of the last message that a former reader took. */
  readonly lastEventId?: string | undefined;
  /** Sent as `Authorization: Bearer`, unless the URL holds a name and a password. */
  readonly token?: string | undefined;
  /** A message holds at most so many characters. */
  readonly longest: number;
  /** Told when it happens. Offsets are in bytes of the text. */
  readonly note: (note: Note) => void;
  readonly backoff?: Backoff;
  /** Milliseconds of silence after which a connection is taken for lost: where the server gives signs of life, and where not. */
  readonly silenceMs?: { readonly beating: number; readonly still: number };
}

export interface LiveText {
  /** Whole lines of events; begun once. */
  readonly text: AsyncIterable<Uint8Array>;
  /** Id of the last message whose line ends at or before the offset. */
  idBefore(offset: number): string | undefined;
  close(): void;
}

/** Tries of a source that is not followed, once it has been lost. */
const MOST_TRIES = 6;
const SILENCE_MS = { beating: 60_000, still: 290_000 };
/** Ids that are remembered of messages that nobody asked about. */
const MOST_IDS = 100_000;

/** Opens a source. It is asked for when its text is first read. `path` is what notes call it. */
export function openLive(url: string, path: string, options: LiveOptions): LiveText {
  const ended = new AbortController();
  const live = new Live(new URL(url), path, { options, signal: ended.signal });
  return {
    text: live.text(),
    idBefore: (offset) => live.idBefore(offset),
    close: () => ended.abort(),
  };
}

class Live {
  private readonly url: URL;
  private readonly path: string;
  private readonly options: LiveOptions;
  private readonly signal: AbortSignal;
  private readonly ids: { readonly end: number; readonly id: string }[] = [];
  private lastEventId: string | undefined;
  private offset = 0;
  private retryMs: number | undefined;
  /** Tries since the last message. */
  private failures = 0;
  /** A message has come; the server gives signs of life; it was said that it is away. */
  private met = false;
  private beating = false;
  private told = false;

  constructor(url: URL, path: string, how: { readonly options: LiveOptions; readonly signal: AbortSignal }) {
    this.url = url;
    this.path = path;
    this.options = how.options;
    this.signal = how.signal;
    this.lastEventId = how.options.lastEventId;
  }

  idBefore(offset: number): string | undefined {
    const { ids } = this;
    const after = ids.findIndex(({ end }) => end > offset);
    const before = ids.splice(0, (after < 0 ? ids.length : after) - 1);
    const [first] = ids;
    if (first && first.end <= offset) return first.id;
    return before.at(-1)?.id ?? this.options.lastEventId;
  }

  async *text(): AsyncGenerator<Uint8Array, void, undefined> {
    const { options, signal } = this;
    while (!signal.aborted) {
      const { lastEventId } = this;
      const answer = await ask(this.url, { lastEventId, token: options.token, signal });
      if (signal.aborted || answer.kind === 'empty') return;
      if (answer.kind === 'refused') return this.say('unreadable', `could not be read: ${answer.why}`);
      if (answer.kind === 'lines') return yield* this.lines(answer.body);
      if (answer.kind === 'away') {
        if (this.givesUp(answer.why)) return;
      } else {
        const why = yield* this.events(answer.body);
        if (signal.aborted || (why === undefined && !options.follows) || why === TOO_LONG) return;
      }
      this.failures++;
      await pause(this.waitMs(answer), { signal });
    }
  }

  /** The messages of one connection; why it was lost, or undefined where the server ended it. */
  private async *events(
    body: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, string | undefined, undefined> {
    if (this.met && this.lastEventId === undefined)
      this.say('gap', 'the connection was lost, and messages have no ids: what was sent meanwhile is lost');
    this.told = false;
    const read = sseReader(this.options.longest);
    try {
      for await (const bytes of audible(body, () => this.silenceMs())) {
        for (const said of read(bytes)) {
          const line = this.heard(said);
          if (line) yield line;
          if (said.kind === 'too-long') return TOO_LONG;
        }
      }
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** The line of a message, where it is an event. */
  private heard(said: Said): Uint8Array | undefined {
    if (said.kind === 'beat') this.beating = true;
    if (said.kind === 'retry') this.retryMs = Math.min(said.ms, STANDARD_BACKOFF.mostMs);
    if (said.kind === 'too-long') this.say('truncated-input', `was not read to its end: ${TOO_LONG}`);
    if (said.kind !== 'message') return undefined;
    this.failures = 0;
    this.met = true;
    const loss = lossOf(said.name, said.data);
    if (loss !== undefined) this.say('gap', loss);
    // White space between two values may be a newline; inside a string it may not.
    const line = isControl(said.name) ? undefined : Buffer.from(`${said.data.replaceAll('\n', ' ')}\n`);
    this.offset += line?.length ?? 0;
    if (said.id !== undefined) this.keep(said.id);
    return line;
  }

  private keep(id: string): void {
    // An empty id takes the last one back.
    this.lastEventId = id === '' ? undefined : id;
    this.ids.push({ end: this.offset, id });
    if (this.ids.length > MOST_IDS) this.ids.splice(0, MOST_IDS / 2);
  }

  /** An answer that is a log itself; it cannot be gone on with. */
  private async *lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const bytes of body) {
        this.offset += bytes.length;
        yield bytes;
      }
    } catch (error) {
      if (!this.signal.aborted) this.say('truncated-input', `was not read to its end: ${reasonOf(error)}`);
    }
  }

  /** Nobody is there. A source that is followed is waited for; another only where it was there before, and not for ever. */
  private givesUp(why: string): boolean {
    const { follows } = this.options;
    if (!follows && !this.met) this.say('unreadable', `could not be read: ${why}`);
    else if (!follows && this.failures >= MOST_TRIES)
      this.say('truncated-input', `was not read to its end: ${why}`);
    else {
      if (!this.told) this.say('waiting', `${why}; it is waited for`);
      this.told = true;
      return false;
    }
    return true;
  }

  private waitMs(answer: Answer): number {
    const backoff = this.options.backoff ?? STANDARD_BACKOFF;
    const wait = waitMs(this.failures, { ...backoff, firstMs: this.retryMs ?? backoff.firstMs });
    return Math.max(wait, answer.kind === 'away' ? (answer.afterMs ?? 0) : 0);
  }

  private silenceMs(): number {
    const { beating, still } = this.options.silenceMs ?? SILENCE_MS;
    return this.beating ? beating : still;
  }

  private say(kind: Note['kind'], message: string): void {
    const place = {
      source: this.path,
      ...(kind === 'gap' || kind === 'truncated-input' ? { offset: this.offset } : {}),
    };
    this.options.note({ kind, count: 1, message, places: [place] });
  }
}

const TOO_LONG = 'a message is longer than the longest line that is read (--max-line)';

/** What a server says of itself, beside events. Those of `inquest serve` begin with its name. */
function isControl(name: string): boolean {
  return name === 'gap' || name === 'reset' || name.startsWith('inquest:');
}

/** What a server says was lost. A log that begins anew there loses nothing here, unless the server forgot where we were. */
function lossOf(name: string, data: string): string | undefined {
  const what = name.replace(/^inquest:/, '');
  if (what !== 'gap' && what !== 'reset') return undefined;
  const { missed, reason } = fieldsOf(data);
  if (what === 'reset') {
    if (reason === 'rotated' || reason === 'truncated' || reason === 'rewritten') return undefined;
    return `the server begins anew${reason === undefined ? '' : ` (${reason})`}: what was sent meanwhile may be lost`;
  }
  const count = typeof missed === 'number' ? `${missed} messages were` : 'messages were';
  return `the server says that ${count} left out${reason === undefined ? '' : ` (${reason})`}`;
}

function fieldsOf(data: string): { readonly missed?: unknown; readonly reason?: string } {
  try {
    const { missed, reason } = JSON.parse(data) as Record<string, unknown>;
    return { missed, ...(typeof reason === 'string' && { reason: reason.slice(0, 100) }) };
  } catch {
    return {};
  }
}

/** The same bytes; throws where nothing is heard for as long as `silenceMs` says. */
async function* audible(
  body: AsyncIterable<Uint8Array>,
  silenceMs: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const ms = silenceMs();
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`silent for ${ms / 1000} s`)), ms);
      });
      const next = await Promise.race([reader.next(), silence]).finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    void reader.return?.().catch(() => undefined);
  }
}
