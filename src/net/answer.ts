/** One request for a live source, and what was answered, in the words of whoever reads. Nothing is thrown. */

export type Answer =
  | { readonly kind: 'events' | 'lines'; readonly body: AsyncIterable<Uint8Array> }
  /** It has no more to say. */
  | { readonly kind: 'empty' }
  /** Another try would give the same. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody there, or not now; `afterMs` where the server says when. */
  | { readonly kind: 'away'; readonly why: string; readonly afterMs?: number };

export interface Asked {
  readonly lastEventId: string | undefined;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds until a server has answered. */
const ANSWER_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;
/** Not now: timeout, too early, too many. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const LINES = /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-stream)\b/;
/** What servers that know no better say of a file. */
const UNTOLD = /^(?:text\/plain|application\/(?:octet-stream|(?:x-)?gzip|zstd)|$)/;
const LOG = /\.(?:jsonl|ndjson|log)(?:\.gz|\.zst)?$/;

/** Asks for the events of a URL, redirects followed. */
export async function ask(url: URL, { lastEventId, token, signal }: Asked): Promise<Answer> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_MS);
  try {
    const response = await fetch(bare(url), {
      headers: {
        accept: 'text/event-stream, application/x-ndjson;q=0.9, */*;q=0.1',
        'cache-control': 'no-cache',
        ...authorization(url, token),
        ...(lastEventId === undefined ? {} : { 'last-event-id': headerText(lastEventId) }),
      },
      signal: AbortSignal.any([signal, limit.signal]),
    });
    const answer = read(response, url);
    if (answer.kind !== 'events' && answer.kind !== 'lines') await response.body?.cancel();
    return answer;
  } catch (error) {
    return {
      kind: 'away',
      why: limit.signal.aborted ? `no answer within ${ANSWER_MS / 1000} s` : reasonOf(error),
    };
  } finally {
    clearTimeout(timer);
  }
}

/** What the system says, in few words: `fetch` hides it in a cause. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host';
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'the server broke off';
  return typeof message === 'string' && message !== '' ? message : String(code ?? error);
}

function read(response: Response, url: URL): Answer {
  const { status, statusText, headers, body } = response;
  if (status === 204) return { kind: 'empty' };
  const said = `it answers ${status}${statusText === '' ? '' : ` ${statusText}`}`;
  if (LATER.has(status)) {
    const afterMs = Number(headers.get('retry-after')) * 1000;
    return { kind: 'away', why: said, ...(afterMs > 0 && { afterMs: Math.min(LONGEST_WAIT_MS, afterMs) }) };
  }
  if (status === 401) return { kind: 'refused', why: `${said}: it asks for a token (INQUEST_TOKEN)` };
  if (!response.ok || body === null) return { kind: 'refused', why: said };
  const type = (headers.get('content-type') ?? '').toLowerCase();
  const bytes = body as AsyncIterable<Uint8Array>;
  if (type.startsWith('text/event-stream')) return { kind: 'events', body: bytes };
  if (LINES.test(type) || (UNTOLD.test(type) && LOG.test(url.pathname)))
    return { kind: 'lines', body: bytes };
  const what = type === '' ? 'something that it does not name' : type.replace(/;.*/s, '').trim();
  return { kind: 'refused', why: `it answers with ${what}, not with an event stream` };
}

/** `fetch` takes no URL that holds a password. */
function bare(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

function authorization({ username, password }: URL, token: string | undefined): Record<string, string> {
  if (username !== '' || password !== '') {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A header holds bytes: those of UTF-8. */
function headerText(text: string): string {
  return Buffer.from(text).toString('latin1');
}
