/** Bodies of requests: bounded while they are read, so that no client makes the server hold more. Source: promises.md row 40. */
import type { IncomingMessage } from 'node:http';
import { Refused } from './errors.ts';

export const LARGEST_BODY: number = 2 ** 20;
/** Objects and lists inside each other. */
export const DEEPEST_BODY = 64;

/** The body's bytes. Throws Refused 413 beyond 1 MiB, as soon as that is known. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) throw tooLarge();
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** The body as one JSON value. Throws Refused 413, 415 for another content type, 400 for what is no JSON or too deep. */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  if (contentType(request) !== 'application/json')
    throw new Refused(415, 'content-type', 'expected application/json');
  return parseBody(await bodyOf(request));
}

/** The media type of a request, in lower case without its parameters. */
export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/** One JSON value. Throws Refused 400. */
export function parseBody(bytes: Uint8Array): unknown {
  if (isDeep(bytes))
    throw new Refused(400, 'too-deep', `expected at most ${DEEPEST_BODY} levels of objects and lists`);
  try {
    return JSON.parse(STRICT.decode(bytes)) as unknown;
  } catch {
    throw new Refused(400, 'bad-json', 'expected one JSON text in UTF-8');
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Whether brackets open deeper than is allowed; brackets inside texts do not count. */
function isDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > DEEPEST_BODY) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function tooLarge(): Refused {
  return new Refused(413, 'too-large', `expected at most ${LARGEST_BODY} bytes`, { connection: 'close' });
}
