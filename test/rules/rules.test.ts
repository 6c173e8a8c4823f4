/** Rules files: what each kind reads, and what is said of every fault, with its line and column. */
import { describe, expect, test } from 'vitest';
import { FLAGS } from '../../src/cli/flags.ts';
import { RULE_KINDS } from '../../src/model/check.ts';
import type { Predicate } from '../../src/model/query.ts';
import { FILTERS } from '../../src/rules/filters.ts';
import { faultsOf, rulesOf } from './languages.ts';

const ALL: Predicate = { kind: 'and', of: [] };
const type = (text: string): Predicate => ({
  kind: 'compare',
  operand: { kind: 'role', role: 'type' },
  op: '=',
  value: { kind: 'string', text },
});
const role = (name: string) => ({ kind: 'role', role: name });
const path = (...keys: string[]) => ({ kind: 'path', path: keys.map((key) => ({ key })) });
const NONE = { op: '=', count: 0 };

/** One rule in one line of YAML, its name aside. */
function ruleOf(flow: string): Record<string, unknown> {
  const [rule] = rulesOf(`rules:\n  - {name: x, ${flow}}\n`);
  return rule as unknown as Record<string, unknown>;
}

describe('a rule', () => {
  test.each<[flow: string, keys: object]>([
    [
      'kind: count, expect: none',
      { kind: 'count', expect: NONE, level: 'error', perSession: false, where: ALL },
    ],
    ['kind: count, expect: 3', { expect: { op: '=', count: 3 } }],
    [
      'kind: count, expect: "<10", level: warning, per: session',
      { expect: { op: '<', count: 10 }, level: 'warning', perSession: true },
    ],
    ['kind: count, expect: some, type: a', { where: type('a') }],
    ['kind: count, expect: some, type: [a, b]', { where: { kind: 'or', of: [type('a'), type('b')] } }],
    ['kind: count, expect: some, type: 10', { where: type('10') }],
    [
      'kind: count, expect: some, git-hash: 46e0123',
      { where: { kind: 'alike', role: 'git', text: '46e0123' } },
    ],
    [
      'kind: count, expect: some, cycle: 007',
      { where: { kind: 'compare', operand: role('cycle'), op: '=', value: { kind: 'string', text: '7' } } },
    ],
    [
      'kind: count, expect: some, since: 2026-03-03',
      { where: { kind: 'time', op: '>=', bound: { kind: 'instant', us: Date.UTC(2026, 2, 3) * 1000 } } },
    ],
    [
      'kind: count, expect: some, where: "a.b in $known"',
      {
        where: {
          kind: 'in',
          operand: path('a', 'b'),
          values: [
            { kind: 'string', text: 'a' },
            { kind: 'string', text: 'b' },
          ],
        },
      },
    ],
    [
      'kind: pairs, start: a, end: b',
      {
        kind: 'pairs',
        start: { where: type('a'), text: 'a' },
        end: { where: type('b'), text: 'b' },
        key: [role('session')],
        open: NONE,
      },
    ],
    [
      'kind: pairs, start: [a, c], end: {type: b, where: "d = 1"}, key: d.id, max: 1h30m, open: any, orphans: none',
      {
        start: { where: { kind: 'or', of: [type('a'), type('c')] }, text: 'a or c' },
        end: {
          text: 'b where d = 1',
          where: {
            kind: 'and',
            of: [
              type('b'),
              { kind: 'compare', operand: path('d'), op: '=', value: { kind: 'number', text: '1' } },
            ],
          },
        },
        key: [path('d', 'id')],
        maxUs: 5400e6,
        orphans: NONE,
      },
    ],
    ['kind: gaps, threshold: 600', { kind: 'gaps', thresholdUs: 600e6 }],
    [
      'kind: order, first: a, then: b',
      {
        kind: 'order',
        first: { where: type('a'), text: 'a' },
        second: { where: type('b'), text: 'b' },
        key: [],
      },
    ],
    ['kind: order, first: a, then: b, key: ["@agent", id]', { key: [role('agent'), path('id')] }],
    [
      'kind: rate, share: "x = 1", below: 5%',
      {
        kind: 'rate',
        between: { below: 0.05 },
        share: { kind: 'compare', operand: path('x'), op: '=', value: { kind: 'number', text: '1' } },
      },
    ],
    ['kind: rate, share: "x = 1", above: 0.5, below: 1', { between: { above: 0.5, below: 1 } }],
    ['kind: rate, bucket: 1m, above: 0', { bucketUs: 60e6, between: { above: 0 } }],
    [
      'kind: percentile, of: "@duration", p: p99.9, below: 1.5s',
      { kind: 'percentile', of: role('duration'), p: 99.9, between: { below: 1500 } },
    ],
    ['kind: percentile, of: d.ms, p: 50, above: 2', { of: path('d', 'ms'), p: 50, between: { above: 2 } }],
    ['kind: damaged', { kind: 'damaged', max: 0 }],
    ['kind: damaged, max: 3', { max: 3 }],
  ])('%s', (flow, keys) => {
    expect(ruleOf(flow)).toMatchObject(keys);
  });

  test('that lets starts stay open says nothing of them', () => {
    expect(ruleOf('kind: pairs, start: a, end: b, open: any')).not.toHaveProperty('open');
  });

  test('knows where it stands', () => {
    const text = '# rules\n\nrules:\n  - kind: damaged\n    name: a\n  -\n    name: b\n    kind: damaged\n';
    expect(rulesOf(text).map(({ name, at }) => [name, at.line, at.column])).toEqual([
      ['a', 4, 5],
      ['b', 7, 5],
    ]);
  });

  test('is read from JSON, with anchors and with a byte order mark gone', () => {
    expect(rulesOf('{"$schema": "x", "rules": [{"name": "a", "kind": "damaged"}]}')).toHaveLength(1);
    const anchors =
      'rules:\n  - &r {name: a, kind: count, type: &t x, expect: none}\n  - {name: b, kind: count, type: *t, expect: some}\n';
    expect(rulesOf(anchors).map(({ where }) => where)).toEqual([type('x'), type('x')]);
  });
});

