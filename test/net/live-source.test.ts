/** Live sources over real sockets: what servers say becomes lines, connections that are lost are made anew. */
import { expect, test } from 'vitest';
import type { Note } from '../../src/model/note.ts';
import { type LiveOptions, openLive } from '../../src/net/sse-source.ts';
import { liveServer, message, type Respond, sse } from './live-server.ts';

const QUICK = { firstMs: 5, mostMs: 20 };

interface Heard {
  readonly lines: readonly string[];
  readonly notes: readonly Note[];
  readonly ids: readonly (string | undefined)[];
}

/** Reads the source to its end, or until so many lines have come. */
async function hear(
  url: string,
  most = Number.POSITIVE_INFINITY,
  options: Partial<LiveOptions> = {},
): Promise<Heard> {
  const notes: Note[] = [];
  const live = openLive(url, url, {
    ...{ follows: most !== Number.POSITIVE_INFINITY, longest: 2 ** 20, backoff: QUICK },
    ...options,
    note: (note) => notes.push(note),
  });
  let text = '';
  const ids: (string | undefined)[] = [];
  for await (const bytes of live.text) {
    text += Buffer.from(bytes).toString();
    ids.push(live.idBefore(Buffer.byteLength(text)));
    if (text.split('\n').length > most) break;
  }
  live.close();
  return { lines: text.split('\n').slice(0, -1), notes, ids };
}

const says = ({ notes }: Heard): readonly string[] => notes.map(({ kind }) => kind);

test.each<readonly [name: string, sent: string, lines: readonly string[]]>([
  ['a message', message('{"n":1}'), ['{"n":1}']],
  ['a message over several lines', message('{"n":\n1}'), ['{"n": 1}']],
  ['carriage returns end lines', 'data: {"n":1}\rdata:,"x"\r\rdata: {}\r\n\r\n', ['{"n":1} ,"x"', '{}']],
  [
    'comments and heartbeats',
    `: idle\n\n${message('now', { event: 'ping' })}${message('{"n":1}')}`,
    ['{"n":1}'],
  ],
  [
    'a heartbeat that is an event',
    message('{"type":"heartbeat"}', { event: 'heartbeat' }),
    ['{"type":"heartbeat"}'],
  ],
  ['what inquest says of itself', message('{"type":"ready"}', { event: 'inquest:ready' }), []],
  ['a byte order mark', `\ufeff${message('{"n":1}')}`, ['{"n":1}']],
  ['separators inside strings', message('{"s":"a\u2028b\\n\\u0000"}'), ['{"s":"a\u2028b\\n\\u0000"}']],
  ['what is no JSON', message('hello'), ['hello']],
  ['an unfinished message', `${message('{"n":1}')}data: {"n":2}\n`, ['{"n":1}']],
  ['unknown fields', `what: is this\n${message('{"n":1}')}`, ['{"n":1}']],
])('%s', async (_, sent, lines) => {
  const { url } = await liveServer((response) => {
    sse(response, sent);
    response.end();
  });
  const heard = await hear(url);
  expect(heard.lines).toEqual(lines);
  expect(says(heard)).toEqual([]);
});

