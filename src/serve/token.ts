/**
 * The token that a server asks for when it is bound to more than this machine. Invariants: it is compared in constant time;
 * it never stands in a URL, a log, an error or what the program prints; the page's cookie is derived from it and is not it.
 * Source: promises.md row 39.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { Fault } from '../base/fault.ts';
import { ownDirectory } from './own-directory.ts';

export interface Token {
  /** Whether a request carries it: as a Bearer header or as the page's cookie. */
  admits(request: IncomingMessage): boolean;
  /** Whether this is it. */
  is(text: string): boolean;
  /** What a page is given that has shown it. */
  readonly cookie: string;
}

const SHORTEST = 16;

/** The token of a file: its first line. Throws Fault `bad-token` where it is shorter than 16 characters or cannot be read. */
export function readToken(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').split('\n')[0]!.trim();
  } catch {
    throw new Fault({ code: 'bad-token', message: 'the file cannot be read', flag: '--token-file' });
  }
  if (text.length >= SHORTEST && /^[\x21-\x7e]+$/.test(text)) return text;
  const message = `expected a first line of ${SHORTEST} characters or more, ASCII without spaces`;
  throw new Fault({ code: 'bad-token', message, flag: '--token-file' });
}

/**
 * The token that is kept in a file, made where there is none; its owner alone may read it, and tools and the user take it
 * from there. Throws Fault `bad-token`, `foreign-directory`.
 */
export function keptToken(path: string): string {
  ownDirectory(dirname(path), '--host');
  if (existsSync(path)) return readToken(path);
  const text = randomBytes(32).toString('base64url');
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return text;
}

/** A token that requests are judged by. `port` keeps the cookies of two servers apart. */
export function tokenOf(text: string, port: number): Token {
  const page = createHmac('sha256', text).update('inquest page').digest('base64url');
  const name = `inquest_${port}`;
  return {
    is: (other) => same(other, text),
    admits({ headers }) {
      const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return same(bearer, text);
      const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
      const mine = cookies.find((each) => each.startsWith(`${name}=`));
      return mine !== undefined && same(mine.slice(name.length + 1), page);
    },
    cookie: `${name}=${page}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

/** Digests are compared, so that neither the time nor the length tells anything. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
