/**
 * The server: a port, the guard before everything, the routes behind it. Invariants: nothing is answered that the guard did
 * not let in; a stop ends every connection within two seconds (promises.md row 42).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Query } from '../model/query.ts';
import { isLoopback, type Refusal, type Rules, refusalOf } from './guard.ts';
import { LIMITS, type Limits } from './limits.ts';
import { listen, type Wanted } from './listen.ts';
import { readPages } from './pages.ts';
import { routesOf } from './routes.ts';
import { turnstile } from './turnstile.ts';

export interface ServeOptions extends Wanted {
  readonly version: string;
  /** The logs that are served, and what of them. */
  readonly served: Query;
  /** The log that events are taken into. */
  readonly log?: string | undefined;
  readonly allowHosts?: readonly string[];
  /** Directory of the page's files. */
  readonly pages?: string;
  readonly limits?: Partial<Limits>;
  onBug?(error: unknown): void;
}

export interface Running {
  readonly address: string;
  readonly port: number;
  /** What a browser opens. */
  readonly url: string;
  /** Ends every connection and lets the port go; safe to call twice. */
  stop(): Promise<void>;
}

/** Starts a server. Throws Fault `bad-host`, and NoPort. */
export async function startServer(options: ServeOptions): Promise<Running> {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const { served, version, log, onBug = () => undefined } = options;
  const app = routesOf({
    version,
    startedMs: Date.now(),
    served,
    log,
    turnstile: turnstile(limits.questions, limits.waiting),
    pages: readPages(options.pages ?? ''),
    onBug,
  });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    maxHeaderSize: 16 * 1024,
  });
  let rules: Rules | undefined;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = rules && refusalOf(request, rules);
    if (refusal) refuse(response, refusal);
    else void answer(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const refusal = rules && refusalOf(request, rules);
    hangUp(socket, refusal ?? NO_SOCKET);
  });
  const { address, port } = await listen(server, options);
  rules = { port, address, allowed: (options.allowHosts ?? []).map((name) => name.toLowerCase()) };
  const name = isLoopback(address) && !address.includes(':') ? address : `[${address}]`;
  return { address, port, url: `http://${name}:${port}/`, stop: stopper(server, limits) };
}

const NO_SOCKET: Refusal = { status: 404, code: 'not-found', message: 'no WebSocket stands here' };

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
  response.end(body);
}

function hangUp(socket: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function stopper(server: Server, limits: Limits): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= new Promise((resolve) => {
      const broken = setTimeout(() => server.closeAllConnections(), limits.stopMs);
      server.close(() => {
        clearTimeout(broken);
        resolve();
      });
      server.closeIdleConnections();
    });
    return stopped;
  };
}
