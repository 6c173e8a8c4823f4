/**
 * The server: a port, the guard before everything, then the token, the routes and the streams. Invariants: nothing is
 * answered that the guard did not let in; a stop ends every connection within two seconds (promises.md row 42).
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Appender } from '../append/options.ts';
import type { Followed } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Query } from '../model/query.ts';
import { Kept } from '../run/kept.ts';
import { makeIntake } from './emit.ts';
import { errorAnswer } from './errors.ts';
import { type Refusal, type Rules, refusalOf } from './guard.ts';
import { type Hook, type HookOptions, openHook } from './hook.ts';
import { LIMITS, type Limits } from './limits.ts';
import { listen, type Wanted } from './listen.ts';
import { goLive, type Live } from './live.ts';
import { LOGIN_PAGE, PAGE_HEADERS, readPages } from './pages.ts';
import { givenOf } from './params.ts';
import { routesOf } from './routes.ts';
import { STREAMS, stream } from './sse.ts';
import { type Token, tokenOf } from './token.ts';
import { turnstile } from './turnstile.ts';
import { type Sockets, sockets } from './websocket.ts';

export interface ServeOptions extends Wanted {
  readonly version: string;
  /** The logs that are served, and what of them. */
  readonly served: Query;
  /** What comes from the logs, from now on. */
  readonly feed: (signal: AbortSignal) => AsyncIterable<Followed>;
  /** The log that events are taken into, and how it is opened. */
  readonly log?: string | undefined;
  readonly openLog?: () => Promise<Appender>;
  readonly allowHosts?: readonly string[];
  /** Asked of everyone, where the address is not of this machine alone. */
  readonly token?: string | undefined;
  /** Directory of the page's files. */
  readonly pages?: string;
  readonly limits?: Partial<Limits>;
  /** Where matching events are posted. */
  readonly webhook?: HookOptions | undefined;
  onBug?(error: unknown): void;
  /** Hears what is to be said of the logs: one that is waited for, or cannot be read. */
  onNote?(note: Note): void;
}

export interface Running {
  readonly address: string;
  readonly port: number;
  /** What a browser opens. */
  readonly url: string;
  /** What it calls itself in `/health`. */
  readonly instance: string;
  /** Ends every connection and lets the port go; safe to call twice. */
  stop(): Promise<void>;
}

/** Starts a server. Throws Fault `bad-host`, and NoPort. */
export async function startServer(options: ServeOptions): Promise<Running> {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    maxHeaderSize: 16 * 1024,
  });
  const hook = options.webhook && openHook(options.webhook);
  const { address, port } = await listen(server, options);
  const instance = randomUUID();
  const hall = furnish(options, { limits, address, port, instance, hook });
  server.on('request', (request, response) => answer(hall, request, response));
  server.on('upgrade', (request, socket, head) => upgrade(hall, request, { socket, head }));
  const name =
    address === '0.0.0.0'
      ? '127.0.0.1'
      : address === '::'
        ? '[::1]'
        : address.includes(':')
          ? `[${address}]`
          : address;
  return { address, port, instance, url: `http://${name}:${port}/`, stop: stopper(server, hall) };
}

/** All that answers. */
interface Hall {
  readonly rules: Rules;
  readonly token: Token | undefined;
  readonly live: Live;
  readonly sockets: Sockets;
  readonly limits: Limits;
  readonly routes: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  closeLog(): Promise<void>;
  closeHook(): Promise<void>;
}

interface Place {
  readonly limits: Limits;
  readonly address: string;
  readonly port: number;
  readonly instance: string;
  readonly hook: Hook | undefined;
}

