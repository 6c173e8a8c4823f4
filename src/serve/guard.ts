/**
 * Who may come in. A server on this machine can be reached by every page that a browser here opens, so a request must show
 * that it is the user's own page or a tool: its `Host` is one of ours with our port, its `Origin` (which browsers send and
 * pages cannot forge) is that host, and `Sec-Fetch-Site` is the page's own or nobody's. No CORS header is ever sent.
 * Source: promises.md row 38. The same function judges a request and a WebSocket before it is accepted.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface Rules {
  readonly port: number;
  /** The address that the server is bound to. */
  readonly address: string;
  /** Names of `--allow-host`: `NAME` or `NAME:PORT`, in lower case. */
  readonly allowed: readonly string[];
}

/** Why a request is turned away; never holds what the request said. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Undefined where the request may come in. */
export function refusalOf(request: IncomingMessage, rules: Rules): Refusal | undefined {
  const hosts = valuesOf(request, 'host');
  const host = hosts[0]?.toLowerCase();
  if (hosts.length !== 1 || host === undefined || !isOurs(host, rules))
    return forbidden('host', 'the Host header does not name this server (--allow-host NAME adds one)');
  // A target with a host of its own would overrule the header.
  if (!/^\/(?![/\\])/.test(request.url ?? '')) return forbidden('target', 'expected a path');
  const origins = valuesOf(request, 'origin');
  if (origins.length > 1 || !origins.every((origin) => isSame(origin.toLowerCase(), host, rules)))
    return forbidden('origin', 'the request comes from another site');
  const sites = valuesOf(request, 'sec-fetch-site');
  if (!sites.every((site) => site === 'same-origin' || site === 'none'))
    return forbidden('site', 'the request comes from another site');
  return undefined;
}

/** An address that only this machine reaches. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

function isOurs(host: string, { port, address, allowed }: Rules): boolean {
  const suffix = `:${port}`;
  const name = host.endsWith(suffix) ? host.slice(0, -suffix.length) : port === 80 ? host : undefined;
  if (allowed.includes(host) || (name !== undefined && allowed.includes(name))) return true;
  if (name === undefined) return false;
  if (LOOPBACK_NAMES.includes(name)) return true;
  // A name may be made to lead here by whoever owns it; an address may not.
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return !isLoopback(address) && isIP(bare) !== 0;
}

/** Behind `--allow-host` may stand a proxy that speaks TLS. */
function isSame(origin: string, host: string, { allowed, port }: Rules): boolean {
  if (origin === `http://${host}`) return true;
  const name = host.endsWith(`:${port}`) ? host.slice(0, -`:${port}`.length) : host;
  return origin === `https://${host}` && (allowed.includes(host) || allowed.includes(name));
}

function forbidden(what: string, message: string): Refusal {
  return { status: 403, code: `foreign-${what}`, message };
}

/** Every value of a header as it was sent: Node joins or drops repeated ones. */
function valuesOf(request: IncomingMessage, name: string): readonly string[] {
  const { rawHeaders } = request;
  const values: string[] = [];
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) {
    if (rawHeaders[n]!.toLowerCase() === name) values.push(rawHeaders[n + 1]!);
  }
  return values;
}
