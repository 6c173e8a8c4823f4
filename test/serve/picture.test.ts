/** What was counted once is not counted again: the first picture, and questions that are asked again of a log that grew. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { FIRST_PICTURE } from '../../src/model/overview.ts';
import { Source } from '../../src/scan/source.ts';
import { call, directory, type Served, served } from './room.ts';

const EVENTS = 20_000;
/** Of a log that is known, its head and end, and what its fingerprint is of. */
const BESIDE = 400_000;

function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, k) => {
    const n = from + k;
    const timestamp = new Date(Date.UTC(2026, 2, 2) + n * 1000).toISOString();
    const data = { tool: `t${n % 5}`, session_id: `s${n % 7}` };
    return `${JSON.stringify({ timestamp, event: `tool_${n % 3}`, status: n % 4 ? 'ok' : 'error', data })}\n`;
  }).join('');
}

function logOf(): { readonly path: string; readonly bytes: number } {
  const path = join(directory(), 'log.jsonl');
  const text = lines(0, EVENTS);
  writeFileSync(path, text);
  return { path, bytes: text.length };
}

/** Bytes that are read of plain logs while something is done. */
async function bytesReadBy(work: () => Promise<unknown>): Promise<number> {
  const read = vi.spyOn(Source.prototype, 'readAt');
  try {
    await work();
    return read.mock.results.reduce((sum, { value }) => sum + (value as number), 0);
  } finally {
    read.mockRestore();
  }
}

const PICTURED = `overview?buckets=${FIRST_PICTURE.buckets}&types=${FIRST_PICTURE.types}&top=${FIRST_PICTURE.top}`;

async function asked(server: Served, question: string): Promise<unknown> {
  const { status, json } = await call(server, `/api/v1/${question}`);
  expect(status).toBe(200);
  return json;
}

test('the first picture costs one pass, whoever asks for it first', async () => {
  const { path, bytes } = logOf();
  let server: Served | undefined;
  const both = await bytesReadBy(async () => {
    server = await served({ logs: [path] });
    await asked(server, PICTURED);
    await asked(server, PICTURED);
  });
  expect(both).toBeGreaterThan(bytes);
  expect(both).toBeLessThan(bytes + 3 * BESIDE);
});

test('the windows hold what is compressed too', async () => {
  const home = directory();
  const line = `${JSON.stringify({ timestamp: new Date(Date.now() - 600_000).toISOString(), event: 'tool_call_started' })}\n`;
  writeFileSync(join(home, 'now.jsonl'), line.repeat(3));
  writeFileSync(join(home, 'before.jsonl.gz'), gzipSync(line.repeat(4)));
  const server = await served({ logs: [home] });
  await expect
    .poll(() => asked(server, 'metrics?window=1h'), { timeout: 10_000 })
    .toMatchObject({ windows: { '1h': { total_events: 7 } } });
});

test('the windows hold each event of the last hour once, whenever it came', async () => {
  const path = join(directory(), 'log.jsonl');
  const line = (n: number): string => {
    const timestamp = new Date(Date.now() - 600_000).toISOString();
    return `${JSON.stringify({ timestamp, event: 'tool_call_started', session_id: 's1', data: { n } })}\n`;
  };
  writeFileSync(path, Array.from({ length: 50_000 }, (_, n) => line(n)).join(''));
  const server = await served({ logs: [path] });
  const total = async (): Promise<number> =>
    ((await asked(server, 'metrics?window=1h')) as { windows: { '1h': { total_events: number } } }).windows[
      '1h'
    ].total_events;
  // While the server reads what was there, more comes.
  let came = 0;
  do appendFileSync(path, line(came++));
  while ((await total()) < 50_000);
  await expect.poll(total, { timeout: 10_000 }).toBe(50_000 + came);
  await asked(server, PICTURED);
  expect(await total()).toBe(50_000 + came);
});

test.each([
  PICTURED,
  'facets?type=tool_*',
  'count?where=@status%3Derror',
  'stats?by=data.tool&bucket=1h',
  'sessions',
])('%s goes on where it ended, as if all were read', async (question) => {
  const { path, bytes } = logOf();
  const server = await served({ logs: [path] });
  expect(await bytesReadBy(() => asked(server, question))).toBeGreaterThan(bytes);
  appendFileSync(path, lines(EVENTS, 100));
  expect(await bytesReadBy(() => asked(server, question))).toBeLessThan(BESIDE);
  const other = await served({ logs: [path] });
  expect(await asked(server, question)).toEqual(await asked(other, question));
});
