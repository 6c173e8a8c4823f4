/** promises.md row 6: numbers beyond 2^53 print and compare exactly. */
import { expect, test } from 'vitest';
import { NO_NUMBERS, NUMBER_LINES, NUMBERS } from '../hostile/numbers.ts';
import { ask, linesOf, logOf, reportOf } from './ask.ts';

const LOG = NUMBER_LINES.map(({ bytes }) => `${bytes}\n`).join('');

/** The value as an integer: times 10^DIGITS, more than any row is finer. */
const DIGITS = 500;

function scaled(text: string): bigint {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)\.?(\d*)(?:[eE](.+))?$/.exec(text) ?? [];
  const shift = BigInt(DIGITS - part.length + Number(exponent));
  return BigInt(sign + whole + part) * 10n ** shift;
}

const VALUES = NUMBERS.map(scaled);

test('row 6: 27 numbers', () => {
  expect(NUMBERS.length + NO_NUMBERS.length).toBe(27);
});

test.each(NUMBERS.map((text, n) => [text.slice(0, 60), n] as const))(
  'row 6: %s compares exactly',
  async (_, n) => {
    const log = logOf(LOG);
    const literal = NUMBERS[n]!;
    const value = VALUES[n]!;
    const wanted = (holds: (other: bigint) => boolean): readonly string[] =>
      NUMBERS.flatMap((text, k) => (holds(VALUES[k]!) ? [`{"n":${text}}`] : []));
    const rows: readonly (readonly [op: string, holds: (other: bigint) => boolean])[] = [
      ['=', (other) => other === value],
      ['<', (other) => other < value],
      ['>=', (other) => other >= value],
      ['!=', (other) => other !== value],
    ];
    for (const [op, holds] of rows) {
      const lines = await linesOf(['query', '--where', `n ${op} ${literal}`, log]);
      expect([op, lines.map(String)]).toEqual([op, wanted(holds)]);
    }
    const among = await linesOf(['query', '--where', `n in (7, ${literal})`, log]);
    expect(among.map(String)).toEqual(wanted((other) => other === value));
  },
);

test('row 6: numbers print as they are written', async () => {
  const log = logOf(LOG);
  const whole = NUMBERS.map((text) => `{"n":${text}}`);
  const printed = async (...flags: string[]): Promise<string> =>
    (await ask(['query', '-q', ...flags, log])).bytes.toString();
  expect(await printed('--format', 'raw')).toBe(`${whole.join('\n')}\n`);
  expect(await printed('--format', 'ndjson')).toBe(`${whole.join('\n')}\n`);
  expect(await printed('--format', 'json')).toBe(`[${whole.join(',\n')}]\n`);
  expect(await printed('--format', 'ndjson', '--fields', 'n')).toBe(`${whole.join('\n')}\n`);
  expect(await printed('--format', 'csv', '--fields', 'n')).toContain(
    '\r\n18446744073709551616\r\n1e400\r\n',
  );
  const table = await printed('--fields', 'n');
  for (const text of NUMBERS) expect(table).toContain(text);
});

test('row 6: values that differ are different groups, and equal ones are one', async () => {
  const { groups } = await reportOf(['stats', '--by', 'n', logOf(LOG)]);
  const values = (groups as { value: number | string }[]).map(({ value }) => scaled(String(value)));
  expect(values.sort()).toEqual([...new Set(VALUES)].sort());
});

test('row 6: what is no number is a damaged line', async () => {
  const { notes } = await reportOf(['stats', logOf(LOG)]);
  expect(notes).toMatchObject([
    { kind: 'damaged', reason: 'syntax', count: NO_NUMBERS.length },
    { kind: 'no-time' },
  ]);
});

test('row 6: events of equal numbers are one content', async () => {
  const lines = await linesOf([
    'query-set',
    'union',
    '--query1',
    'exists n',
    '--query2',
    'exists n',
    logOf(LOG),
  ]);
  expect(lines).toHaveLength(new Set(VALUES).size);
});
