import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { FINDING_CODES, FINDING_LEVELS, type Finding, type ValidateBody } from '../../src/model/validate.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import { validateTable } from '../../src/render/validate.ts';
import { LIVE, PAYLOADS } from './payloads.ts';
import { viewOf } from './rows.ts';

function finding(parts: Partial<Finding> = {}): Finding {
  return {
    code: 'duplicate-key',
    level: 'error',
    count: 3,
    lines: 2,
    message: '3 keys stand twice in one object',
    details: [
      { detail: 'a', count: 2 },
      { detail: 'b', count: 1 },
    ],
    places: [{ source: 'a.jsonl', offset: 12, line: 2, detail: 'a' }],
    ...parts,
  };
}

function body(...findings: readonly Finding[]): ValidateBody {
  return { events: 570, lines: 571, errors: 3, warnings: 1, findings, notes: [] };
}

const ONE = finding({
  code: 'future',
  level: 'warning',
  count: 1,
  message: '1 event',
  details: [{ detail: 'x', count: 1 }],
});

test('nothing found is a sentence', () => {
  expect(validateTable(body(), viewOf({ terminal: true, width: 40 }))).toBe('no finding in 570 events\n');
});

test('findings, then details where there are several', () => {
  expect(validateTable(body(finding(), ONE), viewOf({}))).toBe(
    [
      'level    code           count  finding                           first',
      'error    duplicate-key      3  3 keys stand twice in one object  a.jsonl@12',
      'warning  future             1  1 event: x                        a.jsonl@12',
      '3 errors and 1 warning in 570 events',
      '',
      'duplicate-key',
      'count  detail',
      '    2  a',
      '    1  b',
      '',
    ].join('\n'),
  );
});

test('details beyond the first few are counted', () => {
  const details = Array.from({ length: 8 }, (_, i) => ({ detail: `k${i}`, count: 1 }));
  expect(validateTable(body(finding({ details })), viewOf({}))).toMatch(/k4\n3 more\n$/);
});

test.each([20, 40, 80, 120])('no line is wider than %i columns', (width) => {
  const wide = finding({
    details: [
      { detail: 'd'.repeat(80), count: 1 },
      { detail: 'e'.repeat(80), count: 1 },
    ],
    places: [{ source: 'p'.repeat(200), offset: 1 }],
  });
  for (const line of validateTable(body(wide, ONE), viewOf({ terminal: true, width })).split('\n'))
    expect(displayWidth(line)).toBeLessThanOrEqual(width);
});

test('nothing from a log drives the terminal', () => {
  for (const payload of PAYLOADS) {
    const hostile = finding({
      details: [{ detail: payload, count: 1 }],
      places: [{ source: payload, offset: 1 }],
    });
    const several = finding({
      details: [
        { detail: payload, count: 1 },
        { detail: `${payload}2`, count: 1 },
      ],
    });
    for (const terminal of [true, false])
      expect(validateTable(body(hostile, several), viewOf({ terminal, width: 200 }))).not.toMatch(LIVE);
  }
});

const schema = JSON.parse(
  readFileSync(new URL('../../src/schemas/validate.schema.json', import.meta.url), 'utf8'),
) as { definitions: { finding: { properties: { code: { enum: string[] } } } } };
const accepts = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

test('the schema knows every code and its level', () => {
  expect(schema.definitions.finding.properties.code.enum).toEqual(FINDING_CODES);
  const all = FINDING_CODES.map((code) => finding({ code, level: FINDING_LEVELS[code] }));
  const report = { report: 'validate', version: 1, ...body(...all), sources: [] };
  expect(accepts(report), JSON.stringify(accepts.errors)).toBe(true);
  for (const one of all) {
    const level = one.level === 'error' ? 'warning' : 'error';
    expect(accepts({ ...report, findings: [{ ...one, level }] })).toBe(false);
  }
  expect(accepts({ ...report, findings: [{ ...finding(), code: 'other' }] })).toBe(false);
});
