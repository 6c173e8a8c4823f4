/** promises.md row 30: what stands in a log's place, the mode of a new log, and rotation, also while waiting. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { AppendError } from '../../src/append/append-error.ts';
import { openAppender } from '../../src/append/appender.ts';
import { HOLDERS, held } from '../append/child.ts';
import { FULL, linesOf, newLog } from '../append/log.ts';

const OLD = '{"old":1}\n';
const NEW = '{"new":1}\n';
const UMASKS = [0o000, 0o022, 0o777];
const RENAMES = 200;
const WAITING_RENAMES = FULL ? 200 : 10;
const IS_ROOT = process.getuid?.() === 0;

interface Place {
  /** Prepares it and gives the path that is written to, where it is another one. */
  readonly make: (path: string) => string | undefined | Promise<undefined>;
  /** What stands there afterwards and its mode, or why it was refused. */
  readonly becomes: readonly [text: string, mode: number] | RegExp;
}

const put =
  (mode: number, text = OLD) =>
  (path: string): undefined => {
    writeFileSync(path, text);
    chmodSync(path, mode);
  };

const PLACES: Readonly<Record<string, Place>> = {
  nothing: { make: () => undefined, becomes: [NEW, 0o600] },
  'an empty file': { make: put(0o640, ''), becomes: [NEW, 0o640] },
  'a log': { make: put(0o644), becomes: [OLD + NEW, 0o644] },
  'a log without its newline': { make: put(0o600, OLD.trim()), becomes: [OLD + NEW, 0o600] },
  'a log with a second name': {
    make: (path) => {
      put(0o600)(`${path}.other`);
      linkSync(`${path}.other`, path);
      return undefined;
    },
    becomes: [OLD + NEW, 0o600],
  },
  'a log that may not be written': {
    make: put(0o400),
    becomes: IS_ROOT ? [OLD + NEW, 0o400] : /permission denied/,
  },
  'a log that may not be read': {
    make: put(0o200),
    becomes: IS_ROOT ? [OLD + NEW, 0o200] : /permission denied/,
  },
  'a link to a log': {
    make: (path) => {
      put(0o600)(`${path}.target`);
      symlinkSync(`${path}.target`, path);
      return undefined;
    },
    becomes: /log\.jsonl is a symbolic link, not a log$/,
  },
  'a link to nothing': {
    make: (path) => void symlinkSync(`${path}.none`, path),
    becomes: /is a symbolic link, not a log$/,
  },
  'a link to itself': {
    make: (path) => void symlinkSync(path, path),
    becomes: /is a symbolic link, not a log$/,
  },
  'a pipe': { make: (path) => void execFileSync('mkfifo', [path]), becomes: /is a pipe, not a log$/ },
  'a socket': {
    make: async (path) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path, resolve));
      onTestFinished(() => void server.close());
      return undefined;
    },
    becomes: /is a socket, not a log$/,
  },
  'a directory': { make: (path) => void mkdirSync(path), becomes: /is a directory, not a log$/ },
  'a device': { make: () => '/dev/null', becomes: /^\/dev\/null is a device, not a log$/ },
  'no directory': { make: (path) => join(path, 'b'), becomes: /its directory does not exist$/ },
  'a file for a directory': {
    make: (path) => {
      put(0o600)(path);
      return join(path, 'b');
    },
    becomes: /a part of its path is not a directory$/,
  },
  'a name that is too long': {
    make: (path) => join(dirname(path), 'x'.repeat(300)),
    becomes: /its name is too long$/,
  },
  'a name with a NUL': { make: (path) => `${path}\0`, becomes: /its name holds a NUL character$/ },
};

const ROWS = Object.keys(PLACES).flatMap((kind) => UMASKS.map((umask) => [kind, umask] as const));

test.each(ROWS)('row 30: %s, umask %i', async (kind, umask) => {
  const { make, becomes } = PLACES[kind]!;
  const log = newLog();
  const path = (await make(log)) ?? log;
  const before = process.umask(umask);
  try {
    const appender = await openAppender(path);
    await appender.append({ new: 1 });
    await appender.close();
    expect([readFileSync(path, 'utf8'), lstatSync(path).mode & 0o777]).toEqual(becomes);
  } catch (error) {
    if (!(becomes instanceof RegExp)) throw error;
    expect(error).toMatchObject({ name: 'AppendError', code: 'refused', written: 0, path });
    expect((error as AppendError).message).toMatch(becomes);
    // Nothing was made or written in its place, nor behind the link.
    expect(existsSync(`${log}.none`)).toBe(false);
    if (existsSync(`${log}.target`)) expect(readFileSync(`${log}.target`, 'utf8')).toBe(OLD);
  } finally {
    process.umask(before);
  }
});

