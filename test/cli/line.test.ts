import { expect, test } from 'vitest';
import { splitLine, type Typed } from '../../src/cli/line.ts';

/** What a line splits into, short: `help`, or flags, operands and faults as text. */
function shown(typed: Typed): string {
  switch (typed.kind) {
    case 'line': {
      const { command, given, operands, faults } = typed.line;
      const flags = [...given].map(([name, values]) =>
        values.length > 0 ? `${name}=${values.join('|')}` : name,
      );
      const wrong = faults.map(
        ({ parts }) => `${parts.code}(${parts.flag})${parts.hint ? ` ${parts.hint}` : ''}`,
      );
      return [command, ...flags, ...operands.map((each) => `[${each}]`), ...wrong].join(' ');
    }
    case 'help':
      return `help ${typed.about}`;
    case 'fault':
      return `${typed.fault.parts.code} ${typed.fault.parts.hint}`;
    default:
      return typed.kind;
  }
}

function check(argv: readonly string[], expected: string): void {
  expect(shown(splitLine(argv))).toBe(expected);
}

test.each<[argv: readonly string[], expected: string]>([
  [[], 'nothing'],
  [['--help'], 'help undefined'],
  [['-h', 'stats'], 'help stats'],
  [['help'], 'help undefined'],
  [['help', 'where'], 'help where'],
  [['query', 'log', '-h'], 'help query'],
  [['query', '--bogus', '--help'], 'help query'],
  [
    ['query', '--where', '--help'],
    'query where missing-value(--where) for which the expression holds (inquest help where)',
  ],
  [['--version'], 'version'],
  [['stats', '--version'], 'version'],
  [['quer'], 'unknown-command did you mean "query"?'],
  [['sessions'], 'unknown-command did you mean "sessions-list"?'],
  [['xyzzy'], 'unknown-command "inquest --help" says what each one answers'],
  [['--json', 'stats', 'log'], 'no-command inquest stats --json …'],

  [['query', 'a', '-t', 'x', 'b', '--json'], 'query event-type=x json [a] [b]'],
  [['query', '--since', '-1h', 'a'], 'query since=-1h [a]'],
  [['query', '--since=-1h', 'a'], 'query since=-1h [a]'],
  [['query', '-n5', '-n', '6'], 'query limit=5|6'],
  [['query', '-qe', 'a'], 'query quiet exit-status [a]'],
  [['query', '-t', 'a', '-t', 'b,c'], 'query event-type=a|b,c'],
  [['query', '-', '--', '--json', '-5'], 'query [-] [--json] [-5]'],
  [['query', '--where=a=b'], 'query where=a=b'],
  [['query', '--where', ''], 'query where='],
  [
    ['query-set', 'union', '--query2', 'b', '--query10=c', '--query1', 'a'],
    'query-set query2=b query10=c query1=a [union]',
  ],

  [['query', '--formt', 'json'], 'query [json] unknown-flag(--formt) did you mean "--format"?'],
  [['query', '-json'], 'query unknown-flag(-json) did you mean "--json"?'],
  [['query', '-5'], 'query unknown-flag(-5) did you mean "-n 5"?'],
  [['query', '--bucket', '1h'], 'query [1h] unknown-flag(--bucket) it is a flag of stats'],
  [['stats', '--query1', 'a'], 'stats [a] unknown-flag(--query1) it is a flag of query-set'],
  [['query', '--json=yes'], 'query no-value-wanted(--json)'],
  [
    ['query', 'a', '--since'],
    'query [a] missing-value(--since) at or after TIME: -2h, yesterday, 14:30, 2025-12-10T05:00Z, @last-10m',
  ],
  [['query', '-n'], 'query missing-value(-n) the first N matches'],
  [
    ['query', '--tz', '--cycle', '1', '--bog', '--wher'],
    'query tz [1] missing-value(--tz) zone of times typed and of tables (local) unknown-flag(--bog) "inquest query --help" lists its flags unknown-flag(--wher) did you mean "--where"?',
  ],
  [
    ['query', '--bog', 'a', '--where'],
    'query [a] unknown-flag(--bog) "inquest query --help" lists its flags missing-value(--where) for which the expression holds (inquest help where)',
  ],
])('%j splits into %s', check);

test('a fault points at its place in the typed line', () => {
  const typed = splitLine(['query', 'my log', '--jsn']);
  if (typed.kind !== 'line') throw new Error('no line');
  const { text, start, end } = typed.line.faults[0]?.parts.span ?? { text: '', start: 0, end: 0 };
  expect([text, text.slice(start, end)]).toEqual(['inquest query my log --jsn', '--jsn']);
});
