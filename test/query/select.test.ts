import { expect, test } from 'vitest';
import type { Fault } from '../../src/base/fault.ts';
import { type Given, splitLine } from '../../src/cli/line.ts';
import type { Predicate } from '../../src/model/query.ts';
import { printPredicate } from '../../src/query/print.ts';
import { select } from '../../src/query/select.ts';
import { valuesOf } from '../../src/query/values.ts';

const NOW_US = Date.UTC(2025, 11, 10, 12) * 1000;

function selected(args: readonly string[]): { where: Predicate; faults: readonly Fault[] } {
  const typed = splitLine(['query', ...args]);
  const given: Given = typed.kind === 'line' ? typed.line.given : new Map();
  const faults: Fault[] = [];
  const context = { nowUs: NOW_US, zone: 'UTC', lists: { tools: ['Read', '7'] } };
  return { where: select(valuesOf(given, faults), context), faults };
}

function check(args: readonly string[], expected: string): void {
  const { where, faults } = selected(args);
  const wrong = faults.map(({ parts }) => `${parts.flag}: ${parts.code}`);
  expect(wrong.length > 0 ? wrong.join(', ') : printPredicate(where)).toBe(expected);
}

test.each<[args: readonly string[], expected: string]>([
  [['-t', 'a'], '@type = "a"'],
  [['-t', 'a,tool_*'], '@type = "a" or @type like "tool_*"'],
  [['-t', 'a', '-t', 'b, c'], '@type = "a" or @type = "b" or @type = "c"'],
  [['-t', '10'], '@type = "10"'],
  [['-t', 'a', '--agent', 'x'], '@type = "a" and @agent = "x"'],
  [
    ['--agent', 'x', '--agent', 'y', '--workflow', 'w', '--trace', 't'],
    '(@agent = "x" or @agent = "y") and @workflow = "w" and @trace = "t"',
  ],
  [['--since', '-1h'], '@time >= 2025-12-10T11:00:00.000000Z'],
  [
    ['--since', '-1h', '--until', 'since+30m'],
    '@time >= 2025-12-10T11:00:00.000000Z and @time < 2025-12-10T11:30:00.000000Z',
  ],
  [
    ['--after', '2025-12-10', '--before', 'now'],
    '@time > 2025-12-10T00:00:00.000000Z and @time < 2025-12-10T12:00:00.000000Z',
  ],
  [['--until', '@last'], '@time <= @last'],
  [['--until', '@last-10m'], '@time < @last-10m'],
  [['--before', '@last'], '@time < @last'],
  [['--session-id', 'a-b'], '@session = "a-b"'],
  [['--cycle', '1'], '@cycle = "1"'],
  [['--cycle', '01', '--cycle', '-2'], '@cycle = "1" or @cycle = "-2"'],
  [['--severity', 'warning'], '@severity >= warning'],
  [['--severity', '=ERROR'], '@severity = error'],
  [['--where', 'a = 1 or b = 2', '--where', 'c = 3'], '(a = 1 or b = 2) and c = 3'],
  [['--where', 'data.tool in $tools'], 'data.tool in ("Read", "7", 7)'],

  [['--since', 'yesterdy'], '--since: bad-time'],
  [['--since', 'yesterdy', '--until', 'since+1h'], '--since: bad-time'],
  [['--until', 'since+1h'], '--until: bad-time'],
  [['--since', '1', '--since', '2'], '--since: repeated-bound'],
  [
    ['--cycle', 'x', '--severity', 'bad', '--where', 'a ='],
    '--cycle: bad-number, --severity: bad-level, --where: where-syntax',
  ],
  [['--session', '', '-t', ' '], '--event-type: empty-value, --session: empty-value'],
  [['-t', 'a,,b'], '--event-type: bad-type'],
  [['--min-importance', 'high'], '--min-importance: bad-number'],
  [['--where', 'a in $tool'], '--where: where-syntax'],
])('%j selects %s', check);

test.each<[args: readonly string[], expected: Predicate]>([
  [[], { kind: 'and', of: [] }],
  [['--session', '1b96'], { kind: 'session', text: '1b96' }],
  [['--session-hash', '1b969d39'], { kind: 'crumb', part: 's', op: '=', value: '1b969d39' }],
  [['--git-hash', 'a74cf99'], { kind: 'alike', role: 'git', text: 'a74cf99' }],
  [['--prompt', 'p'], { kind: 'alike', role: 'prompt', text: 'p' }],
  [['--min-importance', '7'], { kind: 'importance', min: 7 }],
  [
    ['--cycle', '1'],
    {
      kind: 'compare',
      operand: { kind: 'role', role: 'cycle' },
      op: '=',
      value: { kind: 'string', text: '1' },
    },
  ],
])('%j is the predicate %j', (args, expected) => {
  expect(selected(args)).toEqual({ where: expected, faults: [] });
});
