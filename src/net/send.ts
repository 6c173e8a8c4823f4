/**
 * Events to a server's intake: as many as go, what is refused singled out, what could not be sent handed back in order.
 * Invariant: every line given is sent, refused or left; at least once, for what an answer that was lost said is not known.
 */
import { type Posted, post } from './post.ts';

/** Where events go. */
export interface Target {
  /** Of the intake: `http://127.0.0.1:8765/events/emit`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Sent {
  readonly sent: number;
  readonly refused: readonly { readonly line: string; readonly message: string }[];
  /** From the first that could not be sent on. */
  readonly left: readonly string[];
  /** Why something is left: the server said later, is away, or takes none of this. */
  readonly why?: {
    readonly kind: 'busy' | 'away' | 'closed';
    readonly message: string;
    readonly afterMs?: number;
  };
}

/** Statuses that speak of the body, so of one of its lines: no JSON, too large, not to be worked on. */
const OF_A_LINE: ReadonlySet<number> = new Set([400, 413, 422]);
const PARTLY = 'partly-written';

/** Sends lines, each one JSON text, in one request where the server takes them all. Never throws. */
export async function sendLines(target: Target, lines: readonly string[]): Promise<Sent> {
  if (lines.length === 0) return { sent: 0, refused: [], left: [] };
  const posted = await post(target.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', 'user-agent': 'inquest', ...target.headers },
    body: `${lines.join('\n')}\n`,
    timeoutMs: target.timeoutMs,
    signal: target.signal,
  });
  if (posted.kind === 'taken') return { sent: lines.length, refused: [], left: [] };
  if (posted.kind !== 'refused') return stopped(posted, lines);
  if (!OF_A_LINE.has(posted.status)) {
    const message = `${posted.message} (${posted.status})`;
    return { sent: 0, refused: [], left: lines, why: { kind: 'closed', message } };
  }
  if (lines.length === 1)
    return { sent: 0, refused: [{ line: lines[0]!, message: posted.message }], left: [] };
  const half = lines.length >> 1;
  const first = await sendLines(target, lines.slice(0, half));
  if (first.left.length > 0) return { ...first, left: [...first.left, ...lines.slice(half)] };
  const second = await sendLines(target, lines.slice(half));
  return {
    ...second,
    sent: first.sent + second.sent,
    refused: [...first.refused, ...second.refused],
  };
}

function stopped(posted: Extract<Posted, { kind: 'busy' | 'away' }>, lines: readonly string[]): Sent {
  if (posted.kind === 'away')
    return { sent: 0, refused: [], left: lines, why: { kind: 'away', message: posted.message } };
  // Some of them stand in the server's log already, and it says how many.
  const [, digits] = posted.code === PARTLY ? (/^(\d{1,9}) of the events/.exec(posted.message) ?? []) : [];
  const sent = Math.min(lines.length, Number(digits ?? 0));
  const { message, afterMs } = posted;
  const why = { kind: 'busy', message, ...(afterMs === undefined ? {} : { afterMs }) } as const;
  return { sent, refused: [], left: lines.slice(sent), why };
}

/** The batch that begins with the first line: at most `events` lines and `bytes` bytes, and one line at least. */
export function batchOf(
  lines: readonly string[],
  { events, bytes }: { readonly events: number; readonly bytes: number },
): readonly string[] {
  let size = 0;
  let count = 0;
  while (count < lines.length && count < events) {
    size += Buffer.byteLength(lines[count]!) + 1;
    if (count > 0 && size > bytes) break;
    count++;
  }
  return lines.slice(0, count);
}
