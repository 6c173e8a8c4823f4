/**
 * One request with a body, and what came of it in the words of whoever sends: taken, refused for good, come again later,
 * nobody there. Nothing is thrown. Invariant: a redirect is followed to the same host only, so that what is sent, and what
 * opens doors, goes nowhere else.
 */

export type Posted =
  | { readonly kind: 'taken'; readonly status: number; readonly text: string }
  /** Another try would be refused as well. */
  | { readonly kind: 'refused'; readonly status: number; readonly code?: string; readonly message: string }
  /** Not now; `afterMs` where the other side says when. */
  | {
      readonly kind: 'busy';
      readonly status: number;
      readonly code?: string;
      readonly message: string;
      readonly afterMs?: number;
    }
  /** No connection, or no answer in time. */
  | { readonly kind: 'away'; readonly message: string };

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For the answer as a whole. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Statuses that say "later": timeout, too early, too many. Others below 500 are refusals. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);
const MOST_REDIRECTS = 3;
/** Of an answer's text this much is kept. */
const MOST_TEXT = 4096;
const LONGEST_WAIT_MS = 3600_000;

/** Sends it, at most three redirects on. */
export async function post(url: string, request: Request): Promise<Posted> {
  const { timeoutMs, signal, ...rest } = request;
  const limit = AbortSignal.timeout(timeoutMs);
  const ends = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  let at = url;
  try {
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const response = await fetch(at, {
        method: rest.method,
        headers: rest.headers,
        body: rest.body ?? null,
        redirect: 'manual',
        signal: ends,
      });
      const next = redirectOf(response, at);
      if (next === undefined) return await answerOf(response);
      await response.body?.cancel();
      if (typeof next !== 'string') return next;
      at = next;
    }
    return { kind: 'refused', status: 310, message: 'redirected too often' };
  } catch (error) {
    if (limit.aborted) return { kind: 'away', message: `no answer within ${timeoutMs / 1000} s` };
    return { kind: 'away', message: reasonOf(error) };
  }
}

/** Where an answer sends us on: an address of the same host, a refusal where it is another, undefined where it does not. */
function redirectOf(response: Response, from: string): string | Posted | undefined {
  const { status } = response;
  const location = response.headers.get('location');
  if (status < 300 || status >= 400 || location === null) return undefined;
  const refused = (why: string): Posted => ({ kind: 'refused', status, message: why });
  // 301 and 302 would turn it into a request without a body.
  if (status !== 307 && status !== 308) return refused('redirected, in a way that loses the body');
  const here = new URL(from);
  const there = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (there === undefined || (there.protocol !== 'http:' && there.protocol !== 'https:'))
    return refused('redirected to what is no address');
  const same = there.host === here.host && there.protocol === here.protocol;
  const safer = there.hostname === here.hostname && here.protocol === 'http:' && there.protocol === 'https:';
  return same || safer ? there.href : refused(`redirected to another host, ${there.host}`);
}

async function answerOf(response: Response): Promise<Posted> {
  const { status, ok } = response;
  const text = await textOf(response);
  if (ok) return { kind: 'taken', status, text };
  const said = errorIn(text);
  const message = said?.message ?? `status ${status}`;
  const code = said?.code === undefined ? {} : { code: said.code };
  if (status < 500 && !LATER.has(status)) return { kind: 'refused', status, ...code, message };
  const afterMs = afterOf(response.headers.get('retry-after'));
  return { kind: 'busy', status, ...code, message, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** The beginning of the answer; the rest is let go. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    text += decoder.decode(next.value as Uint8Array, { stream: true });
    if (text.length <= MOST_TEXT) continue;
    await reader?.cancel();
    return text.slice(0, MOST_TEXT);
  }
  return text;
}

/** `{"error":{"code":…,"message":…}}`, as our own server says it. */
function errorIn(text: string): { readonly code?: string; readonly message?: string } | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: Record<string, unknown> };
    const { code, message } = error ?? {};
    return {
      ...(typeof code === 'string' && { code }),
      ...(typeof message === 'string' && { message }),
    };
  } catch {
    return undefined;
  }
}

/** Seconds, or a date. */
function afterOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, ms));
}

/** What the system says, in few words: `fetch` hides it in a cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'there is no such host';
  return typeof message === 'string' && message !== '' ? message : String(code ?? error);
}
