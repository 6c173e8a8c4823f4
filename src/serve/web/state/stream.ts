/**
 * Events as they come: one stream of the present selection, gathered and handed on a few times a second.
 *
 * Invariants: the stream is open before the picture and the list are asked for, so that nothing falls between them; no
 * more than one is open; a stream that the browser gives up is opened again, later and later.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { selection, view } from './address.ts';
import type { Row } from './answers.ts';
import { parameters } from './ask.ts';
import { canGrow } from './selection.ts';

export type Connection = 'off' | 'fixed' | 'connecting' | 'open' | 'lost';

/** What the stream said beside events, for a person to read. */
export interface Message {
  readonly kind: 'gap' | 'reset';
  readonly text: string;
}

/** Who takes what comes. */
export interface Takers {
  events(rows: readonly Row[]): void;
  /** Offsets begin anew, or events were lost: what is shown must be asked for again. */
  anew(): void;
}

const connection = signal<Connection>('off');
const came = signal(0);
const said = signal<Message | undefined>(undefined);

export const connectionState: ReadonlySignal<Connection> = connection;
/** Events that came since the page was opened. */
export const cameCount: ReadonlySignal<number> = came;
export const message: ReadonlySignal<Message | undefined> = said;

const FLUSH_MS = 150;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

let source: EventSource | undefined;
let retry: number | undefined;
let retryMs = FIRST_RETRY_MS;
let buffer: Row[] = [];
let flushing: number | undefined;

/** Opens the stream of the present selection, or closes it where the view wants none. */
export function connect(takers: Takers): void {
  disconnect();
  const { live } = view.peek();
  if (!live) connection.value = 'off';
  else if (!canGrow(view.peek())) connection.value = 'fixed';
  else open(takers);
}

/** Takes the message away. */
export function dismiss(): void {
  said.value = undefined;
}

function open(takers: Takers): void {
  const query = parameters(selection.peek(), { view: 'row', names: 'none' });
  const mine = new EventSource(`/events/stream?${query}`);
  source = mine;
  connection.value = 'connecting';
  mine.onopen = () => {
    connection.value = 'open';
    retryMs = FIRST_RETRY_MS;
  };
  mine.onmessage = ({ data }: MessageEvent<string>) => {
    buffer.push(JSON.parse(data) as Row);
    flushing ??= setTimeout(() => flush(takers), FLUSH_MS);
  };
  mine.addEventListener('inquest:gap', ({ data }: MessageEvent<string>) => {
    const { missed } = JSON.parse(data) as { missed: number | null };
    said.value = {
      kind: 'gap',
      text: `${missed ?? 'Some'} events did not reach this page in time; it was loaded again`,
    };
    takers.anew();
  });
  mine.addEventListener('inquest:reset', ({ data }: MessageEvent<string>) => {
    const { source: log, reason } = JSON.parse(data) as { source: string | null; reason: string };
    said.value = {
      kind: 'reset',
      text: `${log ?? 'The log'} was ${RESETS[reason] ?? 'replaced'}; the page was loaded again`,
    };
    takers.anew();
  });
  mine.onerror = () => {
    connection.value = 'lost';
    if (mine.readyState !== EventSource.CLOSED || mine !== source) return;
    // Refused outright, for which browsers do not come back by themselves.
    retry = setTimeout(() => open(takers), retryMs);
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  };
}

function disconnect(): void {
  source?.close();
  source = undefined;
  clearTimeout(retry);
  clearTimeout(flushing);
  flushing = undefined;
  buffer = [];
}

function flush(takers: Takers): void {
  flushing = undefined;
  const rows = buffer;
  buffer = [];
  came.value += rows.length;
  takers.events(rows);
}

const RESETS: Readonly<Record<string, string>> = {
  rotated: 'rotated',
  truncated: 'truncated',
  'unknown-cursor': 'followed from another place',
};
