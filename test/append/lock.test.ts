/** promises.md rows 26 and 27: who holds the lock keeps the others out, both ways; waits end and leave the loop free. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AppendError } from '../../src/append/append-error.ts';
import { openAppender } from '../../src/append/appender.ts';
import { findLock } from '../../src/append/lock.ts';
import { HAS_PYTHON, HOLDERS, held, NO_PYTHON, outcome, start, TRIERS, WRITER } from './child.ts';
import { FULL, linesOf, newLog } from './log.ts';

const LOCKS = ['koffi', 'flock'] as const;
const PAIRS = LOCKS.flatMap((lock) => Object.keys(HOLDERS).map((other) => [lock, other] as const));
const KILLS = FULL ? 100 : 8;
const WAITERS = 64;

test('both back-ends are here to be tried, and Python', ({ annotate }) => {
  expect(() => createRequire(import.meta.url)('koffi') as unknown).not.toThrow();
  expect(LOCKS.map((lock) => findLock(lock).name)).toEqual([...LOCKS]);
  expect(findLock('auto').name).toBe('koffi');
  if (!HAS_PYTHON) void annotate(NO_PYTHON, 'notice');
});

test.each(PAIRS)('row 26: %s waits for %s, in vain and then not', async (lock, other) => {
  const path = newLog();
  writeFileSync(path, '');
  const holder = HOLDERS[other]!(path);
  await held(holder);
  const appender = await openAppender(path, { lock, lockWaitMs: 100 });
  await expect(appender.append({ a: 1 })).rejects.toMatchObject({
    code: 'lock-timeout',
    message: `${path} is locked by another writer: waited 0.1 s, the event was not written`,
    written: 0,
    notWritten: 1,
  });
  expect(readFileSync(path, 'utf8')).toBe('');
  await appender.close();
  const patient = await openAppender(path, { lock, lockWaitMs: 60_000 });
  const call = patient.append({ a: 2 });
  await setTimeout(50);
  expect(readFileSync(path, 'utf8')).toBe('');
  holder.stdin!.end();
  await call;
  await patient.close();
  expect(readFileSync(path, 'utf8')).toBe('{"a":2}\n');
});

test.each(PAIRS)('row 26: %s keeps %s out, and gives back', async (lock, other) => {
  const path = newLog();
  writeFileSync(path, '');
  const { wait, release, withDescriptor } = findLock(lock);
  const fd = openSync(path, 'a+');
  const isFree = TRIERS[other]!;
  expect(isFree(path)).toBe(true);
  expect(await wait(fd, performance.now() + 60_000)).toBe(true);
  expect(isFree(path)).toBe(false);
  const second = openSync(path, 'a+');
  expect(await wait(second, performance.now())).toBe(false);
  closeSync(second);
  expect(isFree(path)).toBe(false);
  release(fd);
  expect(isFree(path)).toBe(!withDescriptor);
  closeSync(fd);
  expect(isFree(path)).toBe(true);
});

test.each(LOCKS)(
  'row 27: %s: no lock is left by those who are killed',
  { timeout: 600_000 },
  async (lock) => {
    const path = newLog();
    writeFileSync(path, '');
    const appender = await openAppender(path, { lock, lockWaitMs: 60_000 });
    const others = Object.values(HOLDERS);
    for (let n = 0; n < KILLS; n++) {
      const holder = others[n % others.length]!(path);
      await held(holder);
      const call = appender.append({ n });
      const end = outcome(holder);
      // The command runs a shell that has the descriptor too.
      if (holder.spawnfile === 'flock') holder.stdin!.end();
      holder.kill('SIGKILL');
      await Promise.all([call, end]);
    }
    await appender.close();
    expect(linesOf(path)).toHaveLength(KILLS);
  },
);

test.each(LOCKS)('row 27: %s: a writer that is killed leaves no lock', async (lock) => {
  const path = newLog();
  const writer = start(process.execPath, [WRITER, path, 'w', '1000000', lock, '1']);
  await new Promise((resolve) => writer.stdout!.once('data', resolve));
  const end = outcome(writer);
  writer.kill('SIGKILL');
  await end;
  const appender = await openAppender(path, { lock });
  await appender.append({ after: true });
  await appender.close();
  expect(linesOf(path).at(-1)).toMatchObject({ value: { after: true } });
});

test.each(LOCKS)(
  `row 27: %s: ${WAITERS} waiters end, and the event loop goes on`,
  { timeout: 120_000 },
  async (lock) => {
    const path = newLog();
    writeFileSync(path, '');
    const holder = HOLDERS['flock(1)']!(path);
    await held(holder);
    const open = (lockWaitMs: number) =>
      Promise.all(Array.from({ length: WAITERS / 2 }, () => openAppender(path, { lock, lockWaitMs })));
    const [hasty, patient] = [await open(200), await open(60_000)];
    const late = await Promise.allSettled(hasty.map((appender, n) => appender.append({ late: n })));
    expect(
      new Set(late.map((one) => (one.status === 'rejected' ? (one.reason as AppendError).code : one.status))),
    ).toEqual(new Set(['lock-timeout']));
    let settled = 0;
    const calls = patient.map((appender, n) => appender.append({ n }).finally(() => settled++));
    // Timers, files and processes of the program go on meanwhile: a wait that held the loop or its threads would let none.
    for (let n = 0; n < 5; n++)
      await Promise.all([setTimeout(10), readFile(path), outcome(start('true', []))]);
    expect(settled).toBe(0);
    holder.stdin!.end();
    await Promise.all(calls);
    await Promise.all([...hasty, ...patient].map((appender) => appender.close()));
    const numbers = linesOf(path).map(({ value }) => (value as { n: number }).n);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: WAITERS / 2 }, (_, n) => n));
  },
);

test('where there is no lock nothing is written, and the answer says what to install', async () => {
  const path = newLog();
  const program = [
    "import Module from 'node:module';",
    'const load = Module._load;',
    "Module._load = (name, ...rest) => { if (name === 'koffi') throw new Error('not here'); return load(name, ...rest); };",
    `const { openAppender } = await import(${JSON.stringify(new URL('../../dist/append.js', import.meta.url).href)});`,
    `const say = (lock) => openAppender(${JSON.stringify(path)}, { lock }).then((a) => a.append({ a: 1 })).then(() => 'written', (e) => e.code + ': ' + e.message);`,
    'for (const lock of [undefined, "koffi", "flock", "none"]) console.log(await say(lock));',
  ].join('\n');
  const run = async (PATH: string): Promise<readonly string[]> => {
    const child = start('env', [`PATH=${PATH}`, process.execPath, '--input-type=module', '-e', program]);
    const { out, err } = await outcome(child);
    expect(err).toBe('');
    return out.trimEnd().split('\n');
  };
  const install =
    'install one (npm install koffi; or util-linux, which has flock), or say that the log has no other writer (lock "none", --lock none)';
  expect(await run('/nonexistent')).toEqual([
    `no-lock: ${path} cannot be locked: the package koffi does not load here and there is no command flock(1): ${install}`,
    `no-lock: ${path} cannot be locked: the package koffi does not load here: ${install}`,
    `no-lock: ${path} cannot be locked: there is no command flock(1) in $PATH: ${install}`,
    'written',
  ]);
  expect(linesOf(path)).toHaveLength(1);
  expect(await run(process.env.PATH!)).toEqual([
    'written',
    expect.stringMatching(/^no-lock/),
    'written',
    'written',
  ]);
});
