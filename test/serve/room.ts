/** Servers for tests: real ones on 127.0.0.1, in this process, over real temporary logs. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openAppender } from '../../src/append/appender.ts';
import type { Predicate } from '../../src/model/query.ts';
import { follow } from '../../src/run/follow.ts';
import { queryOf } from '../../src/run/query-of.ts';
import { type Running, type ServeOptions, startServer } from '../../src/serve/server.ts';

/** Ends with the test; what began last ends first. */
export const ending: (end: () => void | Promise<void>) => void = onTestFinished;

/** A directory that goes with the test. */
export function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'serve-'));
  ending(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface Setting extends Partial<Omit<ServeOptions, 'served' | 'feed'>> {
  readonly logs?: readonly string[];
  readonly where?: Predicate;
}

export interface Served extends Running {
  /** The first of its logs. */
  readonly path: string;
  readonly bugs: unknown[];
  /** Appends lines to the log as another program would. */
  write(...lines: readonly string[]): void;
}

/** Starts a server; without logs, over a new one that also takes events in. */
export async function served(setting: Setting = {}): Promise<Served> {
  const path = setting.logs?.[0] ?? join(directory(), 'events.jsonl');
  if (setting.logs === undefined) writeFileSync(path, '');
  const logs = setting.logs ?? [path];
  const bugs: unknown[] = [];
  const query = queryOf({ logs, ...(setting.where && { where: setting.where }) });
  const log = setting.logs === undefined ? path : setting.log;
  const running = await startServer({
    version: '0.0.0',
    host: '127.0.0.1',
    port: 0,
    served: query,
    feed: (signal) =>
      follow(
        { ...query, ask: { ...query.ask, tail: 0 } },
        { view: { decode: false, fields: [] }, signal, mergeMs: 20 },
      ),
    onBug: (error) => bugs.push(error),
    ...(log !== undefined && { log, openLog: () => openAppender(log) }),
    ...setting,
  });
  ending(() => running.stop());
  return {
    ...running,
    path,
    bugs,
    write: (...lines) => appendFileSync(path, lines.map((line) => `${line}\n`).join('')),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** One request, with headers as they are given. */
export function call(server: Running, path: string, { method, headers, body }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port: server.port, path, agent: false },
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: headers as Record<string, string>,
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            get json() {
              return JSON.parse(text) as Record<string, unknown>;
            },
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Emits events; the answer. */
export function emit(server: Running, events: readonly object[] | string): Promise<Answer> {
  const body = typeof events === 'string' ? events : events.map((event) => JSON.stringify(event)).join('\n');
  return call(server, '/events/emit', { body, headers: { 'content-type': 'application/x-ndjson' } });
}

/** A message of a stream. */
export interface Message {
  readonly id: string;
  readonly name: string | undefined;
  readonly data: string;
}

export interface Stream {
  readonly messages: Message[];
  readonly answer: IncomingMessage;
  /** Every byte that came. */
  raw(): string;
  /** The data of events, control messages aside. */
  events(): readonly string[];
  leave(): void;
}

/** Opens a stream and reads it as the standard says. Resolves when its head is there. */
export function listen(
  server: Running,
  path = '/events/stream',
  headers: Record<string, string> = {},
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, headers, agent: false }, (answer) => {
      const messages: Message[] = [];
      let raw = '';
      let rest = '';
      let id = '';
      answer.setEncoding('utf8');
      answer.on('error', () => undefined);
      answer.on('data', (part: string) => {
        raw += part;
        rest += part;
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          let name: string | undefined;
          const data: string[] = [];
          for (const line of block.split(/\r\n|\r|\n/)) {
            const [field, value = ''] = splitOnce(line);
            if (field === 'id') id = value;
            if (field === 'event') name = value;
            if (field === 'data') data.push(value);
          }
          if (data.length > 0) messages.push({ id, name, data: data.join('\n') });
        }
      });
      ending(() => void answer.destroy());
      resolve({
        messages,
        answer,
        raw: () => raw,
        events: () => messages.filter(({ name }) => !name?.startsWith('inquest:')).map(({ data }) => data),
        leave: () => void answer.destroy(),
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

function splitOnce(line: string): readonly [string, string?] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

export interface Socket {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[];
  send(message: unknown): void;
  of(type: string): readonly Record<string, unknown>[];
}

/** Opens a WebSocket. Rejects with the status where it is refused. */
export function connect(server: Running, headers: Record<string, string> = {}): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { headers });
    const messages: Record<string, unknown>[] = [];
    socket.on('unexpected-response', (_, { statusCode }) => reject(new Error(String(statusCode))));
    socket.on('error', reject);
    socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Record<string, unknown>));
    ending(() => socket.terminate());
    socket.on('open', () =>
      resolve({
        socket,
        messages,
        send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
        of: (type) => messages.filter((message) => message.type === type),
      }),
    );
  });
}

/** Resolves when it holds; throws what is there after ten seconds. */
export async function until(holds: () => boolean, what: () => unknown = () => ''): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not come: ${JSON.stringify(what())}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