function furnish(options: ServeOptions, { limits, address, port, instance, hook }: Place): Hall {
  const { served, version, log, openLog, feed, onBug = () => undefined } = options;
  const kept = new Kept();
  const live = goLive({
    ...{ served, kept, limits, feed, onBug, watchers: hook && [hook.watcher] },
    onNote: (note) => options.onNote?.(note),
  });
  const token = options.token === undefined ? undefined : tokenOf(options.token, port);
  let appender: Promise<Appender> | undefined;
  const opened = (open: () => Promise<Appender>): Promise<Appender> => {
    appender ??= open();
    // A log that could not be opened is tried again by the next event.
    appender.catch(() => {
      appender = undefined;
    });
    return appender;
  };
  const app = routesOf({
    ...{ version, instance, startedMs: Date.now(), served, log, live, token, onBug },
    kept,
    turnstile: turnstile(limits.questions, limits.waiting),
    pages: readPages(options.pages ?? ''),
    intake: makeIntake(openLog && (() => opened(openLog)), { limits, counters: live.counters }),
  });
  return {
    rules: { port, address, allowed: (options.allowHosts ?? []).map((name) => name.toLowerCase()) },
    ...{ token, live, limits },
    sockets: sockets(live),
    routes: getRequestListener(app.fetch, { overrideGlobalObjects: false }) as Hall['routes'],
    closeLog: async () => (await appender)?.close(),
    closeHook: async () => hook?.close(),
  };
}

/** What is answered without a token: that a server is there, and how a token is shown. */
const OPEN = ['/health', '/login'];

function answer(hall: Hall, request: IncomingMessage, response: ServerResponse): void {
  hall.live.counters.requests++;
  const refusal = refusalOf(request, hall.rules);
  if (refusal) {
    refuse(response, refusal);
    return;
  }
  const { path, query } = targetOf(request);
  if (hall.token && !hall.token.admits(request) && !OPEN.includes(path)) {
    askForToken(request, response);
    return;
  }
  if (request.method === 'GET' && STREAMS.includes(path)) {
    try {
      stream(hall.live, givenOf(new URLSearchParams(query)), { request, response });
    } catch (error) {
      refuseStream(hall, response, error);
    }
    return;
  }
  void hall.routes(request, response);
}

function upgrade(
  hall: Hall,
  request: IncomingMessage,
  to: { readonly socket: Duplex; readonly head: Buffer },
): void {
  const { live, rules, token, limits, sockets: ws } = hall;
  const full = live.hub.clients.size >= limits.clients;
  const refusal =
    refusalOf(request, rules) ??
    (token && !token.admits(request) ? NO_TOKEN : undefined) ??
    (targetOf(request).path === '/ws' ? undefined : NO_SOCKET) ??
    (full ? TOO_MANY : undefined);
  if (refusal) hangUp(to.socket, refusal);
  else ws.accept(request, to.socket, to.head);
}

/** As the application parts them: a target is text from anybody, and no URL parser may throw at it. */
function targetOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

const NO_TOKEN: Refusal = { status: 401, code: 'token', message: 'expected Authorization: Bearer TOKEN' };
const NO_SOCKET: Refusal = { status: 404, code: 'not-found', message: 'WebSockets are opened at /ws' };
const TOO_MANY: Refusal = {
  status: 503,
  code: 'too-many-clients',
  message: 'too many clients are connected',
};

/** A browser is shown the form, a tool what is expected of it. */
function askForToken(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  if (method !== 'GET' || !(headers.accept ?? '').includes('text/html')) {
    refuse(response, NO_TOKEN, { 'www-authenticate': 'Bearer' });
    return;
  }
  response.writeHead(401, { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' });
  response.end(LOGIN_PAGE);
}

function refuse(
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { status, code, message } = refusal;
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, { ...JSON_HEADERS, connection: 'close', ...headers });
  response.end(body);
}

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

function refuseStream({ live }: Hall, response: ServerResponse, error: unknown): void {
  const told = errorAnswer(error);
  if (told === undefined) live.onBug(error);
  const { status, body, headers } = told ?? { status: 500, body: { error: { code: 'bug' } }, headers: {} };
  response.writeHead(status, { ...JSON_HEADERS, ...headers });
  response.end(JSON.stringify(body));
}

function hangUp(socket: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.on('error', () => undefined);
  // It is no connection of HTTP any more, so nothing else would end it where the other side does not.
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** New connections are refused at once; what is under way may end, and is broken off when its time is over. */
function stopper(
  server: Server,
  { live, sockets: ws, limits, closeLog, closeHook }: Hall,
): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= (async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const broken = setTimeout(() => {
        ws.breakOff();
        server.closeAllConnections();
      }, limits.stopMs);
      live.stop();
      ws.close();
      for (const client of live.hub.clients) client.end();
      server.closeIdleConnections();
      await closed;
      clearTimeout(broken);
      await Promise.all([closeLog(), closeHook()]);
    })();
    return stopped;
  };
}
