/** `check` for people and for machines: what each format makes of any rule and any text. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { RuleRow } from '../../src/model/check.ts';
import type { CheckReport } from '../../src/model/report.ts';
import { report as reportText } from '../../src/render/report.ts';
import type { Format } from '../../src/render/view.ts';
import { LIVE, PAYLOADS } from './payloads.ts';
import { viewOf } from './rows.ts';

const AT = { file: 'rules.yaml', line: 3, column: 5 };
const RULE: RuleRow = {
  name: 'it',
  kind: 'count',
  level: 'error',
  ok: false,
  expected: 'none',
  value: 2,
  message: 'expected none, found 2',
  events: 2,
  places: [{ source: 'a.jsonl', offset: 10, line: 2 }],
  rule: AT,
};

function checkOf(...rules: readonly Partial<RuleRow>[]): CheckReport {
  const rows = rules.map((rule) => ({ ...RULE, ...rule }));
  const broken = (level: string): number => rows.filter((row) => !row.ok && row.level === level).length;
  const errors = broken('error');
  const warnings = broken('warning');
  const passed = rows.length - errors - warnings;
  const counts = { events: 2, passed, errors, warnings };
  return { report: 'check', version: 1, ...counts, rules: rows, sources: [], notes: [] };
}

function shown(format: Format, ...rules: readonly Partial<RuleRow>[]): string {
  return reportText(checkOf(...rules), viewOf({ format }));
}

describe('github', () => {
  test.each<[rule: Partial<RuleRow>, line: string]>([
    [{}, '::error file=a.jsonl,line=2,title=it::expected none, found 2%0Aa.jsonl:2'],
    [{ level: 'warning' }, '::warning file=a.jsonl,line=2,title=it::expected none, found 2%0Aa.jsonl:2'],
    [
      { name: '100%: a, b' },
      '::error file=a.jsonl,line=2,title=100%25%3A a%2C b::expected none, found 2%0Aa.jsonl:2',
    ],
    [
      { message: '5%\n::set-env::x\r' },
      '::error file=a.jsonl,line=2,title=it::5%25\\n::set-env::x\\r%0Aa.jsonl:2',
    ],
    [{ places: [] }, '::error file=rules.yaml,line=3,title=it::expected none, found 2'],
    [
      { places: [{ source: '-', offset: 0, line: 1 }] },
      '::error file=rules.yaml,line=3,title=it::expected none, found 2%0A-:1',
    ],
    [
      { places: [{ source: 'a', offset: 7 }] },
      '::error file=rules.yaml,line=3,title=it::expected none, found 2%0Aa@7',
    ],
    [
      { places: [{ source: 'a:b,c.jsonl', offset: 7, line: 1, session: 's', detail: '9 s' }] },
      '::error file=a%3Ab%2Cc.jsonl,line=1,title=it::expected none, found 2%0Aa:b,c.jsonl:1 (s): 9 s',
    ],
    [
      {
        sessions: {
          judged: 200,
          failed: 102,
          first: [
            { session: 's', message: 'm' },
            { session: 't', message: 'n', place: { source: 'a', offset: 1, line: 1 } },
          ],
        },
      },
      '::error file=a.jsonl,line=2,title=it::expected none, found 2%0Asession s: m%0Asession t: n (a:1)%0Aand 100 sessions more',
    ],
  ])('%j', (rule, line) => {
    expect(shown('github', rule).split('\n')[0]).toBe(line);
  });

  test('says nothing of rules that hold but how many', () => {
    expect(shown('github', { ok: true }, { ok: true })).toBe('2 of 2 rules hold in 2 events\n');
  });
});

describe('tap', () => {
  test('is a plan and a point for each rule', () => {
    expect(shown('tap', { ok: true }, { level: 'warning', name: 'a # b \\ c' })).toBe(
      [
        'TAP version 14',
        '1..2',
        'ok 1 - it',
        'not ok 2 - a \\# b \\\\ c # TODO a warning',
        '  ---',
        '  message: "expected none, found 2"',
        '  severity: "warning"',
        '  kind: "count"',
        '  expected: "none"',
        '  found: 2',
        '  at: {"file":"a.jsonl","line":2}',
        '  places: [{"source":"a.jsonl","offset":10,"line":2}]',
        '  ...',
        '',
      ].join('\n'),
    );
  });
});

/** What the schema of Jenkins' xUnit plugin lets stand in each element. */
const ALLOWED: Readonly<
  Record<string, { readonly attributes: readonly string[]; readonly inside: readonly string[] }>
> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], inside: ['testsuite'] },
  testsuite: {
    attributes: [
      'name',
      'tests',
      'failures',
      'errors',
      'skipped',
      'time',
      'timestamp',
      'hostname',
      'id',
      'package',
      'file',
    ],
    inside: ['testcase', 'properties', 'system-out', 'system-err'],
  },
  testcase: {
    attributes: ['name', 'time', 'classname', 'group'],
    inside: ['failure', 'error', 'skipped', 'system-out', 'system-err'],
  },
  failure: { attributes: ['type', 'message'], inside: [] },
  skipped: { attributes: ['type', 'message'], inside: [] },
  'system-out': { attributes: [], inside: [] },
  'system-err': { attributes: [], inside: [] },
};

