/**
 * promises.md row 25: acknowledged is written. Programs that write are killed at any moment; what they had said on their
 * standard output stands in the log, and each of them left at most one torn line.
 */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { outcome, start, WRITER } from '../append/child.ts';
import { FULL, linesOf, newLog } from '../append/log.ts';

const KILLS = FULL ? 200 : 8;
/** Writers at once: they are killed in each other's way. */
const AT_ONCE = 4;

interface Writer {
  readonly name: string;
  /** The last number that was acknowledged; -1 for none. */
  readonly last: number;
}

test.each([
  ['koffi', 1],
  ['koffi', 20],
  ['flock', 1],
] as const)(
  `row 25: ${KILLS} writers (%s, batches of %d) are killed`,
  { timeout: 600_000 },
  async (lock, batch) => {
    const path = newLog();
    const writers: Writer[] = [];
    while (writers.length < KILLS) {
      const names = Array.from(
        { length: Math.min(AT_ONCE, KILLS - writers.length) },
        (_, n) => `w${writers.length + n}`,
      );
      writers.push(...(await Promise.all(names.map((name) => killed({ path, name, lock, batch })))));
    }
    const lines = linesOf(path);
    const found = new Map<string, Set<number>>();
    for (const { value } of lines) {
      if (value === undefined) continue;
      const { writer, n } = value as { writer: string; n: number };
      const numbers = found.get(writer) ?? new Set();
      expect(numbers.has(n), `${writer} ${n} stands there twice`).toBe(false);
      found.set(writer, numbers.add(n));
    }
    const lost = writers.flatMap(({ name, last }) =>
      Array.from({ length: last + 1 }, (_, n) => n).filter((n) => !found.get(name)?.has(n)),
    );
    expect(lost).toEqual([]);
    expect(writers.filter(({ last }) => last >= 0).length).toBeGreaterThan(KILLS / 2);
    const torn = lines.filter(({ value }) => value === undefined);
    expect(torn.length).toBeLessThanOrEqual(KILLS);
    // A torn line is the beginning of one record, never two.
    expect(torn.filter(({ text }) => text.split('"writer"').length > 2)).toEqual([]);
  },
);

/** A writer that was killed some moment after it had begun. */
async function killed(of: { path: string; name: string; lock: string; batch: number }): Promise<Writer> {
  const child = start(process.execPath, [WRITER, of.path, of.name, '10000000', of.lock, String(of.batch)]);
  const end = outcome(child);
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  await setTimeout(Math.random() * 40);
  child.kill('SIGKILL');
  const { out, err } = await end;
  expect(err).toBe('');
  // A number that was cut off by the kill was not read: only whole lines count.
  const said = out
    .slice(0, out.lastIndexOf('\n') + 1)
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
  return { name: of.name, last: Math.max(-1, ...said.slice(-1).map(Number)) };
}
