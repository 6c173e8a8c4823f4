import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { parsePath } from '../../src/base/path.ts';
import type { Predicate, TimeBound } from '../../src/model/query.ts';
import { type Parsed, parseFilter, parseSetQuery } from '../../src/query/filter.ts';

/** `T5` is the instant 5 s; `@last` the log's end; anything else is a fault about its third unit. */
function parseTime(typed: string): TimeBound {
  if (/^T\d+$/.test(typed)) return { kind: 'instant', us: Number(typed.slice(1)) * 1e6 };
  if (typed === '@last') return { kind: 'edge', edge: 'last', offsetUs: 0 };
  throw new Fault({ code: 'bad-time', message: 'expected a time', span: { text: typed, start: 2, end: 3 } });
}

const type = (text: string): Predicate => ({
  kind: 'compare',
  operand: { kind: 'role', role: 'type' },
  op: '=',
  value: { kind: 'string', text },
});
const session = (text: string): Predicate => ({
  kind: 'compare',
  operand: { kind: 'path', path: parsePath('data.session_id') },
  op: '=',
  value: { kind: 'string', text },
});
const time = (op: '<' | '>', us: number): Predicate => ({ kind: 'time', op, bound: { kind: 'instant', us } });
const crumb = (
  part: 's' | 'c' | 'g' | 'p' | 't',
  op: '=' | '<=' | '>=',
  value: string | number,
): Predicate => ({
  kind: 'crumb',
  part,
  op,
  value,
});

describe('filters', () => {
  const ROWS: readonly [text: string, predicate: Predicate][] = [
    ['{}', { kind: 'and', of: [] }],
    ['{"breadcrumb": {}}', { kind: 'and', of: [] }],
    ['{"event_type": "tool_*"}', type('tool_*')],
    ['{"without_matching": "a\\u0062"}', { kind: 'not', of: type('ab') }],
    ['{"session_id": "1b96"}', session('1b96')],
    ['{"since": 1765343222.1145039}', time('>', 1765343222114503)],
    ['{"until": 1765343222.1145039}', time('<', 1765343222114504)],
    [
      '{"since": 1765343222.114503, "until": 1765343222.114503}',
      { kind: 'and', of: [time('>', 1765343222114503), time('<', 1765343222114503)] },
    ],
    ['{"since": 0, "until": -1.5e0}', { kind: 'and', of: [time('>', 0), time('<', -1_500_000)] }],
    ['{"since": "T5"}', time('>', 5_000_000)],
    ['{"until": "@last"}', { kind: 'time', op: '<', bound: { kind: 'edge', edge: 'last', offsetUs: 0 } }],
    [
      ' {"breadcrumb" : {"s":"1b969d39","c":42.0,"g":"none","p":"x","t_min":5,"t_max":6.5}} ',
      {
        kind: 'and',
        of: [
          crumb('s', '=', '1b969d39'),
          crumb('c', '=', 42),
          crumb('g', '=', 'none'),
          crumb('p', '=', 'x'),
          crumb('t', '>=', 5),
          crumb('t', '<=', 6),
        ],
      },
    ],
    [
      '{"breadcrumb":{"t_min":5.5,"t_max":"T9"}}',
      { kind: 'and', of: [crumb('t', '>=', 6), crumb('t', '<=', 9)] },
    ],
    ['{"breadcrumb":{"c":1},"event_type":"a"}', { kind: 'and', of: [crumb('c', '=', 1), type('a')] }],
  ];
  test.each(ROWS)('%s', (text, predicate) => {
    expect(parseFilter(text, { parseTime })).toEqual({ predicate });
  });
});

