/**
 * `/ws`: the same stream over a WebSocket, with filters that change while it is open. The guard has judged the request.
 * Events are written as whole frames, made once for all clients; nothing is compressed, so frames never mix.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { joinAfter, joinNow } from './catch-up.ts';
import { Client } from './client.ts';
import { errorAnswer } from './errors.ts';
import type { LiveDesk } from './live.ts';
import { controlFrame } from './message.ts';
import { FILTER_TYPES, readMessage } from './subscription.ts';
import { type Wire, wireOver } from './wire.ts';

export interface Sockets {
  /** Takes over a connection that may become a WebSocket. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes no more of them. */
  close(): void;
  /** Ends those that did not end by themselves. */
  breakOff(): void;
}

/** WebSocket's own words for why a connection ends. */
const GOING_AWAY = 1001;
const BUG = 1011;

/** The WebSockets of a server. */
export function sockets(desk: LiveDesk): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: desk.limits.messageBytes,
  });
  const pulse = setInterval(() => {
    for (const socket of server.clients) checkPulse(socket);
  }, desk.limits.idleMs);
  pulse.unref();
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => open(desk, opened, socket));
    },
    close() {
      clearInterval(pulse);
      server.close();
    },
    breakOff() {
      for (const socket of server.clients) socket.terminate();
    },
  };
}

/** Sockets that have not answered the last ping. */
const silent = new WeakSet<WebSocket>();

function checkPulse(socket: WebSocket): void {
  if (silent.has(socket)) {
    socket.terminate();
    return;
  }
  silent.add(socket);
  socket.ping();
}

function open(desk: LiveDesk, socket: WebSocket, wire: Duplex): void {
  const client = desk.admit(
    (parts) =>
      new Client(
        { ...parts, kind: 'websocket', wire: wireOf(socket, wire), control: controlFrame },
        { kind: 'websocket' },
      ),
  );
  [client.metricsUs] = desk.windowsUs;
  let joining = new AbortController();
  socket.on('pong', () => silent.delete(socket));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    joining.abort();
    desk.dismiss(client);
  });
  void desk.ready.then(() => {
    const windows = desk.windowsUs.map(desk.windowName);
    const cursor = desk.whereabouts.cursor();
    client.tell({ type: 'connected', client_id: client.id, filters: FILTER_TYPES, windows, cursor });
    socket.on('message', (data, isBinary) => {
      desk.counters.bytesReceived += sizeOf(data);
      try {
        take(data, isBinary);
      } catch (error) {
        tellError(error);
      }
    });
    socket.resume();
  });
  // What is said before the stream is there waits in the system.
  socket.pause();

  function take(data: RawData, isBinary: boolean): void {
    const message = readMessage(isBinary ? EMPTY : bytesOf(data), desk.limits.filters);
    switch (message.type) {
      case 'ping':
        client.tell({ type: 'pong', timestamp: new Date().toISOString() });
        return;
      case 'set_window': {
        const us = desk.windowOf(message.window);
        client.metricsUs = us;
        client.tell({ type: 'window_set', window: desk.windowName(us) });
        return;
      }
      case 'unsubscribe':
        joining.abort();
        client.where = undefined;
        client.letGo();
        client.forget();
        desk.hub.detach(client);
        client.tell({ type: 'unsubscribed' });
        return;
      case 'subscribe': {
        joining.abort();
        joining = new AbortController();
        const { filters, where, after } = message;
        client.forget();
        client.where = desk.intern(message.predicate);
        client.tell({ type: 'subscribed', filters, ...(where === undefined ? {} : { where }) });
        const { signal } = joining;
        const joined =
          after === undefined
            ? joinNow(desk, client, { tail: 0, signal })
            : joinAfter(desk, client, { cursor: after, signal });
        void joined.catch((error: unknown) => {
          if (!signal.aborted) tellError(error);
        });
      }
    }
  }

  function tellError(error: unknown): void {
    const answer = errorAnswer(error);
    if (answer) client.tell({ type: 'error', ...answer.body });
    else {
      desk.onBug(error);
      socket.close(BUG, 'a bug of inquest');
    }
  }
}

/** No JSON, so that it is answered as what is none. */
const EMPTY = new Uint8Array(0);

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;
}

function wireOf(socket: WebSocket, stream: Duplex): Wire {
  return wireOver(stream, {
    isOpen: () => socket.readyState === socket.OPEN,
    end: () => socket.close(GOING_AWAY, 'the server stops'),
  });
}
