/** A real server on 127.0.0.1 that answers each connection as the test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LiveServer {
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** Connections that are open. */
  readonly open: Set<ServerResponse>;
  /** Closes the server, and what is connected. */
  stop(): Promise<void>;
}

/** Answers the n-th request, from 0. */
export type Respond = (response: ServerResponse, request: IncomingMessage, n: number) => unknown;

export async function liveServer(respond: Respond, path = '/events'): Promise<LiveServer> {
  const requests: IncomingMessage[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    requests.push(request);
    open.add(response);
    response.on('close', () => open.delete(response));
    void respond(response, request, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${path}`, requests, open, stop };
}

/** Begins an answer of server-sent events. */
export function sse(response: ServerResponse, head = ''): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  response.write(head);
}

/** One message. */
export function message(data: string, { id, event }: { id?: string | number; event?: string } = {}): string {
  const lines = [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return `${lines.join('\n')}\n\n`;
}
