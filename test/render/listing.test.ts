import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { listing } from '../../src/render/listing.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import type { View } from '../../src/render/view.ts';
import { eventOf, jsonValue, viewOf } from './rows.ts';

const LINES = [
  '{"n":9007199254740993,"big":1e400,"z":-0,"f":1.0}',
  '{ "a" : 1, "a" : 2 }',
  '{"esc":"\\u00e9\\/\\ud83c\\udf89","raw":"é🎉","u":"\\u202e","c1":"\x9b"}',
  '{"__proto__":{"x":1},"":[]}',
];
const EVENTS = LINES.map((line, i) => eventOf(line, {}, { offset: i * 100, line: i + 1 }));

test('ndjson, raw and json give own bytes', () => {
  const bytes = Buffer.from(`${LINES.join('\n')}\n`);
  expect(sha(bytesOf({ format: 'ndjson' }, EVENTS))).toBe(sha(bytes));
  expect(sha(bytesOf({ format: 'raw' }, EVENTS))).toBe(sha(bytes));
  const json = bytesOf({ format: 'json' }, EVENTS).toString();
  expect(json).toBe(`[${LINES.join(',\n')}]\n`);
  expect(JSON.parse(json)).toHaveLength(LINES.length);
});

test('bytes that are not UTF-8 stay in ndjson and raw and become U+FFFD in json', () => {
  const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
  const events = [eventOf(line)];
  expect(bytesOf({ format: 'ndjson' }, events)).toEqual(Buffer.concat([line, Buffer.from('\n')]));
  expect(bytesOf({ format: 'raw' }, events)).toEqual(Buffer.concat([line, Buffer.from('\n')]));
  expect(textOf({ format: 'json' }, events)).toBe('[{"a":"\ufffd\ufffd"}]\n');
});

const FIELDS = { fields: ['n', 'x', '"q'] };
const FLAT = eventOf('{"n":1}', {
  fields: [{ kind: 'number', json: '1.50', text: '1.50' }, undefined, jsonValue('é')],
});

test.each<[Partial<View>, Event[], string]>([
  [{ format: 'json' }, [], '[]\n'],
  [{ format: 'ndjson' }, [], ''],
  [{ format: 'table' }, [], ''],
  [{ format: 'csv' }, [], 'time,type,session,rest\r\n'],
  [
    { format: 'raw' },
    [eventOf('{}', {}, { ending: '\r\n' }), eventOf('{}', {}, { ending: '' }), eventOf('1')],
    '{}\r\n{}\n1\n',
  ],
  [{ format: 'json', ...FIELDS }, [FLAT], '[{"n":1.50,"x":null,"\\"q":"é"}]\n'],
  [{ format: 'ndjson', ...FIELDS }, [FLAT], '{"n":1.50,"x":null,"\\"q":"é"}\n'],
  [{ format: 'csv', ...FIELDS }, [FLAT], 'n,x,"""q"\r\n1.50,,é\r\n'],
  [
    { format: 'ndjson', provenance: true },
    [eventOf('{"a":1.0}', {}, { offset: 7 })],
    '{"source":"a.jsonl","offset":7,"line":1,"event":{"a":1.0}}\n',
  ],
  [{ format: 'ndjson', terminal: true }, [eventOf('{"a":\t"\x9b\u202e"}\r')], '{"a": "\\u009b\\u202e"} \n'],
])('%j', (view, events, text) => {
  expect(textOf(view, events)).toBe(text);
});

test('places are aligned in a pipe, however long', () => {
  const path = `${'logs/'.repeat(9)}a.jsonl`;
  const events = [7, 88123].map((offset) =>
    eventOf('{}', { type: jsonValue('t'), rest: [['k', jsonValue(1)]] }, { path, offset }),
  );
  const lines = textOf({ provenance: true }, events).trimEnd().split('\n');
  const [head = '', ...rows] = lines;
  expect(rows.map((line) => line.indexOf('k=1'))).toEqual(rows.map(() => head.indexOf('event')));
});

test('provenance leaves out an unknown line and marks context', () => {
  const { line: _, ...row } = eventOf('{}', {}, { context: true }).row;
  expect(textOf({ format: 'ndjson', provenance: true }, [{ ...eventOf('{}'), row }])).toBe(
    '{"source":"a.jsonl","offset":0,"context":true,"event":{}}\n',
  );
});

