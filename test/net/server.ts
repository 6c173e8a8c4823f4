/** A real HTTP server on 127.0.0.1 that answers as a test says and remembers what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A status; with headers or a body; or nothing, and the connection is broken off. */
export type Answer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'break';

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Ends it as a crash does; it can be started anew. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

type Answering = (asked: Asked, response: ServerResponse) => Answer | undefined | Promise<Answer | undefined>;

/** Serves until the test is over. `answer` gives undefined where it has written the response itself. */
export async function serve(answer: Answering): Promise<Served> {
  const asked: Asked[] = [];
  let server: Server;
  let port = 0;
  const start = async (): Promise<void> => {
    server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
    };
    asked.push(one);
    const given = await answer(one, response);
    if (given === undefined) return;
    if (given === 'break') return void request.socket.destroy();
    const { status, headers = {}, body = '' } = typeof given === 'number' ? { status: given } : given;
    response.writeHead(status, headers);
    response.end(body);
  };
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await start();
  onTestFinished(stop);
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    asked,
    stop,
    start,
  };
}

/** Waits for what is to come; the test's own time is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}