test('filters are called as the flags that select events', () => {
  const flags = FLAGS.filter(({ group, commands }) => group === 'select' && commands === undefined);
  expect(new Set(FILTERS.values())).toEqual(new Set(flags.map(({ name }) => name)));
});

/** A file of one rule whose lines are given; the first stands in line 2. */
const one = (...lines: readonly string[]): string => `rules:\n  - ${lines.join('\n    ')}\n`;

describe('a fault', () => {
  test.each<[what: string, text: string, faults: readonly string[]]>([
    ['an empty file', '', ['1:1 expected rules, and the file is empty']],
    ['a comment alone', '# nothing\n', ['1:1 expected rules, and the file is empty']],
    ['a text', 'no tool fails\n', ['1:1 expected keys and values']],
    ['no rules', 'rules: []\n', ['1:8 expected one at least, found none']],
    ['rules without a value', 'rules:\n', ['1:7 expected a list -> leave the key out, or give it a value']],
    [
      'a mistyped top',
      'ruls:\n  - {name: a, kind: damaged}\n',
      ['1:1 needs `rules`', '1:1 expected the key rules -> did you mean "rules"?'],
    ],
    ['no kind', one('name: a'), ['2:5 needs `kind`']],
    [
      'a mistyped kind',
      one('name: a', 'kind: cuont'),
      [`3:11 expected one of ${RULE_KINDS.join(', ')} -> did you mean "count"?`],
    ],
    ['no name, no expectation', one('kind: count'), ['2:5 needs `name`', '2:5 needs `expect`']],
    ['a rule that is a number', 'rules:\n  - 7\n', ['2:5 expected keys and values']],
    [
      'two of a name',
      'rules:\n  - {name: a, kind: damaged}\n  - {name: a, kind: damaged}\n',
      ['3:12 a rule of this name stands in line 2: each has its own'],
    ],
    ['a key twice', one('name: a', 'kind: damaged', 'kind: damaged'), ['4:5 expected each key once']],
    [
      'a mistyped level',
      one('name: a', 'kind: damaged', 'level: warn'),
      ['4:12 expected one of error, warning -> did you mean "warning"?'],
    ],
    [
      'a session of damage',
      one('name: a', 'kind: damaged', 'per: session'),
      ['4:5 expected one of the keys name, kind, level, max'],
    ],
    [
      'a bad expectation',
      one('name: a', 'kind: count', 'expect: few'),
      ["4:13 expected none, some, or a count such as '=3', '<10', '>=1'"],
    ],
    [
      'a where-expression, in quotes',
      one('name: a', 'kind: count', 'expect: none', "where: 'a = = b'"),
      ['5:17 expected a value after `=`, found "=" -> a value that begins with such a sign is quoted'],
    ],
    [
      'the second of two',
      one('name: a', 'kind: count', 'expect: none', 'where:', '  - a = 1', '  - b ='),
      ['7:12 expected a value after `=`, found the end'],
    ],
    [
      'a folded where-expression',
      one('name: a', 'kind: count', 'expect: none', 'where: >-', '  a = 1', '  and and'),
      ['5:12 expected a path or a role, found "and"'],
    ],
    [
      'a role',
      one('name: a', 'kind: count', 'expect: none', 'where: exists @sesion'),
      [
        '5:19 expected a role (@time @type @session @cycle @git @prompt @agent @workflow @trace @severity @importance @duration @status @tokens @cost @message @summary @dialect @source), found "@sesion" -> did you mean @session? a key that begins with "@" is quoted: ["@sesion"]',
      ],
    ],
    [
      'a time',
      one('name: a', 'kind: count', 'expect: none', 'since: 2026-13-01'),
      ['5:17 expected a month of two digits, 01 to 12'],
    ],
    [
      'a severity',
      one('name: a', 'kind: count', 'expect: none', 'severity: [info, awful]'),
      ['5:22 expected a level: trace, debug, info, warning, error, fatal; or =LEVEL for exactly it'],
    ],
    [
      'types that are none',
      one('name: a', 'kind: count', 'expect: none', 'type: ""'),
      ['5:11 the value is empty'],
    ],
    [
      'an underscore',
      one('name: a', 'kind: count', 'expect: none', 'git_hash: abcd'),
      [
        expect.stringMatching(
          /^5:5 expected one of the keys name, .* -> did you mean "git-hash"\?$/,
        ) as unknown as string,
      ],
    ],
    [
      'pairs of nothing',
      one('name: a', 'kind: pairs', 'start: []', 'end: {typ: x}', 'max: 10 parsecs', 'open: few'),
      [
        '4:12 expected one at least, found none',
        expect.stringMatching(
          /^5:11 expected one of the keys where, type, .* -> did you mean "type"\?$/,
        ) as unknown as string,
        '6:13 "parsecs" is no unit of time: expected us, ms, s, m, h, d or w',
        "7:11 expected none, any, or a count such as '<=1'",
      ],
    ],
    [
      'a pair that may take no time',
      one('name: a', 'kind: pairs', 'start: a', 'end: b', 'max: 0'),
      ['6:10 expected a duration greater than zero'],
    ],
    [
      'a key that is no path',
      one('name: a', 'kind: order', 'first: a', 'then: b', 'key: [a, "b c"]'),
      ['6:16 expected `.`, `[` or the end of the path'],
    ],
    [
      'a rate of nothing',
      one('name: a', 'kind: rate', 'below: 5'),
      [
        '3:5 needs `bucket`, the slice of time in which events are counted -> or share: a where-expression, for a part of the events; how many there are in all is a `count`',
      ],
    ],
    ['a rate without bounds', one('name: a', 'kind: rate', 'bucket: 1h'), ['2:5 needs `below` or `above`']],
    [
      'a bucket that is too small',
      one('name: a', 'kind: rate', 'bucket: 1us', 'below: 5'),
      ['4:13 expected a duration of 1ms or more'],
    ],
    [
      'a share of more than all',
      one('name: a', 'kind: rate', 'share: a = 1', 'below: 5'),
      ['5:12 expected a share of 0 to 1, or percent -> 5%'],
    ],
    [
      'percent of a number',
      one('name: a', 'kind: rate', 'bucket: 1h', 'below: 5%'),
      ['5:12 expected a number'],
    ],
    [
      'bounds that nothing meets',
      one('name: a', 'kind: rate', 'bucket: 1h', 'below: 5', 'above: 5'),
      ['6:12 nothing is above this and below that'],
    ],
    [
      'a percentile of text',
      one('name: a', 'kind: percentile', 'of: "@session"', 'p: 0', 'below: 3'),
      [
        '4:9 expected a path or a role of numbers: @duration, @tokens, @cost, @importance',
        '5:8 expected a percentile of more than 0 and at most 100, such as 95',
      ],
    ],
    [
      'a duration without a unit',
      one('name: a', 'kind: percentile', 'of: "@duration"', 'p: 95', 'below: 3'),
      ['6:12 expected a duration with its unit -> write 3ms or 3s'],
    ],
    [
      'a unit where there is none',
      one('name: a', 'kind: percentile', 'of: d.ms', 'p: 95', 'below: 3s'),
      ['6:12 expected a number -> only @duration is compared with a unit'],
    ],
    ['damage below nothing', one('name: a', 'kind: damaged', 'max: -1'), ['4:10 expected 0 or more']],
    ['half a damaged line', one('name: a', 'kind: damaged', 'max: 0.5'), ['4:10 expected a whole number']],
    [
      'a name without quotes',
      one('name: a', 'kind: percentile', 'of: @duration', 'p: 95', 'below: 3s'),
      ["4:9 a plain value cannot start with reserved character @ -> quote it: '@duration'"],
    ],
    [
      'a count without quotes',
      one('name: a', 'kind: count', 'expect: >=1'),
      ["4:13 a value that begins with > or | must be quoted -> quote it: '>=1'"],
    ],
    ['tabs', 'rules:\n\t- name: a\n', ['2:1 no YAML: Tabs are not allowed as indentation']],
    ['a bracket', 'rules: [\n', [expect.stringMatching(/^2:1 no YAML: Flow sequence /) as unknown as string]],
    ['a tag', one('name: !secret a', 'kind: damaged'), ['2:11 Unresolved tag: !secret']],
    [
      'an alias of nothing',
      one('name: *a', 'kind: damaged'),
      expect.arrayContaining(['2:11 no anchor is called a']) as string[],
    ],
    [
      'two documents',
      'rules:\n  - {name: a, kind: damaged}\n---\nrules: []\n',
      ['3:1 expected one document'],
    ],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  test('of each rule is told, all at once, in the order of the file', () => {
    const text =
      'rules:\n  - {name: a, kind: cuont}\n  - {name: b, kind: gaps, threshold: x}\n  - {name: c, kind: damaged, max: x}\n';
    expect(faultsOf(text).map((fault) => fault.split(' ')[0])).toEqual(['2:21', '3:38', '4:35']);
  });
});

describe('hostile text', () => {
  test.each<[what: string, text: string, fault: RegExp]>([
    ['brackets', '['.repeat(200_000), /^1:1 expected at most 64 levels/],
    ['marks of items', `rules: \n  ${'- '.repeat(50_000)}x`, /^1:1 expected at most 64 levels/],
    ['levels', `rules: ${'['.repeat(100)}${']'.repeat(100)}`, /1:\d+ expected at most 64 levels/],
    ['a circle', 'rules: &a [*a]\n', /^1:\d+ expected at most 64 levels/],
    [
      'laughter',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'abcdefgh'
        .split('')
        .slice(1)
        .map((key, n) => `${key}: &${key} [${`*${'abcdefgh'[n]},`.repeat(9)}]`)
        .join('\n')}\n`,
      /aliases unfold to too much/,
    ],
    ['a large file', `rules: []\n#${'x'.repeat(2 ** 20)}`, /^1:1 expected a file of at most 1 MiB/],
    [
      'keys that are data',
      'rules:\n  - {name: a, kind: damaged, __proto__: 1, constructor: 2}\n',
      /^2:\d+ expected one of the keys name, kind, level, max/,
    ],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(text).join('\n')).toMatch(fault);
    expect(({} as { kind?: unknown }).kind).toBeUndefined();
  });
});

describe('a file of another tool', () => {
  const rows: readonly (readonly [what: string, text: string])[] = [
    [
      'a GitHub workflow',
      'name: ci\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{run: npm test}]\n',
    ],
    ['a GitHub action', 'name: a\ninputs: {}\nruns: {using: composite}\n'],
    [
      'a semgrep configuration',
      'rules:\n  - id: x\n    pattern: $X == $X\n    message: m\n    languages: [python]\n    severity: ERROR\n',
    ],
    ['an ESLint configuration', '{"extends": "eslint:recommended", "rules": {"semi": ["error", "always"]}}'],
    ['an ESLint configuration', 'extends: airbnb\n'],
    ['rules of Prometheus', 'groups:\n  - name: x\n    rules: [{alert: A, expr: up == 0}]\n'],
    ['a Sigma rule', 'title: x\nlogsource: {product: windows}\ndetection: {condition: selection}\n'],
    [
      'rules of Falco',
      '- rule: shell in container\n  condition: spawned_process\n  output: x\n  priority: WARNING\n',
    ],
    ['a GitLab pipeline', 'stages: [test]\ntest:\n  script: npm test\n'],
    ['a Kubernetes manifest', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n'],
    ['a Compose file', 'services:\n  db: {image: postgres}\n'],
    ['a pre-commit configuration', 'repos:\n  - repo: local\n'],
    ['a package.json', '{"name": "x", "version": "1.0.0"}'],
    ['a report of inquest', '{"report": "stats", "version": 1, "events": 1, "sources": [], "notes": []}'],
    ['a dialect of inquest', '{"name": "x", "detect": [], "roles": {}}'],
    ['an event', '{"timestamp": 1, "event": "a"}'],
  ];
  test.each(rows)('%s', (what, text) => {
    const [fault, ...others] = faultsOf(text);
    expect(fault).toMatch(new RegExp(`^1:1 this is ${what}, not rules of inquest -> `));
    expect(others).toEqual([]);
  });

  test('an event log', () => {
    expect(faultsOf('{"timestamp": 1, "event": "a"}\n{"timestamp": 2, "event": "b"}\n')).toEqual([
      '1:1 this is an event log, not rules -> logs stand on the line as they are, rules behind --rules',
    ]);
  });

  test('is none where its rules have a kind', () => {
    expect(faultsOf('on: x\njobs: y\nrules:\n  - {name: a, kind: damaged}\n')).toEqual([
      '1:1 expected the key rules',
      '2:1 expected the key rules',
    ]);
  });
});
