/** Asks the API. An answer that is no success is thrown as `Refused`, with all that was asked wrongly. */
import type { AskedWrongly } from './answers.ts';

/** The server's refusal, or that it could not be reached (status 0). */
export class Refused extends Error {
  readonly status: number;
  readonly faults: readonly AskedWrongly[];

  constructor(status: number, faults: readonly AskedWrongly[]) {
    super(faults[0]?.message ?? `the server answered ${status}`);
    this.name = 'Refused';
    this.status = status;
    this.faults = faults;
  }
}

/** The JSON of an answer. Throws Refused; the signal's AbortError where nobody waits any more. */
export async function ask<T>(path: string, parameters: URLSearchParams, signal: AbortSignal): Promise<T> {
  return JSON.parse(await askText(path, parameters, signal)) as T;
}

/** The text of an answer, for what must be shown as it stands. Throws as `ask`. */
export async function askText(
  path: string,
  parameters: URLSearchParams,
  signal: AbortSignal,
): Promise<string> {
  const query = parameters.toString();
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`/api/v1/${path}${query === '' ? '' : `?${query}`}`, {
      headers: { Accept: 'application/json' },
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new Refused(0, [{ code: 'unreachable', message: 'the server cannot be reached' }]);
    });
    if (response.ok) return response.text();
    if (response.status !== 503 || attempt >= MOST_ATTEMPTS)
      throw new Refused(response.status, await faultsOf(response));
    await pause(BUSY_MS * (attempt + 1), signal);
  }
}

/** Parameters from another list of them and more. */
export function parameters(
  base: string,
  more: Readonly<Record<string, string | number>> = {},
): URLSearchParams {
  const said = new URLSearchParams(base);
  for (const [name, value] of Object.entries(more)) said.set(name, String(value));
  return said;
}

/** A server whose queries all wait says `busy`; it is asked again this often. */
const MOST_ATTEMPTS = 5;
const BUSY_MS = 1000;

async function faultsOf(response: Response): Promise<readonly AskedWrongly[]> {
  const status = `the server answered ${response.status}`;
  try {
    const body = (await response.json()) as { error?: AskedWrongly; errors?: readonly AskedWrongly[] };
    return body.errors ?? (body.error === undefined ? [{ code: 'refused', message: status }] : [body.error]);
  } catch {
    return [{ code: 'refused', message: status }];
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
