/** promises.md row 26: Node and Python writers share a log: nothing lost, nothing spliced, order kept per writer. */
import { expect, test } from 'vitest';
import { HAS_PYTHON, NO_PYTHON, outcome, PYTHON, PYTHON_WRITER, start, WRITER } from '../append/child.ts';
import { FULL, linesOf, newLog } from '../append/log.ts';

const RECORDS = FULL ? 32_400 : 1600;
const PYTHONS = HAS_PYTHON ? 4 : 0;
const NODES = ['koffi', 'koffi', 'koffi', 'flock'] as const;
/** flock(1) takes a process for each lock, so that writer has larger batches. */
const BATCHES = [1, 1, 7, 50];

test(`row 26: ${RECORDS} records of ${NODES.length} Node and ${PYTHONS} Python writers`, {
  timeout: 600_000,
}, async ({ annotate }) => {
  if (!HAS_PYTHON) await annotate(NO_PYTHON, 'notice');
  const path = newLog();
  const each = RECORDS / (NODES.length + PYTHONS);
  const ends = await Promise.all([
    ...NODES.map((lock, n) =>
      outcome(start(process.execPath, [WRITER, path, `node${n}`, String(each), lock, String(BATCHES[n])])),
    ),
    ...Array.from({ length: PYTHONS }, (_, n) =>
      outcome(start(PYTHON, [PYTHON_WRITER, path, `python${n}`, String(each)])),
    ),
  ]);
  expect(ends.map(({ code, err }) => ({ code, err }))).toEqual(ends.map(() => ({ code: 0, err: '' })));
  const lines = linesOf(path);
  expect(lines.filter(({ value }) => value === undefined)).toEqual([]);
  const numbers = new Map<string, number[]>();
  for (const { value } of lines) {
    const { writer, n } = value as { writer: string; n: number };
    if (!numbers.get(writer)?.push(n)) numbers.set(writer, [n]);
  }
  const inOrder = Array.from({ length: each }, (_, n) => n);
  expect(numbers.size).toBe(NODES.length + PYTHONS);
  for (const [writer, found] of numbers) expect(found, writer).toEqual(inOrder);
});
