/** promises.md row 14: line endings, blank lines, no final newline are fine; a listing never glues two records. */
import { expect, test } from 'vitest';
import { LOGS } from '../hostile/corpus.ts';
import { FRAMINGS } from '../hostile/framings.ts';
import { ask, linesOf, logOf, reportOf } from './ask.ts';

test('row 14: 22 framings', () => {
  expect(FRAMINGS).toHaveLength(22);
});

function texts(bytes: Buffer, expected: readonly string[]): readonly string[] {
  const lines = bytes
    .toString()
    .replace(/^\ufeff/, '')
    .split('\n');
  return expected.flatMap((kind, n) => (kind === 'event' ? [lines[n]!.replace(/\r$/, '')] : []));
}

/** A last line without a newline has no ending, so that a carriage return there belongs to it. */
function ownTexts(bytes: Buffer, expected: readonly string[]): readonly string[] {
  const found = [...texts(bytes, expected)];
  if (bytes.at(-1) === 13 && expected.at(-1) === 'event') found.push(`${found.pop()}\r`);
  return found;
}

test.each(FRAMINGS)('row 14: $id is counted by its lines', async ({ bytes, expected }) => {
  const { sources } = await reportOf(['stats', logOf(bytes)]);
  const count = (kind: string): number => expected.filter((each) => each === kind).length;
  const [events, blank] = [count('event'), count('blank')];
  expect(sources).toMatchObject([
    { bytes: bytes.length, lines: expected.length, events, blank, damaged: expected.length - events - blank },
  ]);
});

test.each(LOGS)('row 14: $id: no listing glues two records', async ({ bytes, expected }) => {
  const [log, next] = [logOf(bytes), logOf('{"next":1}')];
  const wanted = ownTexts(bytes, expected);
  for (const way of [['query'], ['query', '--sort', 'time'], ['show', '-n', '100'], ['query', '--reverse']]) {
    const lines = (await linesOf([...way, log, next])).map(String);
    const order = way.includes('--reverse') ? lines.toReversed() : lines;
    expect([way, order]).toEqual([way, [...wanted, '{"next":1}']]);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  }
  const raw = await ask(['query', '--format', 'raw', '-q', log, next]);
  expect(raw.bytes.toString().split('\n').length - 1).toBe(wanted.length + 1);
  const json = await ask(['query', '--json', '-q', log, next]);
  expect(JSON.parse(json.bytes.toString())).toHaveLength(wanted.length + 1);
});

test('row 14: raw keeps every ending and adds one only where the last line lacks it', async () => {
  const log = '{"a":1}\r\n{"a":2}\n{"a":3}';
  expect((await ask(['query', '--format', 'raw', '-q', logOf(log)])).bytes.toString()).toBe(`${log}\n`);
});

test.each(FRAMINGS.filter(({ expected }) => expected.includes('event')))(
  'row 14: every event of $id can be cited',
  async ({ bytes }) => {
    const log = logOf(bytes);
    const { bytes: written } = await ask(['query', '--format', 'ndjson', '--provenance', '-q', log]);
    const rows = written
      .toString()
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as { offset: number });
    for (const { offset } of rows) {
      const cited = await ask(['query', '--format', 'ndjson', '--provenance', '-q', `${log}@${offset}`]);
      expect([JSON.parse(cited.bytes.toString())]).toMatchObject([{ offset }]);
    }
  },
);
