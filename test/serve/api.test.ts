/** The API's answers are those of the command line, page by page, whole and bounded. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseWhere } from '../../src/query/where.ts';
import { inquest } from '../cli/world.ts';
import { LOGS, MACF } from '../run/ask.ts';
import { call, directory, type Served, served } from './room.ts';

const enc = encodeURIComponent;

async function get(server: Served, path: string): Promise<Record<string, unknown>> {
  const answer = await call(server, path);
  expect([path, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([path, 200, '']);
  return answer.json;
}

/** A question of the API, and the command that asks the same. */
const TWINS: readonly (readonly [path: string, line: readonly string[]])[] = [
  ['stats?top=1000', ['stats', '--top', '1000']],
  [
    'stats?by=data.tool&bucket=1h&percentiles=@duration',
    ['stats', '--by', 'data.tool', '--bucket', '1h', '--percentiles', '@duration', '--top', '1000'],
  ],
  ['stats?where=@status%3Derror', ['stats', '--where', '@status=error', '--top', '1000']],
  ['stats?type=tool_*&since=2026-03-03', ['stats', '-t', 'tool_*', '--since', '2026-03-03', '--top', '1000']],
  ['gaps', ['gaps', '--top', '1000']],
  [
    'gaps?threshold=10m&per=session&sort=length&top=2',
    ['gaps', '--threshold', '10m', '--per', 'session', '--sort', 'length', '--top', '2'],
  ],
  ['sessions?sort=first', ['sessions-list', '--sort', 'first', '--top', '1000']],
  ['sessions', ['sessions-list', '--sort', 'last', '--top', '1000']],
  ['fields?top=5', ['fields', '--top', '5']],
  // As many as there are: all of them, containers too.
  ['fields', ['fields']],
  ['count?type=tool_call_started', ['query', '--count', '-t', 'tool_call_started']],
];

test.each(TWINS)('%s', async (path, line) => {
  const server = await served({ logs: [MACF] });
  const { stdout } = await inquest([...line, '--json', '--quiet', '--tz', 'UTC', MACF]);
  expect(await get(server, `/api/v1/${path}`)).toEqual(JSON.parse(stdout));
});

interface Page {
  readonly events: readonly { readonly source: string; readonly offset: number; readonly event: unknown }[];
  readonly next: string | null;
}

describe('pages', () => {
  const SETS: readonly (readonly [says: string, logs: readonly string[]])[] = [
    ['one log', [MACF]],
    ['all logs, merged', [LOGS]],
  ];
  for (const [says, logs] of SETS) {
    test.each(['newest', 'oldest'] as const)(
      `${says}, %s first: each event once, in order`,
      async (order) => {
        const server = await served({ logs });
        const { stdout } = await inquest(['query', '--provenance', '--json', '--quiet', ...logs]);
        const all = (JSON.parse(stdout) as { source: string; offset: number }[]).map(
          ({ source, offset }) => `${source}@${offset}`,
        );
        const seen: string[] = [];
        let cursor = '';
        for (let pages = 0; pages < 100; pages++) {
          const page = (await get(
            server,
            `/api/v1/events?limit=17&order=${order}${cursor}`,
          )) as unknown as Page;
          seen.push(...page.events.map(({ source, offset }) => `${source}@${offset}`));
          if (page.next === null) break;
          cursor = `&cursor=${enc(page.next)}`;
        }
        if (logs.length === 1 && logs[0] === MACF)
          expect(seen).toEqual(order === 'newest' ? all.reverse() : all);
        expect([...seen].sort()).toEqual([...all].sort());
      },
    );
  }

  test('with a filter, and while the log grows', async () => {
    const path = join(directory(), 'a.jsonl');
    const line = (n: number): string => `${JSON.stringify({ event: n % 3 ? 'x' : 'y', n })}\n`;
    writeFileSync(path, Array.from({ length: 100 }, (_, n) => line(n)).join(''));
    const server = await served({ logs: [path] });
    const first = (await get(server, '/api/v1/events?limit=10&type=y')) as unknown as Page;
    appendFileSync(path, Array.from({ length: 50 }, (_, n) => line(100 + n)).join(''));
    const second = (await get(
      server,
      `/api/v1/events?limit=10&type=y&cursor=${enc(first.next ?? '')}`,
    )) as unknown as Page;
    const numbers = [...first.events, ...second.events].map(({ event }) => (event as { n: number }).n);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, k) => 99 - 3 * k));
  });

  test('of a compressed log', async () => {
    const path = join(directory(), 'a.jsonl.gz');
    writeFileSync(path, gzipSync(Array.from({ length: 30 }, (_, n) => `{"event":"x","n":${n}}\n`).join('')));
    const server = await served({ logs: [path] });
    const first = (await get(server, '/api/v1/events?limit=20')) as unknown as Page;
    const second = (await get(
      server,
      `/api/v1/events?limit=20&cursor=${enc(first.next ?? '')}`,
    )) as unknown as Page;
    const numbers = [...first.events, ...second.events].map(({ event }) => (event as { n: number }).n);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, k) => 29 - k));
  });
});

