/**
 * promises.md rows 28 and 29: short writes, full disks and other refusals never corrupt, and every failure says how much
 * stands in the log. The k-th system call fails, for each k; real limits and a real full disk; a log cut at every byte.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { AppendError } from '../../src/append/append-error.ts';
import { openAppender, openWith } from '../../src/append/appender.ts';
import type { Appended, Appender, AppenderOptions } from '../../src/append/options.ts';
import { SYSTEM, type System } from '../../src/append/system.ts';
import { FULL, linesOf, newLog } from '../append/log.ts';

const CODES = FULL
  ? ['ENOSPC', 'EIO', 'EFBIG', 'EAGAIN', 'EINTR', 'EDQUOT', 'EACCES', 'ENOENT']
  : ['ENOSPC', 'EIO', 'EAGAIN'];
/** How many bytes of a write go through before it fails or falls short. */
const SHORTS = FULL ? [0, 1, 2, 7, 40, 41, 42, 100] : [0, 1, 41];

interface Fault {
  /** The call that fails, from 1 on; all behind it go through, unless `lasting`. */
  readonly at: number;
  readonly code: string;
  /** A write takes so many bytes first. */
  readonly short: number;
  readonly lasting: boolean;
}

/** The system's own calls, of which one fails. */
function failing(fault: Fault): { system: System; calls: () => number } {
  let calls = 0;
  const fails = (): boolean => {
    calls++;
    return calls === fault.at || (fault.lasting && calls > fault.at);
  };
  const error = (): Error => Object.assign(new Error(`${fault.code}: by the test`), { code: fault.code });
  const guarded =
    <A extends readonly unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      if (fails()) throw error();
      return call(...args);
    };
  let cut = false;
  const system: System = {
    open: guarded(SYSTEM.open),
    close: (fd) => {
      SYSTEM.close(fd);
      if (fails()) throw error();
    },
    chmod: guarded(SYSTEM.chmod),
    status: guarded(SYSTEM.status),
    statusAt: guarded(SYSTEM.statusAt),
    readByte: guarded(SYSTEM.readByte),
    truncate: guarded(SYSTEM.truncate),
    syncDirectory: guarded(SYSTEM.syncDirectory),
    makeDirectory: guarded(SYSTEM.makeDirectory),
    write: (fd, bytes, from, to) => {
      if (cut || fails()) {
        const size = cut ? 0 : Math.min(fault.short, to - from);
        // What the kernel does: it takes a part, and refuses the next call.
        cut = size > 0;
        if (size > 0) return SYSTEM.write(fd, bytes, from, from + size);
        throw error();
      }
      return SYSTEM.write(fd, bytes, from, to);
    },
    sync: async (fd) => {
      if (fails()) throw error();
      return SYSTEM.sync(fd);
    },
  };
  return { system, calls: () => calls };
}

const EARLIER = '{"earlier":1}\n{"torn":';
const CALLS: readonly (readonly number[])[] = [[1], [2, 3, 4, 5], [6], [7, 8]];

interface Outcome {
  readonly numbers: readonly number[];
  readonly appended: readonly Appended[];
  readonly error: AppendError | undefined;
}

async function write(appender: Appender, numbers: readonly number[]): Promise<Outcome> {
  try {
    const appended = await appender.appendMany(numbers.map((n) => ({ n, text: 'é'.repeat(n) })));
    return { numbers, appended, error: undefined };
  } catch (error) {
    const failure = error as AppendError;
    expect(failure.name).toBe('AppendError');
    expect(failure.written + failure.notWritten, failure.message).toBe(numbers.length);
    expect(failure.appended).toHaveLength(failure.written);
    return { numbers, appended: failure.appended, error: failure };
  }
}

