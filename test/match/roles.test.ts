/** Predicates on roles: text, numbers, times, levels, ids and sessions. Source: cli.md, Selecting; dialects.md. */
import { describe, expect, test } from 'vitest';
import type { Predicate } from '../../src/model/query.ts';
import { LEVELS } from '../../src/model/role.ts';
import { holds } from './holds.ts';

const ID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';

function macf(parts: { readonly crumb?: string; readonly data?: object; readonly event?: string }): string {
  const {
    crumb = 's_1b969d39/c_3/g_a74cf99/p_none/t_1765343222',
    data = {},
    event = 'tool_call_started',
  } = parts;
  return JSON.stringify({ timestamp: 1765343222.5, event, breadcrumb: crumb, data });
}

function check(dialect: string, line: string, held: readonly string[], not: readonly string[]): void {
  expect(held.filter((expression) => !holds(expression, line, dialect))).toEqual([]);
  expect(not.filter((expression) => holds(expression, line, dialect))).toEqual([]);
}

describe('roles compare by their kind', () => {
  const rows: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'macf',
      macf({ data: { success: false, duration_seconds: 1.5, session_id: ID } }),
      [
        '@type = tool_call_started',
        '@type like "tool_*"',
        '@type > tool_call',
        '@status = error',
        '@duration = 1500ms',
        '@duration >= 1.5s',
        '@duration in (1s, 1.5s)',
        '@time = 1765343222.5',
        '@time >= 2025-12-10',
        '@session = "1b969d39-6075-4547-9b4b-7c349eaa0a9a"',
        '@cycle = 3',
        '@cycle = "3"',
        '@git = a74cf99',
        'not (exists @prompt)',
        '@dialect = macf',
        '@source like "*.jsonl"',
        'exists @time',
        '@prompt != x or not (exists @prompt)',
      ],
      [
        '@type = tool',
        '@status = ok',
        '@duration > 1500ms',
        '@duration != 1500ms',
        '@time < 1765343222.5',
        '@time != 1765343222.5',
        '@prompt != x',
        '@prompt = none',
        '@severity != info',
        '@tokens > 0',
        '@cycle = 30',
        '@agent = ""',
      ],
    ],
    [
      'generic',
      '{"timestamp":"2026-01-01T00:00:00Z","event":10,"level":40,"duration_ms":"250"}',
      [
        '@type = 10',
        '@type = "10"',
        '@type < 9',
        '@severity = warning',
        '@severity >= info',
        '@severity < error',
        '@duration = 250ms',
        'exists @severity',
      ],
      ['@type = 10.0', '@severity = 40', '@severity >= error', '@time < 2026-01-01'],
    ],
    [
      'generic',
      '{"timestamp":1e12,"event":"a","level":"Warn"}',
      ['@severity = warning', '@severity != info'],
      ['@severity != warning', '@severity = warn'],
    ],
    [
      'generic',
      '{"timestamp":1700000000,"event":"a","level":"loud"}',
      ['not (@severity >= trace)', 'not (exists @severity)'],
      ['@severity != info', '@severity < fatal'],
    ],
    [
      'agentbus',
      '{"timestamp":"2025-11-25T10:00:00Z","event_type":"agent.completed","exit_code":0,"tokens_used":8100,"cost_usd":0.1}',
      [
        '@severity = info',
        '@severity >= info',
        '@status = ok',
        '@tokens = 8100',
        '@tokens = 8.1e3',
        '@tokens in (1, 8100)',
        '@cost = 0.1',
        '@cost < 0.2',
      ],
      ['@severity > info', '@tokens != 8100', '@tokens = 8101', '@cost > 0.1'],
    ],
    [
      'mnemosyne',
      '{"id":"1","type":"phase_transition","timestamp":"2025-11-09T13:45:23Z","from":"plan","to":"build"}',
      ['@importance = 9', '@importance >= 9', '@importance < 10', '@summary like "Phase transition*"'],
      ['@importance > 9', '@importance != 9'],
    ],
    [
      'generic',
      '[1,2]',
      ['@type = "(array)"', 'not (exists @time)'],
      ['@type = array', '@time < 2099-01-01', '@time != 2000-01-01'],
    ],
    ['generic', '"text"', ['@type = "(string)"'], ['@type = text']],
    ['generic', '12', ['@type = "(number)"'], ['@type = 12']],
  ];
  test.each(rows)('%s %s', (dialect, line, held, not) => check(dialect, line, held, not));
});

test('levels rank from trace to fatal, "or worse" and exactly', () => {
  for (const [rank, level] of LEVELS.entries()) {
    const line = JSON.stringify({ timestamp: 1.7e9, event: 'a', level });
    for (const [other, wanted] of LEVELS.entries()) {
      const found = (['>=', '=', '<', '!='] as const).map((op) =>
        holds({ kind: 'level', op, level: wanted }, line),
      );
      expect(found).toEqual([rank >= other, rank === other, rank < other, rank !== other]);
    }
  }
});

test('importance without a number passes only at 0 and 1', () => {
  const live = '{"id":"1","type":"heartbeat","timestamp":"2025-11-09T13:45:23Z"}';
  const numbered = '{"id":"1","type":"database_operation","timestamp":"2025-11-09T13:45:23Z"}';
  const found = (line: string): boolean[] =>
    [0, 1, 2, 3].map((min) => holds({ kind: 'importance', min }, line, 'mnemosyne'));
  expect([found(live), found(numbered)]).toEqual([
    [true, true, false, false],
    [true, true, true, false],
  ]);
});