test('an event as written, where it stands, with its roles', async () => {
  const path = join(directory(), 'a.jsonl');
  writeFileSync(path, '{"b":1.0,"event":"x","timestamp":1764105000,"big":12345678901234567890,"b":1e400}\n');
  const server = await served({ logs: [path] });
  const { text } = await call(server, '/api/v1/events');
  expect(text).toContain(
    '"event":{"b":1.0,"event":"x","timestamp":1764105000,"big":12345678901234567890,"b":1e400}',
  );
  const { event } = await get(server, `/api/v1/event?source=${enc(path)}&offset=0`);
  expect(event).toMatchObject({ source: path, offset: 0, type: 'x', epoch: 1764105000, dialect: 'generic' });
});

const MISSING: readonly (readonly [query: string, code: string])[] = [
  ['source=/etc/passwd&offset=0', 'no-such-log'],
  ['source=PATH&offset=1', 'bad-offset'],
  ['source=PATH&offset=99999', 'bad-offset'],
];
test.each(MISSING)('event?%s is not there', async (query, code) => {
  const path = join(directory(), 'a.jsonl');
  writeFileSync(path, '{"event":"x"}\n');
  const server = await served({ logs: [path] });
  const answer = await call(server, `/api/v1/event?${query.replace('PATH', enc(path))}`);
  expect([answer.status, (answer.json.error as { code: string }).code]).toEqual([404, code]);
});

test.each([
  ['DELETE', '/health', 'GET, HEAD'],
  ['GET', '/events/emit', 'POST'],
  ['PUT', '/api/v1/stats', 'GET, HEAD'],
  ['POST', '/api/v1/sessions/a/spans', 'GET, HEAD'],
  ['DELETE', '/app.js', 'GET, HEAD'],
  ['POST', '/events/stream', 'GET'],
])('%s %s is told what is asked there', async (method, path, allow) => {
  const pages = directory();
  writeFileSync(join(pages, 'app.js'), 'export {};');
  const server = await served({ logs: [MACF], pages });
  const { status, headers, json } = await call(server, path, { method });
  expect([status, headers.allow, json.error]).toEqual([
    405,
    allow,
    { code: 'bad-method', message: `expected ${allow}` },
  ]);
});

test('a session without a name is none', async () => {
  const server = await served({ logs: [MACF] });
  expect((await call(server, '/api/v1/sessions//spans')).status).toBe(404);
});

test('what is served is bounded by how the server was started', async () => {
  const server = await served({ logs: [MACF], where: parseWhere('@type = tool_call_started') });
  expect(await get(server, '/api/v1/count')).toMatchObject({ count: 33 });
  expect(await get(server, '/api/v1/count?where=true%3Dtrue+or+not+(@type%3Dx)')).toMatchObject({
    count: 33,
  });
  const other = await call(
    server,
    `/api/v1/event?source=${enc(join(MACF, 'agent_events_log.jsonl'))}&offset=0`,
  );
  expect(other.status).toBe(404);
});

test('a log among several is chosen', async () => {
  const home = directory();
  for (const name of ['a', 'b']) writeFileSync(join(home, `${name}.jsonl`), `{"event":"${name}"}\n`);
  const server = await served({ logs: [home] });
  const { logs } = (await get(server, '/api/v1/info')) as { logs: { path: string }[] };
  expect(logs).toHaveLength(2);
  const chosen = await get(server, `/api/v1/events?source=${enc(logs[1]?.path ?? '')}`);
  expect((chosen as unknown as Page).events.map(({ event }) => event)).toEqual([{ event: 'b' }]);
});

