import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Output, outputTo } from '../../src/cli/output.ts';
import { fileSink } from '../../src/cli/world.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'output-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('text and bytes reach a file in order and whole', async () => {
  const path = join(directory, 'whole');
  const fd = openSync(path, 'w');
  const output = outputTo(fileSink(fd), () => {});
  await output.write(['a\n', new Uint8Array([0xff, 0x0a]), 'ü\n']);
  await output.write(['x'.repeat(1_000_000), '\n']);
  await output.flush();
  closeSync(fd);
  const bytes = await readFile(path);
  expect([bytes.length, bytes.subarray(0, 7).toString('hex')]).toEqual([1_000_008, '610aff0ac3bc0a']);
});

test('a full device fails with its reason, and ends the run once', async () => {
  const fd = openSync('/dev/full', 'w');
  let ended = 0;
  const output = outputTo(fileSink(fd), () => ended++);
  await output.write(['a\n']);
  await output.flush();
  await output.write(['b\n']);
  closeSync(fd);
  expect([output.state(), ended]).toEqual([{ kind: 'failed', reason: 'no space left on device' }, 1]);
});

test('a reader that leaves ends the output quietly', async () => {
  const child = spawn('head', ['-c', '1'], { stdio: ['pipe', 'ignore', 'ignore'] });
  let ended = 0;
  const output = outputTo(child.stdin, () => ended++);
  while (output.state().kind === 'open') await output.write(['x'.repeat(100_000), '\n']);
  await output.flush();
  expect([output.state(), ended]).toEqual([{ kind: 'left' }, 1]);
});

test('a slow reader is waited for, unless the output is abandoned', async () => {
  const slow = new PassThrough({ highWaterMark: 10 });
  const output = outputTo(slow, () => {});
  expect(await settled(output, output.write(['0123456789\n']))).toBe(false);
  slow.read();
  expect(await settled(output, output.write(['']))).toBe(true);
  const stuck = output.write(['0123456789\n']);
  expect(await settled(output, stuck)).toBe(false);
  output.abandon();
  await stuck;
  await output.flush();
  expect(output.state().kind).toBe('open');
});

test('errors after the end crash nothing', async () => {
  const broken = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('bad'), { code: 'EIO' })),
  });
  const output = outputTo(broken, () => {});
  await output.write(['a']);
  await output.flush();
  await output.write(['b']);
  expect(output.state()).toEqual({ kind: 'failed', reason: 'input/output error' });
});

/** Whether the promise settles within a turn of the event loop, when nothing else happens. */
async function settled(_output: Output, promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}
