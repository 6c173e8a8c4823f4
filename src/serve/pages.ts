/**
 * The page's files, read once and served from memory. Invariants: only files that lie in the directory when the server
 * starts are served, by their names; every answer carries a strict Content-Security-Policy (promises.md row 41).
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

export interface Pages {
  /** The file of a request's path; the page itself at `/`. */
  at(path: string): PageFile | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline, in no frame. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The files of a directory and of those in it; none where there is no such directory. */
export function readPages(directory: string): Pages {
  const files = new Map<string, PageFile>();
  for (const name of namesIn(directory)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = Uint8Array.from(readFileSync(join(directory, name)));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    files.set(`/${name.split('\\').join('/')}`, { bytes, type, etag });
  }
  return { at: (path) => files.get(path === '/' ? '/index.html' : path) };
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  } catch {
    return [];
  }
}

/** The page of a server that asks for a token: a form, without a script. */
export const LOGIN_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>inquest</title>
<h1>inquest</h1>
<form method="post" action="/login">
<label>Token <input type="password" name="token" autocomplete="current-password" autofocus required></label>
<button>Open</button>
</form>
</html>
`;

/** What stands at `/` where the page was not built. */
export const NO_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>inquest</title>
<h1>inquest</h1>
<p>The page is not part of this build. The API is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>;
events come from <a href="/events/stream">/events/stream</a>.</p>
</html>
`;
