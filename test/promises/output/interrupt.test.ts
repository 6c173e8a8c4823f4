/** promises.md row 20: an interrupt at any time leaves whole lines and exits 130; a termination 143. */
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exitOf, FULL, start } from './program.ts';

const RUNS = FULL ? 50 : 4;
const FORMATS = ['raw', 'ndjson', 'table', 'csv'] as const;
const LINE = JSON.stringify({ ts: '2025-12-10T08:00:00Z', event: 'call', x: 'y'.repeat(3000) });
/** Whatever the moment of the signal, the seed of a failing run is in its title. */
const RUN_LIST = Array.from({ length: RUNS }, (_, n) => ({
  format: FORMATS[n % FORMATS.length]!,
  signal: n % 5 === 4 ? ('SIGTERM' as const) : ('SIGINT' as const),
  afterMs: Math.floor(Math.random() * 150),
}));

test.concurrent.each(RUN_LIST)('$signal $afterMs ms into $format', { timeout: 60_000 }, async (run) => {
  const source = spawn('yes', [LINE], { stdio: ['ignore', 'pipe', 'ignore'] });
  const child = start(['query', '--format', run.format, '-'], [source.stdout, 'pipe', 'pipe']);
  source.stdout.destroy();
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await setTimeout(run.afterMs);
  child.kill(run.signal);
  const code = await exitOf(child);
  source.kill();
  expect([code, stderr]).toEqual([run.signal === 'SIGINT' ? 130 : 143, '']);
  const text = Buffer.concat(chunks).toString();
  expect(text.endsWith('\n')).toBe(true);
  const lines = text.slice(0, -1).split('\n');
  const shown = new Set(run.format === 'table' || run.format === 'csv' ? lines.slice(1) : lines);
  expect(shown.size).toBe(1);
  expect([...shown][0]).toContain('y'.repeat(3000));
});

test('an interrupt before anything was read is 130 and silent', async () => {
  const child = start(['query', '--format', 'raw', '-'], ['pipe', 'pipe', 'pipe']);
  await setTimeout(FULL ? 1000 : 500);
  child.kill('SIGINT');
  const [code, stdout] = await Promise.all([exitOf(child), child.stdout.toArray()]);
  expect([code, stdout]).toEqual([130, []]);
});