type Element = Record<string, unknown>;

function parseXml(text: string): Element {
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    preserveOrder: true,
    trimValues: false,
  });
  const [declaration, root] = (parser.parse(text) as Element[]).filter((node) => !('#text' in node));
  expect(Object.keys(declaration!)).toContain('?xml');
  return root!;
}

/** Holds an element and what is inside against the table. */
function holdElement(element: Element): void {
  const [name] = Object.keys(element).filter((key) => key !== ':@');
  const allowed = ALLOWED[name!];
  expect(allowed, name).toBeDefined();
  const attributes = Object.keys((element[':@'] ?? {}) as object).map((key) => key.slice(1));
  expect(attributes.filter((each) => !allowed!.attributes.includes(each))).toEqual([]);
  for (const inner of element[name!] as Element[]) {
    if ('#text' in inner) continue;
    const [innerName] = Object.keys(inner).filter((key) => key !== ':@');
    expect(allowed!.inside).toContain(innerName);
    holdElement(inner);
  }
}

describe('junit', () => {
  test('has what every reader takes, and nothing else', () => {
    const text = shown(
      'junit',
      { ok: true },
      {},
      { level: 'warning', rule: { ...AT, file: 'sub/my.rules.yml' } },
    );
    holdElement(parseXml(text));
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="inquest check" tests="3" failures="1" errors="0" time="0.000">
  <testsuite name="rules.yaml" tests="2" failures="1" errors="0" skipped="0" time="0.000">
    <testcase name="it" classname="inquest.rules" time="0.000">
      <system-out>expected none, found 2</system-out>
    </testcase>
    <testcase name="it" classname="inquest.rules" time="0.000">
      <failure message="expected none, found 2" type="count">expected none, found 2
a.jsonl:2</failure>
    </testcase>
  </testsuite>
  <testsuite name="sub/my.rules.yml" tests="1" failures="0" errors="0" skipped="1" time="0.000">
    <testcase name="it" classname="inquest.my_rules" time="0.000">
      <skipped message="warning: expected none, found 2">expected none, found 2
a.jsonl:2</skipped>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  test('tells notes', () => {
    const note = { kind: 'capped' as const, count: 1, message: 'a < b\n', places: [] };
    const text = reportText({ ...checkOf({}), notes: [note] }, viewOf({ format: 'junit' }));
    holdElement(parseXml(text));
    expect(text).toContain('<system-err>capped: a &lt; b\\n</system-err>');
  });
});

describe('hostile text', () => {
  const texts = [
    ...PAYLOADS,
    ']]>',
    '<!--',
    '&amp;',
    '\ufffe\uffff',
    '\ud800',
    '\n::error::x',
    '\nnot ok 1',
    '%0A::error::x',
  ];
  test.each(texts)('%j stays text', (text) => {
    const rule: Partial<RuleRow> = {
      name: `n${text}`,
      message: text,
      expected: text,
      places: [{ source: `f${text}`, offset: 1, line: 1, type: text, session: text, detail: text }],
      sessions: { judged: 1, failed: 1, first: [{ session: text, message: text }] },
      rule: { ...AT, file: `r${text}` },
    };
    for (const own of [rule, { ...rule, level: 'warning' as const }]) {
      for (const format of ['table', 'json', 'ndjson', 'junit', 'github', 'tap', 'tsv'] as const)
        expect(
          shown(format, own)
            .split(/[\n\t]/)
            .filter((line) => LIVE.test(line)),
        ).toEqual([]);
      holdElement(parseXml(shown('junit', own)));
      const github = shown('github', own).split('\n');
      expect(github).toHaveLength(3);
      expect(github[0]).toMatch(/^::(error|warning) file=[^,:]*,line=\d+,title=[^,:]*::/);
      const tap = shown('tap', own).split('\n');
      expect(tap.filter((line) => /^(not )?ok/.test(line))).toHaveLength(1);
      const diagnostics = tap.slice(tap.indexOf('  ---') + 1, tap.indexOf('  ...'));
      expect(parseYaml(diagnostics.join('\n'))).toMatchObject({ message: text });
    }
  });
});

describe('the table', () => {
  test('fits its terminal', () => {
    const rule = {
      name: 'x'.repeat(90),
      message: 'y'.repeat(120),
      places: [{ source: 'z'.repeat(90), offset: 1, detail: 'w'.repeat(90) }],
    };
    for (const width of [40, 80, 120]) {
      const text = reportText(checkOf(rule), viewOf({ format: 'table', terminal: true, width }));
      expect(text.split('\n').filter((line) => [...line].length > width)).toEqual([]);
    }
  });
});