describe('faults', () => {
  /** The parts in «» are the spans, in the order of the faults. */
  const ROWS: readonly [marked: string, says: RegExp, codes?: readonly string[]][] = [
    ['«»', /expected a JSON value, found the end/],
    ['«[]»', /filter object/],
    ['{«»', /double quotes/],
    ['{"since": 1«»', /`,` or `}`/],
    ['{«e»vent_type: 1}', /double quotes/],
    ['{"event_type" «"»a"}', /`:`/],
    ['{"event_type": «\'»a\'}', /JSON quotes/],
    ['{"event_type": "a",«}»', /comma after the last/],
    ['{"event_type": "a"} «x»', /the end of the JSON/],
    ['{"event_type": "a«»', /`"` at the end/],
    ['{"event_type": "«\\»x"}', /escape/],
    ['{"since": «0»1}', /expected a value/],
    ['{"since": «N»aN}', /expected a value/],
    ['{"since": 1, «"»since": 2}', /each key once/],
    ['{«"event_typ"»: "a"}', /did you mean "event_type"/],
    ['{«"constructor"»: "a"}', /expected one of the keys/],
    ['{"breadcrumb": {«"tmin"»: 1}}', /did you mean "t_min"/],
    ['{"breadcrumb": «"s_1/c_2/g_3"»}', /expected an object/],
    ['{"event_type": «null»}', /leave the key out/],
    ['{"event_type": «1»}', /text in double quotes/],
    ['{"breadcrumb": {"c": «"42"»}}', /without quotes/],
    ['{"breadcrumb": {"c": «1.5»}}', /whole number/],
    ['{"breadcrumb": {"t_min": «"@last"»}}', /depend on the log/],
    ['{"since": «1e400»}', /seconds since the epoch/],
    ['{"since": «true»}', /seconds since the epoch/],
    ['{"since": "no«w»ish"}', /expected a time/, ['bad-time']],
    ['{"since": «"no\\twish"»}', /expected a time/, ['bad-time']],
    [
      '{«"a"»: 1, "since": "no«w»ish", "breadcrumb": {"c": «[]», «"z"»: 0}}',
      /./,
      ['bad-filter', 'bad-time', 'bad-filter', 'bad-filter'],
    ],
    [`{"a": ${'['.repeat(63)}«[»[]`, /at most 64/],
  ];
  test.each(ROWS)('%s', (marked, says, codes = ['bad-filter']) => {
    const typed = marked.replace(/[«»]/g, '');
    const faults = faultsOf(parseFilter(typed, { parseTime }));
    expect(faults.map((fault) => fault.parts.code)).toEqual(codes);
    expect(faults.map((fault) => `${fault.message} ${fault.parts.hint}`).join('\n')).toMatch(says);
    let shown = typed;
    for (const { parts } of faults.toReversed()) {
      const { start, end } = parts.span!;
      shown = `${shown.slice(0, start)}«${shown.slice(start, end)}»${shown.slice(end)}`;
    }
    expect(shown).toBe(marked);
  });
});

describe('queries of a set', () => {
  const ROWS: readonly [text: string, result: Parsed | 'fault'][] = [
    ['\n {"event_type": "a"}', { predicate: type('a') }],
    ['@type = a', { predicate: type('a') }],
    ['@time > T5', { predicate: time('>', 5_000_000) }],
    ['a =', 'fault'],
    ['{', 'fault'],
    ['', 'fault'],
    ['[]', 'fault'],
  ];
  test.each(ROWS)('%s', (text, result) => {
    const parsed = parseSetQuery(text, { parseTime });
    if (result === 'fault') expect(faultsOf(parsed)).toHaveLength(1);
    else expect(parsed).toEqual(result);
  });
});

describe('hostile text', () => {
  const ROWS: readonly string[] = [
    '{'.repeat(100_000),
    '['.repeat(100_000),
    `{"${'\\'.repeat(100_001)}`,
    `{"since":${'1'.repeat(100_000)}x}`,
    '{"a\0":1}',
    `{"since":1e${'9'.repeat(10_000)}}`,
  ];
  test.each(ROWS)('%.10s', (text) => {
    expect(faultsOf(parseFilter(text, { parseTime }))).toHaveLength(1);
  });
});

function faultsOf(parsed: Parsed): readonly Fault[] {
  return 'faults' in parsed ? parsed.faults : [];
}