describe('traces', () => {
  test('the turns of a session, as trace-events.md has them', async () => {
    const home = directory();
    const log = join(home, 'sessions/s-1/events.jsonl');
    mkdirSync(join(home, 'sessions/s-1'), { recursive: true });
    const at = (second: number): string => `2025-12-17T20:21:${second}.000+00:00`;
    const events = [
      { event: 'prompt:submit', ts: at(10), data: { prompt: 'Look' } },
      {
        event: 'tool:pre',
        ts: at(11),
        data: { tool_name: 'read', tool_input: { path: '/x' }, parallel_group_id: 'g' },
      },
      {
        event: 'tool:post',
        ts: at(13),
        data: { tool_name: 'read', parallel_group_id: 'g', result: { success: true, output: 'text' } },
      },
      { event: 'session:end', ts: at(14), data: {} },
    ];
    writeFileSync(log, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const server = await served({ logs: [log] });
    const trace = await get(server, '/api/v1/sessions/s-1/execution-trace');
    expect(trace).toMatchObject({
      session_id: 's-1',
      turns: [
        {
          userMessage: 'Look',
          status: 'completed',
          tools: [
            { name: 'read', status: 'completed', duration: 2000, result: 'text', arguments: { path: '/x' } },
          ],
        },
      ],
    });
    const spans = await get(server, '/api/v1/sessions/s-1/spans');
    expect((spans.spans as { name: string }[]).length).toBeGreaterThan(0);
    expect(spans.session).toBe('s-1');
    const none = await call(server, '/api/v1/sessions/other/execution-trace');
    expect(none.status).toBe(404);
  });

  test('spans are bounded', async () => {
    const server = await served({ logs: [MACF] });
    const { spans, total } = (await get(server, '/api/v1/trace?limit=3')) as {
      spans: unknown[];
      total: number;
    };
    expect(spans).toHaveLength(3);
    expect(total).toBeGreaterThan(3);
  });
});

const WRONG: readonly (readonly [path: string, error: object])[] = [
  [
    'stats?where=data.tool+%3D',
    { code: 'where-syntax', parameter: 'where', span: { text: 'data.tool =', start: 11, end: 11 } },
  ],
  ['stats?wher=a', { code: 'unknown-parameter', parameter: 'wher', hint: 'did you mean "where"?' }],
  ['stats?since=foo', { code: 'bad-time', parameter: 'since' }],
  ['stats?severity=bad', { code: 'bad-level', parameter: 'severity' }],
  ['stats?tz=Nowhere', { parameter: 'tz' }],
  ['stats?bucket=1us', { code: 'too-many-buckets', parameter: 'bucket' }],
  ['stats?top=100000', { code: 'bad-number', parameter: 'top' }],
  ['events?limit=0', { code: 'bad-number', parameter: 'limit' }],
  ['events?limit=1001', { code: 'bad-number', parameter: 'limit' }],
  ['events?cursor=nonsense', { code: 'bad-cursor', parameter: 'cursor' }],
  ['events?order=oldest&cursor=n:-', { code: 'bad-cursor' }],
  ['where?where=', { parameter: 'where' }],
  ['overview?buckets=5000', { code: 'bad-number', parameter: 'buckets' }],
  ['metrics?window=2m', { code: 'bad-window', parameter: 'window' }],
  ['stats?where=%7B"event_typ":"x"%7D', { code: 'bad-filter', parameter: 'where' }],
];
test.each(WRONG)('%s is asked wrongly', async (path, error) => {
  const server = await served({ logs: [MACF] });
  const answer = await call(server, `/api/v1/${path}`);
  expect(answer.status).toBe(400);
  expect(answer.json.error).toMatchObject(error);
  expect(server.bugs).toEqual([]);
});

test('every fault of a request is told', async () => {
  const server = await served({ logs: [MACF] });
  const { json } = await call(server, '/api/v1/stats?where=a+%3D&since=foo&severity=x');
  expect((json.errors as { parameter: string }[]).map(({ parameter }) => parameter).sort()).toEqual([
    'severity',
    'since',
    'where',
  ]);
});

test('a question posted as an object, its filter too', async () => {
  const server = await served({ logs: [MACF] });
  const body = JSON.stringify({ ask: 'count', where: { event_type: 'tool_call_started' } });
  const answer = await call(server, '/api/v1/query', {
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.json).toMatchObject({ report: 'query', count: 33 });
});

test('few questions run at a time; too many are turned away', async () => {
  const path = join(directory(), 'a.jsonl');
  writeFileSync(path, '{"timestamp":1764105000,"event":"x","data":{"a":[1,2,3]}}\n'.repeat(50_000));
  const server = await served({ logs: [path], limits: { questions: 1, waiting: 2 } });
  const asked = Array.from({ length: 30 }, () => call(server, '/api/v1/fields'));
  const answers = await Promise.all(asked);
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(answers.find(({ status }) => status === 503)?.headers['retry-after']).toBe('1');
  expect((await call(server, '/api/v1/stats')).status).toBe(200);
});

test('pages: files as they are, with a strict policy; nothing outside', async () => {
  const pages = directory();
  writeFileSync(join(pages, 'index.html'), '<!doctype html><p>the page');
  writeFileSync(join(pages, 'app.js'), 'export {};');
  writeFileSync(join(pages, 'secret.key'), 'x');
  const server = await served({ logs: [MACF], pages });
  const page = await call(server, '/');
  expect([page.status, page.text]).toEqual([200, '<!doctype html><p>the page']);
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toContain('unsafe');
  const script = await call(server, '/app.js');
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  const etag = String(script.headers.etag);
  expect((await call(server, '/app.js', { headers: { 'if-none-match': etag } })).status).toBe(304);
  const deep = await call(server, '/sessions/x', { headers: { accept: 'text/html' } });
  expect(deep.text).toBe(page.text);
  for (const path of ['/secret.key', '/../package.json', '/%2e%2e/package.json', '/index.html%00'])
    expect([path, (await call(server, path)).status]).toEqual([path, 404]);
  expect((await call(server, '//etc/passwd')).status).toBe(403);
});