const EVENT = eventOf('{}', {
  type: jsonValue('tool_call'),
  session: jsonValue('1b969d39-6075-4547-9b4b-7c349eaa0a9a'),
  rest: [
    ['tool', jsonValue('Read')],
    ['note', jsonValue('a b')],
    ['level', { ...jsonValue('info'), derived: true }],
  ],
});
const SUMMED: Event = { ...EVENT, summary: jsonValue('CLI: done') };
const NAMELESS: Event = {
  row: { ...EVENT.row, context: true, offset: 9 },
  dialect: 'generic',
  fields: [],
  rest: [],
};

test.each<[Partial<View>, Event[], string[]]>([
  [
    {},
    [EVENT],
    [
      'time                         type       session   event',
      '2025-12-10 05:07:02.114503Z  tool_call  1b969d39  tool=Read note="a b" level=~info',
    ],
  ],
  [
    {},
    [SUMMED],
    [
      'time                         type       session   event',
      '2025-12-10 05:07:02.114503Z  tool_call  1b969d39  CLI: done  tool=Read note="a b" level=~info',
    ],
  ],
  [
    { preferSummary: true },
    [SUMMED],
    [
      'time                         type       session   event',
      '2025-12-10 05:07:02.114503Z  tool_call  1b969d39  CLI: done',
    ],
  ],
  [
    { context: true, provenance: true, zone: 'Europe/Berlin' },
    [{ ...EVENT, rest: [] }, NAMELESS],
    [
      '   time                              type       session   source     event',
      '   2025-12-10 06:07:02.114503+01:00  tool_call  1b969d39  a.jsonl@0',
      '·  -                                 -          -         a.jsonl@9',
    ],
  ],
  [
    { fields: ['x', 'long'] },
    [
      eventOf('{}', { fields: [jsonValue(5), jsonValue('a b')] }),
      eventOf('{}', { fields: [undefined, jsonValue(null)] }),
    ],
    ['x  long', '5  a b', '-  null'],
  ],
  [
    { terminal: true, width: 40 },
    [EVENT],
    ['time              type       event', '2025-12-10 05:07  tool_call  tool=Read …'],
  ],
])('table %j', (view, events, lines) => {
  expect(textOf(view, events).trimEnd().split('\n')).toEqual(lines);
});

test('a long cell in a later batch pushes its row in a pipe, and is cut in a terminal', () => {
  const long = { ...EVENT, type: jsonValue('t'.repeat(60)) };
  expect(textOf({}, [EVENT], [long])).toContain(`${'t'.repeat(60)}  1b969d39  tool=Read`);
  expect(textOf({ terminal: true }, [EVENT], [long])).not.toContain('t'.repeat(20));
});

test('a listing that goes on widens its columns with its rows', () => {
  const view = { terminal: true, goesOn: true, width: 100 };
  const long = { ...EVENT, type: jsonValue('t'.repeat(20)) };
  const [, first = '', second = '', third = ''] = textOf(view, [EVENT], [long], [EVENT]).split('\n');
  expect(first).toContain('tool_call  1b969d39');
  expect(second).toContain(`${'t'.repeat(20)}  1b969d39`);
  expect(third.indexOf('1b969d39')).toBe(second.indexOf('1b969d39'));
});

test.each([10, 20, 40, 80, 120, 200])('every line fits %i columns', (width) => {
  const texts = [
    '漢字かな'.repeat(40),
    '🎉👍🏽🇩🇪❤️'.repeat(30),
    'ก็'.repeat(200),
    'x'.repeat(5000),
    '\x1b[31m'.repeat(50),
    '',
  ];
  const events = texts.map((text) =>
    eventOf(
      '{}',
      {
        type: jsonValue(text),
        session: jsonValue(text),
        fields: [jsonValue(text), jsonValue(1)],
        rest: [[text, jsonValue(text)]],
      },
      { path: text },
    ),
  );
  for (const part of [
    {},
    { goesOn: true },
    { provenance: true },
    { context: true },
    { fields: ['a', 'b'] },
  ]) {
    for (const line of textOf({ ...part, terminal: true, width }, events, [...events].reverse()).split(
      '\n',
    )) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(width);
    }
  }
});

test('colour says what went wrong', () => {
  const failed = { ...EVENT, status: jsonValue('error') };
  expect(textOf({ color: true }, [failed])).toContain('\x1b[31mtool_call\x1b[39m');
  expect(textOf({ color: true }, [EVENT])).toContain('\x1b[36mtool_call\x1b[39m');
});

function bytesOf(view: Partial<View>, ...batches: Event[][]): Buffer {
  const list = listing(viewOf(view));
  const parts = [
    list.head(),
    ...batches.flatMap((batch) => list.rows(batch)),
    list.tail(batches.flat().length),
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function textOf(view: Partial<View>, ...batches: Event[][]): string {
  return bytesOf(view, ...batches).toString();
}

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