/** Holds the log to what was answered, and to what it held before. */
function judge(path: string, outcomes: readonly Outcome[]): void {
  const lines = linesOf(path);
  const events = lines.filter(({ value }) => value !== undefined);
  const numbers = events.flatMap(({ value }) => (value as { n?: number }).n ?? []);
  const answered = outcomes.flatMap(({ numbers, appended }) => numbers.slice(0, appended.length));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(answered.toSorted((a, b) => a - b));
  for (const { offset, line } of outcomes.flatMap(({ appended }) => appended))
    expect(lines.find((one) => one.offset === offset)?.text).toBe(line);
  expect(lines[0]!.text).toBe('{"earlier":1}');
  const damaged = lines.filter(({ value }) => value === undefined).map(({ text }) => text);
  const torn = outcomes.filter(({ error }) => error?.torn).length;
  expect(damaged.length).toBeLessThanOrEqual(1 + torn);
  expect(damaged[0]).toBe('{"torn":');
}

const ALL_FAULTS = CODES.flatMap((code) =>
  SHORTS.flatMap((short) => [false, true].map((lasting) => ({ code, short, lasting }))),
);

test.each(['os', 'disk'] as const)(
  'row 29: each system call fails once, durability %s',
  { timeout: 600_000 },
  async (durability) => {
    let runs = 0;
    const codes = new Set<string>();
    for (const kind of ALL_FAULTS) {
      for (let at = 1; ; at++) {
        const path = newLog();
        writeFileSync(path, EARLIER);
        const { system, calls } = failing({ ...kind, at });
        const outcomes: Outcome[] = [];
        const options: AppenderOptions = { durability, lockWaitMs: 1000 };
        let appender: Appender | undefined;
        try {
          appender = openWith(path, options, system);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppendError', written: 0, notWritten: 0 });
        }
        if (appender) {
          // The first two by themselves, the others at once.
          outcomes.push(await write(appender, CALLS[0]!), await write(appender, CALLS[1]!));
          const rest = CALLS.slice(2).map((numbers) => write(appender, numbers));
          outcomes.push(...(await Promise.all(rest)));
          await appender.close();
        }
        const reached = calls() >= at;
        // Whatever came of it, the next writer's record stands by itself.
        const next = await openAppender(path);
        outcomes.push({ numbers: [99], appended: [await next.append({ n: 99 })], error: undefined });
        await next.close();
        judge(path, outcomes);
        for (const { error } of outcomes) if (error) codes.add(error.code);
        if (!reached) {
          expect(outcomes.filter(({ error }) => error)).toEqual([]);
          break;
        }
        runs++;
      }
    }
    expect(runs).toBeGreaterThan(ALL_FAULTS.length * 10);
    expect(codes).toContain('not-written');
    expect(codes).toContain('partly-written');
    if (durability === 'disk') expect(codes).toContain('not-synced');
  },
);

test('row 29: a part of a line is cut off again; behind another writer it is left and told', async () => {
  for (const foreign of [false, true]) {
    const path = newLog();
    writeFileSync(path, '{"a":1}\n');
    let cut = false;
    const system: System = {
      ...SYSTEM,
      write: (fd, bytes, from, to) => {
        if (cut) {
          // A writer without the lock, between the two.
          if (foreign) writeFileSync(path, '{"foreign":1}\n', { flag: 'a' });
          throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        }
        cut = true;
        return SYSTEM.write(fd, bytes, from, Math.min(to, from + 12));
      },
    };
    const appender = openWith(path, {}, system);
    const error = (await appender
      .appendMany([{ b: 1 }, { c: 1 }, { d: 1 }])
      .catch((each: unknown) => each)) as AppendError;
    await appender.close();
    expect(error).toMatchObject({ code: 'partly-written', written: 1, notWritten: 2, torn: foreign });
    expect(error.appended).toEqual([{ source: path, offset: 8, line: '{"b":1}' }]);
    expect(error.message).toBe(
      `${path} could not be written: no space is left on the device; 1 of 3 events were written${foreign ? '; a part of a line is left at its end' : ''}`,
    );
    expect(readFileSync(path, 'utf8')).toBe(`{"a":1}\n{"b":1}\n${foreign ? '{"c"{"foreign":1}\n' : ''}`);
  }
});

