/** promises.md row 7: bytes that are not UTF-8 are noted and kept, a byte order mark is skipped, UTF-16 is named as such. */
import { expect, test } from 'vitest';
import { ENCODED_LINES, ENCODED_LOGS } from '../hostile/encodings.ts';
import { ask, linesOf, logOf, reportOf, saysOf } from './ask.ts';

test('row 7: 28 encodings', () => {
  expect(ENCODED_LINES.length + ENCODED_LOGS.length).toBe(28);
});

const BEFORE = '{"first":1}\n';

test.each(ENCODED_LINES)('row 7: the bytes of $id are kept', async ({ bytes, expected, invalid }) => {
  const log = logOf(Buffer.concat([Buffer.from(BEFORE), bytes, Buffer.from('\n')]));
  const shown = expected === 'event' ? [bytes] : [];
  expect(await linesOf(['query', '--where', 'not exists first', log])).toEqual(shown);
  const raw = await ask(['query', '--format', 'raw', '-q', log]);
  expect(raw.bytes).toEqual(
    Buffer.concat([Buffer.from(BEFORE), ...shown, Buffer.from(shown.length > 0 ? '\n' : '')]),
  );
  const json = await ask(['query', '--json', '-q', log]);
  expect(JSON.parse(json.bytes.toString())).toHaveLength(1 + shown.length);
  expect(json.bytes.includes('\ufffd')).toBe(invalid === true);
  const { notes } = await reportOf(['stats', log]);
  const said = saysOf(notes).filter((note) => note.startsWith('invalid-utf8'));
  expect(said).toEqual(invalid ? [`invalid-utf8 1 at ${BEFORE.length}`] : []);
});

test.each<[text: string, where: string]>([
  ['{"s":"\ufeff"}', 's = "\ufeff"'],
  ['{"s":"caf\\u00e9"}', 's = "café"'],
  ['{"s":"café"}', 's contains "é"'],
  ['{"s":"\\ud83d\\ude00"}', 's = "😀"'],
  ['{"s":"😀"}', 's like "?"'],
  ['{"\\u00e9":1}', 'é = 1'],
])('row 7: %s is found by %s', async (text, where) => {
  expect(await linesOf(['query', '--where', where, logOf(text)])).toHaveLength(1);
});

test('row 7: an invalid byte reads as U+FFFD in queries', async () => {
  const log = logOf(Buffer.from('{"s":"caf\xe9"}', 'latin1'));
  expect(await linesOf(['query', '--where', 's = "caf\ufffd"', log])).toHaveLength(1);
});

test.each(ENCODED_LOGS)('row 7: $id', async ({ bytes, expected }) => {
  const { sources, notes } = await reportOf(['stats', logOf(bytes)]);
  const count = (kind: string): number => expected.filter((each) => each === kind).length;
  const damaged = count('syntax') + count('not-utf8-text');
  expect(sources[0]).toMatchObject({
    lines: expected.length,
    events: count('event'),
    damaged,
    bytes: bytes.length,
  });
  const reasons = notes.flatMap(({ kind, reason }) => (kind === 'damaged' ? [reason] : []));
  expect(reasons).toEqual(damaged === 0 ? [] : [expected.includes('syntax') ? 'syntax' : 'not-utf8-text']);
});

const EVENT =
  '{"timestamp":1765343222,"event":"x","breadcrumb":"s_1b969d39/c_1/g_none/p_none/t_1","data":{}}';

test.each(['\n', '\r\n'])(
  'row 7: a log is known by its first line behind a byte order mark (%j)',
  async (ending) => {
    const log = logOf(`\ufeff${EVENT}${ending}`);
    const { sources, types } = await reportOf(['stats', log]);
    expect(sources).toMatchObject([{ dialect: 'macf', events: 1 }]);
    expect(types).toMatchObject([{ type: 'x', count: 1 }]);
    expect((await ask(['show', '--format', 'raw', log])).bytes.toString()).toBe(`${EVENT}${ending}`);
    expect(await linesOf(['query', `${log}@3`])).toHaveLength(1);
  },
);
