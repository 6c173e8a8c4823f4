/** Lifecycles: what is written of work that completes and fails, in every dialect, and that nothing breaks it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { DIALECT_NAMES, type DialectName } from '../../src/append/spelling.ts';
import { openEventLog } from '../../src/write/event-log.ts';
import { withLifecycle } from '../../src/write/with-lifecycle.ts';
import { directory, eventsOf, judged } from './logs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const SPANS: Readonly<Record<DialectName, readonly string[]>> = {
  macf: ['cli_command ok', 'cli_command error'],
  study: ['study ok', 'study error'],
  mnemosyne: ['cli_command ok', 'cli_command error'],
  agentbus: ['task ok', 'task error'],
  amplifier: ['tool ok', 'tool error'],
  generic: [],
};

test.each(DIALECT_NAMES)('%s: both fit the dialect, and each end finds its start', async (dialect) => {
  const path = join(directory(), 'log.jsonl');
  const log = await openEventLog(path, { dialect, session: 'session-1', cycle: 1, git: null });
  const result = await log.withLifecycle('build', ['--all'], (run) => {
    run.summarize('12 files');
    run.add({ files: 12 });
    return 42;
  });
  expect(result).toBe(42);
  const failure = new Error('no space');
  await expect(
    log.withLifecycle('deploy', ['--token', 'hunter2-hunter2'], async () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  await log.close();
  const events = eventsOf(path);
  expect(events).toHaveLength(4);
  const text = JSON.stringify(events);
  expect(text).toContain('no space');
  expect(text).not.toContain('hunter2');
  if (dialect !== 'study') expect(text).toContain('12 files');
  expect(text).toContain('"files":12');
  expect(await judged(path)).toMatchObject({ findings: [], events: 4, dialect, spans: SPANS[dialect] });
});

test('work of one name that overlaps is told apart', async () => {
  const path = join(directory(), 'log.jsonl');
  for (const dialect of ['mnemosyne', 'macf'] as const) {
    const log = await openEventLog(`${path}.${dialect}`, { dialect, session: 's', cycle: 1, git: null });
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = log.withLifecycle('same', [], async () => {
      await new Promise(setImmediate);
      throw new Error('early');
    });
    const second = log.withLifecycle('same', [], () => gate);
    await expect(first).rejects.toThrow('early');
    release();
    await second;
    await log.close();
    // By name alone, the newest start would have been taken for the one that failed.
    expect((await judged(`${path}.${dialect}`)).spans).toEqual(['cli_command error', 'cli_command ok']);
  }
});

test('a log that cannot be written is told to onError and changes nothing else', async () => {
  const path = join(directory(), 'log.jsonl');
  const told: string[] = [];
  const onError = (error: Error): void => {
    told.push(error.message);
    throw new Error('onError itself fails');
  };
  const log = await openEventLog(path, { dialect: 'macf', git: null, onError });
  expect(await log.withLifecycle('a', [], () => 1)).toBe(1);
  await expect(log.withLifecycle('b', [], () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  expect(await log.withLifecycle('c', [Number.NaN], () => 2)).toBe(2);
  await log.close();
  expect(told).toHaveLength(6);
  expect(told[0]).toContain('session and cycle');
});

test.each([
  ['a value', () => 7],
  ['a promise', async () => 7],
])('%s comes back as it is', async (_, fn) => {
  const log = await openEventLog(join(directory(), 'log.jsonl'), { dialect: 'generic' });
  expect(await log.withLifecycle('a', [], fn)).toBe(7);
  await log.close();
});

test.each([
  ['an error without a message', new TypeError(), 'TypeError'],
  ['a text', 'plain', 'plain'],
  ['nothing', undefined, 'undefined'],
])('what is thrown is thrown on: %s', async (_, thrown, says) => {
  const path = join(directory(), 'log.jsonl');
  const log = await openEventLog(path, { dialect: 'generic' });
  const caught: unknown[] = [];
  await log
    .withLifecycle('a', [], () => {
      throw thrown;
    })
    .catch((error: unknown) => caught.push(error));
  await log.close();
  expect(caught).toEqual([thrown]);
  expect(eventsOf(path)[1]).toMatchObject({ event: 'cli_command_failed', error: says });
});

test('without a log of its own: the one that the environment names, in its dialect', async () => {
  const root = directory();
  const fresh = join(root, 'new.jsonl');
  vi.stubEnv('INQUEST_LOG', fresh);
  expect(await withLifecycle('doctor', [], (run) => run.summarize('19 checks'))).toBeUndefined();
  expect(eventsOf(fresh)[1]).toMatchObject({ type: 'cli_command_completed', result_summary: '19 checks' });
  const old = join(root, 'old.jsonl');
  writeFileSync(old, '{"ts":1765343222,"kind":"a"}\n{"ts":1765343223,"kind":"b"}\n');
  vi.stubEnv('INQUEST_LOG', old);
  await withLifecycle('doctor', [], () => {});
  const [, , started] = eventsOf(old);
  expect(started).toMatchObject({ kind: 'cli_command_started', command: 'doctor' });
  expect(typeof started?.ts).toBe('number');
});

test('no log, several logs, or none that can be opened: the work is done, and a warning is given once', async () => {
  const root = directory();
  mkdirSync(join(root, 'directory'));
  const warnings: string[] = [];
  const listen = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', listen);
  try {
    for (const named of ['', 'a.jsonl:b.jsonl', join(root, 'directory'), join(root, 'no', 'log.jsonl')]) {
      vi.stubEnv('INQUEST_LOG', named);
      expect(await withLifecycle('a', [], () => 1)).toBe(1);
      await expect(withLifecycle('a', [], () => Promise.reject(new Error('own')))).rejects.toThrow('own');
    }
    await new Promise(setImmediate);
    expect(warnings).toHaveLength(4);
    expect(warnings.every((text) => text.startsWith('what runs here is not written to a log: '))).toBe(true);
  } finally {
    process.removeListener('warning', listen);
  }
});