/** Appends batches until one fails; prints what was written and the failure. */
const FILLER = `
  const { openAppender } = await import(${JSON.stringify(new URL('../../dist/append.js', import.meta.url).href)});
  const appender = await openAppender(process.argv[1]);
  let written = 0;
  let failure;
  for (let n = 0; failure === undefined && n < 1e6; n += 10) {
    await appender.appendMany(Array.from({ length: 10 }, (_, i) => ({ n: n + i, text: 'x'.repeat(500) }))).then(
      (appended) => { written += appended.length; },
      (error) => { failure = error; written += error.written; });
  }
  await appender.close();
  console.log(JSON.stringify({ written, code: failure.code, notWritten: failure.notWritten, torn: failure.torn, message: failure.message }));
`;

interface Filled {
  readonly written: number;
  readonly code: string;
  readonly notWritten: number;
  readonly torn: boolean;
  readonly message: string;
}

function judgeFilled(path: string, filled: Filled, reason: string): void {
  expect(filled.message).toContain(reason);
  expect(filled).toMatchObject({ code: expect.stringMatching(/^(not|partly)-written$/), torn: false });
  const numbers = linesOf(path).map(({ value }) => (value as { n: number }).n);
  expect(numbers).toEqual(Array.from({ length: filled.written }, (_, n) => n));
  expect(readFileSync(path).at(-1)).toBe(10);
}

test('row 29: a limit on the size of files (ulimit -f)', () => {
  const path = newLog();
  const script = 'ulimit -f 150; exec "$0" --input-type=module -e "$1" "$2"';
  const out = execFileSync('sh', ['-c', script, process.execPath, FILLER, path], { encoding: 'utf8' });
  judgeFilled(path, JSON.parse(out) as Filled, 'it would be larger than a file may be');
});

test('row 29: a full disk', ({ annotate }) => {
  const path = newLog();
  const directory = dirname(path);
  const script = [
    `mount -t tmpfs -o size=256k tmpfs ${directory} || exit 77`,
    `"$0" --input-type=module -e "$1" ${path}`,
    // What is mounted is gone with the process: the log is copied out.
    `cat ${path} >&2`,
  ].join('\n');
  const run = spawnSync(
    'unshare',
    ['--mount', '--map-root-user', 'sh', '-c', script, process.execPath, FILLER],
    { encoding: 'utf8' },
  );
  if (run.error || run.status === 77 || run.stdout === '') {
    void annotate(
      `no small disk could be mounted here, so a full one was not tried: ${run.stderr}`,
      'notice',
    );
    return;
  }
  writeFileSync(path, run.stderr);
  judgeFilled(path, JSON.parse(run.stdout) as Filled, 'no space is left on the device');
});

test('row 28: a log cut at every byte, and one append', async () => {
  const path = newLog();
  const whole = '{"first":1}\n{"second":"é\\n"}\n';
  const bytes = Buffer.from(whole);
  const appender = await openAppender(path, { lock: 'koffi' });
  for (const tail of ['', '\0', '\0'.repeat(511), '\n\n', '\r', ' ']) {
    for (let size = 0; size <= bytes.length; size++) {
      truncateSync(path);
      writeFileSync(path, Buffer.concat([bytes.subarray(0, size), Buffer.from(tail)]));
      const before = readFileSync(path);
      const { offset } = await appender.append({ new: size });
      const after = readFileSync(path);
      expect(after.subarray(0, before.length)).toEqual(before);
      expect(linesOf(path).at(-1)).toEqual({ text: `{"new":${size}}`, offset, value: { new: size } });
      // No blank line is added, and no newline where one was.
      expect(after.length - before.length).toBe(
        `{"new":${size}}\n`.length + (before.length === 0 || before.at(-1) === 10 ? 0 : 1),
      );
    }
  }
  await appender.close();
});