test('bytes may be cut anywhere', async () => {
  const sent = Buffer.from(
    Array.from({ length: 20 }, (_, n) => message(`{"n":${n},"s":"é😀"}`, { id: n })).join(''),
  );
  const { url } = await liveServer(async (response) => {
    sse(response);
    for (const byte of sent) {
      response.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  const heard = await hear(url);
  expect(heard.lines).toEqual(Array.from({ length: 20 }, (_, n) => `{"n":${n},"s":"é😀"}`));
  expect(heard.ids.at(-1)).toBe('19');
});

/** Sends a message, then leaves: with the connection cut, or the answer ended. */
const leaving =
  (cuts: boolean): Respond =>
  async (response, request) => {
    const from = Number(request.headers['last-event-id'] ?? -1) + 1;
    sse(response, message(`{"n":${from}}`, { id: from }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (cuts) response.destroy();
    else response.end();
  };

test.each([true, false])('200 times a connection is lost (cut: %s): no gap, no repeat', async (cuts) => {
  const { url } = await liveServer(leaving(cuts));
  const heard = await hear(url, 200);
  expect(heard.lines).toEqual(Array.from({ length: 200 }, (_, n) => `{"n":${n}}`));
  expect(says(heard)).toEqual([]);
});

test('without ids a lost connection is a gap', async () => {
  const { url } = await liveServer((response, _, n) => {
    sse(response, message(`{"n":${n}}`));
    response.end();
  });
  const heard = await hear(url, 3);
  expect(heard.lines).toHaveLength(3);
  expect(says(heard)).toEqual(['gap', 'gap']);
  expect(heard.notes[0]).toMatchObject({ places: [{ source: url, offset: '{"n":0}\n'.length }] });
});

test.each<readonly [event: string, data: string, kinds: readonly string[]]>([
  ['gap', '{"missed":7}', ['gap']],
  ['inquest:gap', '{"type":"gap","missed":null,"reason":"slow-client"}', ['gap']],
  ['reset', 'now', ['gap']],
  ['inquest:reset', '{"type":"reset","reason":"unknown-cursor"}', ['gap']],
  ['inquest:reset', '{"type":"reset","source":"a","reason":"rotated"}', []],
])('the server says %s %s', async (event, data, kinds) => {
  const { url } = await liveServer((response) => {
    sse(response, message(data, { event, id: 4 }) + message('{"n":1}', { id: 5 }));
    response.end();
  });
  const heard = await hear(url);
  expect(heard.lines).toEqual(['{"n":1}']);
  expect(says(heard)).toEqual(kinds);
});

test.each<readonly [name: string, respond: Respond, why: RegExp]>([
  ['404', (response) => response.writeHead(404).end('no'), /it answers 404 Not Found$/],
  ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), /text\/html/],
  ['nothing named', (response) => response.writeHead(200).end('x'), /something that it does not name/],
  ['a token', (response) => response.writeHead(401).end(), /INQUEST_TOKEN/],
  ['busy', (response) => response.writeHead(503).end(), /503/],
])('%s is one clear line', async (_, respond, why) => {
  const { url } = await liveServer((...all) => void respond(...all));
  const heard = await hear(url);
  expect(heard.lines).toEqual([]);
  expect(heard.notes).toMatchObject([{ kind: 'unreadable', places: [{ source: url }] }]);
  expect(heard.notes[0]?.message).toMatch(why);
});

test('nobody listens: unreadable, or waited for where it is followed', async () => {
  const server = await liveServer(() => undefined);
  await server.stop();
  expect(says(await hear(server.url))).toEqual(['unreadable']);
  const notes: Note[] = [];
  const live = openLive(server.url, server.url, {
    follows: true,
    longest: 1,
    backoff: QUICK,
    note: (note) => notes.push(note),
  });
  const reading = live.text[Symbol.asyncIterator]().next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  live.close();
  expect((await reading).done).toBe(true);
  expect(notes.map(({ kind }) => kind)).toEqual(['waiting']);
});

test('a server that is busy is asked again', async () => {
  const { url, requests } = await liveServer((response, _, n) => {
    if (n === 0) return void response.writeHead(503, { 'retry-after': '0.01' }).end();
    sse(response, message('{"n":1}'));
  });
  const heard = await hear(url, 1);
  expect(says(heard)).toEqual(['waiting']);
  expect(requests).toHaveLength(2);
});

test('what the server says of waiting is heeded', async () => {
  const { url } = await liveServer((response, _, n) => {
    sse(response, `retry: 1\n\n${message(`{"n":${n}}`, { id: n })}`);
    response.end();
  });
  const heard = await hear(url, 5, { backoff: { firstMs: 600_000, mostMs: 600_000 } });
  expect(heard.lines).toHaveLength(5);
});

test('silence ends a connection, signs of life keep it', async () => {
  const silenceMs = { beating: 80, still: 5000 };
  const { url, requests } = await liveServer((response, _, n) => {
    sse(response, message(`{"n":${n}}`, { id: n }));
    const beat = setInterval(() => response.write(': idle\n\n'), 20);
    setTimeout(() => clearInterval(beat), n === 0 ? 200 : 10_000);
    response.on('close', () => clearInterval(beat));
  });
  const heard = await hear(url, 2, { silenceMs });
  expect(heard.lines).toEqual(['{"n":0}', '{"n":1}']);
  expect(requests).toHaveLength(2);
});

test('lines are read as they come, and end', async () => {
  const { url } = await liveServer((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end('{"n":1}\n{"n":2}\n');
  });
  expect((await hear(url, 9)).lines).toEqual(['{"n":1}', '{"n":2}']);
  const file = await liveServer((response) => void response.end('{"n":1}\n'), '/logs/a.jsonl?x=1');
  expect((await hear(file.url)).lines).toEqual(['{"n":1}']);
});

test('names, passwords and tokens open doors', async () => {
  const { url, requests } = await liveServer((response) => {
    sse(response);
    response.end();
  });
  await hear(url.replace('//', '//me:p%40ss@'));
  await hear(url, undefined, { token: 'secret' });
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    'Bearer secret',
  ]);
});

test('a message that is too long is told of', async () => {
  const { url } = await liveServer((response) => {
    sse(response, message('{"n":1}'));
    response.write(`data: ${'x'.repeat(5000)}`);
  });
  const heard = await hear(url, 9, { longest: 1000 });
  expect(heard.lines).toEqual(['{"n":1}']);
  expect(says(heard)).toEqual(['truncated-input']);
});

test('ids are those of whole lines before an offset', async () => {
  const { url } = await liveServer((response) => {
    sse(response, ['a', 'b', 'c'].map((id) => message('{}', { id })).join(''));
    response.end();
  });
  const live = openLive(url, url, {
    follows: false,
    longest: 100,
    lastEventId: 'before',
    note: () => undefined,
  });
  for await (const _ of live.text);
  expect([0, 2, 3, 5, 6, 9, 99].map((offset) => live.idBefore(offset))).toEqual([
    'before',
    'before',
    'a',
    'a',
    'b',
    'c',
    'c',
  ]);
});