test.each(['koffi', 'flock'] as const)(
  `row 30: %s: ${RENAMES} renames, and each event in the log of its time`,
  { timeout: 300_000 },
  async (lock) => {
    const path = newLog();
    const appender = await openAppender(path, { lock, lockWaitMs: 60_000 });
    const renames = lock === 'koffi' || FULL ? RENAMES : 10;
    for (let n = 0; n < renames; n++) {
      await appender.append({ n });
      if (n % 3 === 2) rmSync(path);
      else renameSync(path, `${path}.${n}`);
      if (n % 5 === 4) writeFileSync(path, '', { mode: 0o640 });
    }
    await appender.append({ last: true });
    await appender.close();
    for (let n = 0; n < renames; n++) {
      if (n % 3 === 2) continue;
      expect(readFileSync(`${path}.${n}`, 'utf8')).toBe(`{"n":${n}}\n`);
      expect(lstatSync(`${path}.${n}`).mode & 0o777).toBe(n > 0 && (n - 1) % 5 === 4 ? 0o640 : 0o600);
    }
    expect(readFileSync(path, 'utf8')).toBe('{"last":true}\n');
  },
);

test.each(['koffi', 'flock'] as const)(
  `row 30: %s: ${WAITING_RENAMES} renames while an append waits`,
  { timeout: 600_000 },
  async (lock) => {
    const path = newLog();
    const appender = await openAppender(path, { lock, lockWaitMs: 60_000 });
    for (let n = 0; n < WAITING_RENAMES; n++) {
      if (!existsSync(path)) writeFileSync(path, OLD);
      const holder = HOLDERS['flock(1)']!(path);
      await held(holder);
      const call = appender.append({ n });
      // Before the wait is handed to the kernel's queue, and after.
      await setTimeout(n % 2 === 0 ? 1 : 50);
      renameSync(path, `${path}.old`);
      if (n % 4 < 2) writeFileSync(path, '');
      holder.stdin!.end();
      await call;
      expect(readFileSync(`${path}.old`, 'utf8')).not.toContain(`{"n":${n}}`);
      expect(linesOf(path).map(({ text }) => text)).toEqual([`{"n":${n}}`]);
    }
    await appender.close();
  },
);

test('row 30: a log that is renamed at any moment loses nothing', async () => {
  const path = newLog();
  const appenders = await Promise.all(
    Array.from({ length: 3 }, () => openAppender(path, { lockWaitMs: 60_000 })),
  );
  let over = false;
  const rotator = (async () => {
    for (let n = 0; !over; n++) {
      await setTimeout(1);
      if (existsSync(path)) renameSync(path, `${path}.${n}`);
    }
  })();
  await Promise.all(
    appenders.map(async (appender, writer) => {
      for (let n = 0; n < 500; n++) {
        await appender.append({ writer, n });
        if (n % 20 === 0) await setTimeout(1);
      }
      await appender.close();
    }),
  );
  over = true;
  await rotator;
  const files = readdirSync(dirname(path)).map((name) => join(dirname(path), name));
  expect(files.length).toBeGreaterThan(5);
  const texts = files.flatMap((file) => linesOf(file).map(({ text }) => text));
  expect(texts).toHaveLength(1500);
  expect(new Set(texts).size).toBe(1500);
});

test('row 30: a link that takes the place of an open log is refused, and what comes after is written', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  await appender.append({ n: 1 });
  renameSync(path, `${path}.old`);
  symlinkSync(`${path}.old`, path);
  await expect(appender.append({ n: 2 })).rejects.toMatchObject({ code: 'refused', notWritten: 1 });
  rmSync(path);
  await appender.append({ n: 3 });
  await appender.close();
  expect([readFileSync(`${path}.old`, 'utf8'), readFileSync(path, 'utf8')]).toEqual([
    '{"n":1}\n',
    '{"n":3}\n',
  ]);
});