describe('--session', () => {
  const crumbOnly = macf({});
  const full = macf({ data: { session_id: ID } });
  const named = macf({ data: { session_id: 'nightly-10' } });
  const rows: readonly (readonly [string, string, boolean])[] = [
    [ID, full, true],
    ['1b969d39', full, true],
    ['1b96', full, true],
    ['1b9', full, false],
    [`${ID}0`, full, false],
    ['1b969d3A', full, false],
    ['6075', full, false],
    [ID, crumbOnly, true],
    ['1b969d39', crumbOnly, true],
    ['1b96', crumbOnly, true],
    ['1b9', crumbOnly, false],
    ['1b969d39x', crumbOnly, false],
    ['1b969d39-aaaa', crumbOnly, true],
    ['nightly-10', named, true],
    ['nightly-1', named, true],
    ['nightly-100', named, false],
    ['nigh', named, true],
    ['nig', named, false],
    ['unknown', macf({ data: { session_id: 'unknown' } }), false],
    ['1b969d39', macf({ data: { session_id: 'unknown' } }), true],
  ];
  test.each(rows)('%s of %s: %s', (text, line, expected) => {
    expect(holds({ kind: 'session', text }, line, 'macf')).toBe(expected);
  });
});

describe('a hash matches when one is a prefix of the other', () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ['a74cf99', true],
    ['a74cf990123456789abcdef0123456789abcdef0', true],
    ['a74c', true],
    ['a74', false],
    ['a74cf98', false],
    ['b74cf99', false],
    ['', false],
  ];
  test.each(rows)('%s: %s', (text, expected) => {
    const line = macf({ crumb: 's_1b969d39/c_3/g_a74cf99/p_a74cf99/t_1' });
    expect(holds({ kind: 'alike', role: 'git', text }, line, 'macf')).toBe(expected);
    expect(holds({ kind: 'alike', role: 'prompt', text }, line, 'macf')).toBe(expected);
  });
  test('a short one only when it is the whole', () => {
    const line = macf({ crumb: 's_1b969d39/c_3/g_ab/p_none/t_1' });
    const found = ['ab', 'a', 'abcdef'].map((text) =>
      holds({ kind: 'alike', role: 'git', text }, line, 'macf'),
    );
    expect(found).toEqual([true, false, false]);
  });
  test('absent is like nothing', () => {
    expect(holds({ kind: 'alike', role: 'prompt', text: 'none' }, macf({}), 'macf')).toBe(false);
  });
});

describe('breadcrumb parts', () => {
  const crumb = (
    part: 's' | 'c' | 'g' | 'p' | 't',
    value: string | number,
    op: '=' | '<=' | '>=' = '=',
  ): Predicate => ({ kind: 'crumb', part, op, value });
  const NEW = 's_1b969d39/c_3/g_a74cf99/p_none/t_1765343222';
  const OLD = 'C60/abc12345/ead030a';
  const rows: readonly (readonly [string, Predicate, boolean])[] = [
    [NEW, crumb('s', '1b969d39'), true],
    [NEW, crumb('s', '1b96'), false],
    [NEW, crumb('c', 3), true],
    [NEW, crumb('c', 4), false],
    [NEW, crumb('g', 'a74cf99'), true],
    [NEW, crumb('g', 'a74cf'), false],
    [NEW, crumb('p', 'none'), false],
    [NEW, crumb('t', 1765343222, '>='), true],
    [NEW, crumb('t', 1765343222, '<='), true],
    [NEW, crumb('t', 1765343223, '>='), false],
    [NEW, crumb('t', 1765343221, '<='), false],
    ['t_5/p_x/g_none/c_-1/s_a', crumb('c', -1), true],
    ['s_a_b/c_1/g_x', crumb('s', 'a_b'), true],
    ['s_a/c_1/g_x/t_20251210_0507', crumb('t', 1765343220, '='), true],
    [OLD, crumb('s', 'abc12345'), true],
    [OLD, crumb('c', 60), true],
    [OLD, crumb('p', 'ead030a'), true],
    [OLD, crumb('g', 'ead030a'), false],
    [OLD, crumb('t', 0, '>='), false],
    ['s_a/c_x/g_b', crumb('s', 'a'), false],
    ['s_a/c_1/g_b/t_soon', crumb('s', 'a'), false],
    ['c_1/g_b/p_d', crumb('c', 1), false],
    ['s_a/c_1', crumb('c', 1), false],
    ['', crumb('c', 1), false],
  ];
  test.each(rows)('%s %j: %s', (text, predicate, expected) => {
    expect(holds(predicate, macf({ crumb: text }), 'macf')).toBe(expected);
    expect(holds({ kind: 'not', of: predicate }, macf({ crumb: text }), 'macf')).toBe(!expected);
  });
});

test('no literal of another kind holds for a number role', () => {
  const line = '{"timestamp":"2025-11-25T10:00:00Z","event_type":"agent.completed","tokens_used":8100}';
  const compare = (op: '=' | '!='): Predicate => ({
    kind: 'compare',
    operand: { kind: 'role', role: 'tokens' },
    op,
    value: { kind: 'string', text: '8100' },
  });
  expect([holds(compare('='), line, 'agentbus'), holds(compare('!='), line, 'agentbus')]).toEqual([
    false,
    false,
  ]);
});
