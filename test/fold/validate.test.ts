import { expect, test } from 'vitest';
import type { FindingCode, ValidateBody, ValidateSpec } from '../../src/model/validate.ts';
import { NOW_US, validateLogs } from './validate-logs.ts';

const CRUMB = 's_1b969d39/c_1/g_a74cf99/p_none/t_1765343222';
const ID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';

/** A good line of macf, and what of it is other. */
function macf(other: object = {}): string {
  return `${JSON.stringify({ timestamp: 1765343222.1, event: 'mode_change', breadcrumb: CRUMB, data: { session_id: ID }, ...other })}\n`;
}

/** A good line of study. */
function study(type: string, data: object, other: object = {}): string {
  const line = {
    event_type: type,
    timestamp: '2025-12-12T19:19:22.571914+00:00',
    event_data: { study_name: 'n45', ...data },
  };
  return `${JSON.stringify({ ...line, ...other })}\n`;
}

function validate(own: string, text: string, spec: Partial<ValidateSpec> = {}): ValidateBody {
  return validateLogs([{ path: 'a.jsonl', own, shards: [text] }], { spec });
}

/** `code×count detail×count …` of each finding. */
function said({ findings }: ValidateBody): string[] {
  return findings.map(({ code, count, details }) =>
    [`${code}×${count}`, ...details.map((row) => `${row.detail}×${row.count}`)].join(' '),
  );
}

const timed = '"timestamp":"2025-12-12T00:00:00Z"';
const bus = { timestamp: '2025-11-25T10:00:00+00:00', event_type: 'agent.completed' };
const memory = { id: '7c', type: 'heartbeat', timestamp: '2025-11-09T13:45:23Z' };
const log = { ts: '2025-12-12T00:00:00Z', event: 'tool:pre', data: {} };
const json = (value: object): string => `${JSON.stringify(value)}\n`;

/** The log's dialect, its lines, and what is said. */
const ROWS: readonly (readonly [name: string, own: string, lines: string, said: readonly string[]])[] = [
  ['a good line of macf', 'macf', macf(), []],
  ['no line', 'macf', '', ['empty-log×1']],
  ['blank lines', 'macf', '\n \n', ['empty-log×1']],
  [
    'damage',
    'macf',
    `${macf()}{]\n{"a":1}{"b":2}\n{"a`,
    ['damaged-spliced×1', 'damaged-syntax×1', 'damaged-torn×1'],
  ],
  ['too deep', 'macf', `${macf()}${'['.repeat(1001)}${']'.repeat(1001)}\n`, ['damaged-too-deep×1']],
  ['NULs', 'macf', `{"a\0":1}\n${macf()}`, ['damaged-not-utf8-text×1']],
  ['a key twice', 'generic', `{${timed},"a":1,"b":{"a":2},"a":3,"a":4}\n`, ['duplicate-key×1 a×1']],
  ['a key twice, escaped', 'generic', `{${timed},"a":1,"\\u0061":3}\n`, ['duplicate-key×1 a×1']],
  [
    'keys twice deep inside',
    'generic',
    `{${timed},"a":[{"b":1},{"c":{"d":1,"x y":2,"x y":2,"d":1}}]}\n`,
    ['duplicate-key×2 a[*].c.d×1 a[*].c["x y"]×1'],
  ],
  ['the same key beside each other', 'generic', `{${timed},"a":[{"b":1},{"b":1}],"c":{"b":1}}\n`, []],
  [
    'integers',
    'generic',
    `{${timed},"a":9007199254740992,"b":[9007199254740993,-9007199254740993],"c":10000000000000000,"d":1e400,"e":1.23456789012345678}\n`,
    ['portable-number×2 b[*]×2'],
  ],
  [
    'surrogates',
    'generic',
    `{${timed},"a":"\\ud83d\\ude00","b":"\\ud83d","c":"\\ude00\\ud83d","\\ud800":"\\\\ud800"}\n`,
    ['lone-surrogate×4 c×2 ["\\ud800"]×1 b×1'],
  ],
  ['no event', 'macf', macf({ event: 5 }), ['mistyped-field×1 event is number, not string×1']],
  [
    'no breadcrumb',
    'macf',
    macf() + macf({ breadcrumb: undefined }) + macf({ breadcrumb: undefined }),
    ['missing-field×2 breadcrumb×2'],
  ],
  [
    'a breadcrumb of another type',
    'macf',
    macf({ breadcrumb: 5 }),
    ['mistyped-field×1 breadcrumb is number, not string×1'],
  ],
  ['a bad breadcrumb', 'macf', macf({ breadcrumb: 's_1/c_x/g_1' }), ['bad-breadcrumb×1 s_1/c_x/g_1×1']],
  ['an old breadcrumb', 'macf', macf({ breadcrumb: 'C60/1b969d39/ead030a' }), []],
  [
    'data of another type',
    'macf',
    macf({ data: [1] }),
    ['mistyped-field×1 data is array, not object or null×1'],
  ],
  [
    'a type of macf',
    'macf',
    macf({ event: 'my_own_2' }) + macf({ event: 'MyOwn' }),
    ['unknown-type×1 MyOwn×1'],
  ],
  [
    'another session',
    'macf',
    macf({ data: { session_id: 'other' } }) + macf({ data: { session_id: 'unknown' } }) + macf({ data: {} }),
    ['session-mismatch×1 s_1b969d39, not other×1'],
  ],
  ['an unknown hash', 'macf', macf({ breadcrumb: CRUMB.replace('1b969d39', 'unknown') }), []],
  ['no time', 'macf', macf({ timestamp: undefined }), ['no-time×1 timestamp is missing×1']],
  ['a time that is none', 'macf', macf({ timestamp: 'soon' }), ['no-time×1 timestamp: "soon"×1']],
  ['back in time', 'macf', macf() + macf({ timestamp: 1765343221 }), ['regression×1']],
  ['4 minutes ahead', 'macf', macf({ timestamp: NOW_US / 1e6 + 240 }), []],
  ['6 minutes ahead', 'macf', macf({ timestamp: NOW_US / 1e6 + 360 }), ['future×1']],
  ['no zone', 'generic', '{"timestamp":"2025-12-12T00:00:00","event":"a"}\n', ['zone-assumed×1']],
  [
    'another dialect',
    'macf',
    macf() + json({ ...memory, timestamp: '2025-12-12T00:00:00Z' }),
    ['mixed-dialect×1 mnemosyne×1'],
  ],
  ['no dialect', 'macf', `{${timed},"a":1}\n`, ['mixed-dialect×1 generic×1']],
  ['no dialect and no time', 'generic', '{"a":1}\n[1]\n5\n', ['untimed×3']],
  ['study', 'study', study('study_start', { safety_domain: 'x', total_stages: 3 }), []],
  ['a null reason', 'study', study('legality_check', { legal: true, reason: null }), []],
  [
    'study without its data',
    'study',
    study('trial_start', { case_name: 5, stage_index: 0 }),
    [
      'missing-field×1 event_data.trial_index×1',
      'mistyped-field×1 event_data.case_name is number, not string×1',
    ],
  ],
  ['study of an unknown type', 'study', study('trial_begin', {}), ['unknown-type×1 trial_begin×1']],
  [
    'one broken object is one finding',
    'study',
    study('trial_start', {}, { event_data: 'x' }),
    ['mistyped-field×1 event_data is string, not object×1'],
  ],
  ['mnemosyne', 'mnemosyne', json(memory), []],
  ['mnemosyne as stored', 'mnemosyne', json({ type: 'heartbeat' }), []],
  [
    'mnemosyne without its time',
    'mnemosyne',
    json({ ...memory, timestamp: undefined }),
    ['no-time×1 timestamp is missing×1'],
  ],
  ['mnemosyne without its id', 'mnemosyne', json({ ...memory, id: undefined }), ['missing-field×1 id×1']],
  [
    'mnemosyne of an unknown type',
    'mnemosyne',
    json({ ...memory, type: 'heartbeet' }),
    ['unknown-type×1 heartbeet×1'],
  ],
  ['agentbus', 'agentbus', json(bus), []],
  [
    'agentbus of an unknown type',
    'agentbus',
    json({ ...bus, event_type: 'agent.went' }),
    ['unknown-type×1 agent.went×1'],
  ],
  [
    'agentbus with another type',
    'agentbus',
    json({ ...bus, payload: [] }),
    ['mistyped-field×1 payload is array, not object or null×1'],
  ],
  ['amplifier', 'amplifier', json(log) + json({ ...log, event: 'any:thing' }), []],
  [
    'amplifier with a number for its level',
    'amplifier',
    json({ ...log, lvl: 3 }),
    ['mistyped-field×1 lvl is number, not string or null×1'],
  ],
];

test.each(ROWS)('%s', (_, own, lines, expected) => {
  expect(said(validate(own, lines))).toEqual(expected);
});

test('a finding says how often, on how many lines, and where', () => {
  const line = `{${timed},"a":1,"a":2,"b":1,"b":2}\n`;
  const { findings, ...rest } = validate('generic', `\n${line.repeat(7)}`);
  expect(rest).toEqual({ events: 7, lines: 8, errors: 14, warnings: 0, notes: [] });
  expect(findings).toEqual([
    {
      code: 'duplicate-key',
      level: 'error',
      count: 14,
      lines: 7,
      message: '14 keys stand twice in one object',
      details: [
        { detail: 'a', count: 7 },
        { detail: 'b', count: 7 },
      ],
      places: [0, 1, 2, 3, 4].map((k) => ({
        source: 'a.jsonl',
        offset: 1 + k * line.length,
        line: k + 2,
        detail: 'a',
      })),
    },
  ]);
});

test('bytes that are not UTF-8', () => {
  const shards = [`{${timed},"a":"\xe4"}\n{${timed},"a":"\xc3\xa4"}\n`];
  const [found, ...more] = validateLogs([{ path: 'a', own: 'generic', shards, encoding: 'latin1' }]).findings;
  expect(found).toMatchObject({ code: 'invalid-utf8', count: 1, places: [{ offset: 0 }] });
  expect(more).toEqual([]);
});

const BAD = `${macf({ breadcrumb: undefined })}${macf({ event: 'X' })}{]\n`;
test.each<[Partial<ValidateSpec>, readonly FindingCode[]]>([
  [{}, ['damaged-syntax', 'missing-field', 'unknown-type']],
  [{ ignore: ['missing-field'] }, ['damaged-syntax', 'unknown-type']],
  [{ ignore: ['missing-field', 'damaged-syntax', 'unknown-type'] }, []],
  [{ level: 'error' }, ['damaged-syntax', 'missing-field']],
])('asked with %j', (spec, codes) => {
  const body = validate('macf', BAD, spec);
  expect(body.findings.map(({ code }) => code)).toEqual(codes);
  expect(body.errors + body.warnings).toBe(codes.length);
});

test('details are cut, and those over the cap are left out with a note', () => {
  const long = 'K'.repeat(79);
  const lines = ['B', 'A', 'C', 'A', `${long}\u{1f600}x`].map((event) => macf({ event })).join('');
  const { findings } = validate('macf', lines);
  expect(findings[0]!.details.map(({ detail }) => detail)).toEqual(['A', 'B', 'C', `${long}…`]);
  const capped = validate('macf', lines, { cap: 2 });
  expect(capped.findings[0]).toMatchObject({
    count: 5,
    details: [
      { detail: 'A', count: 2 },
      { detail: 'B', count: 1 },
    ],
  });
  expect(capped.notes).toMatchObject([{ kind: 'capped', count: 2 }]);
});

test('several logs: each is held against its own dialect, and nothing goes back in time between them', () => {
  const body = validateLogs([
    { path: 'a', own: 'macf', shards: [macf()] },
    { path: 'b', own: 'generic', shards: [`{"timestamp":"2020-01-01T00:00:00Z","event":"X"}\n`] },
    { path: 'c', own: 'generic', shards: [''] },
  ]);
  expect(body.findings.map(({ code, places }) => [code, places])).toEqual([
    ['empty-log', [{ source: 'c', offset: 0 }]],
  ]);
});

test('a line that is wide, deep and double costs no time by its square', () => {
  const deep = `${'{"k":'.repeat(990)}{${'"a":1,'.repeat(20_000)}"a":1}${'}'.repeat(990)}`;
  const wide = `{${timed},"w":{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1,"k${i}":2`).join()}}}`;
  const body = validate('generic', `${deep}\n${wide}\n`);
  expect(body.findings[0]).toMatchObject({ code: 'duplicate-key', count: 50_001, lines: 2 });
  expect(body.findings[0]!.details).toHaveLength(1000);
});

test('spans without an end, ends without a start', () => {
  const at = (event: string, second: number, data: object = {}): string =>
    macf({ timestamp: 1765343222 + second, event, data: { session_id: ID, ...data } });
  const text = [
    at('tool_call_completed', 0, { tool_use_id: 'x' }),
    at('tool_call_started', 1, { tool_use_id: 'a' }),
    at('tool_call_started', 2, { tool_use_id: 'b' }),
    at('dev_drv_started', 2, { prompt_uuid: 'p' }),
    at('tool_call_completed', 3, { tool_use_id: 'a' }),
  ];
  const logs = [
    { path: 'a.jsonl', own: 'macf', shards: [text.slice(0, 2).join(''), text.slice(2).join('')] },
  ];
  const { findings, errors, warnings } = validateLogs(logs, { spans: true });
  expect({ errors, warnings }).toEqual({ errors: 0, warnings: 3 });
  expect(findings).toMatchObject([
    {
      code: 'span-open',
      level: 'warning',
      lines: 2,
      message: '2 spans have no end',
      details: [
        { detail: 'dev_drv', count: 1 },
        { detail: 'tool_call', count: 1 },
      ],
      places: [
        { line: 3, detail: 'tool_call' },
        { line: 4, detail: 'dev_drv' },
      ],
    },
    { code: 'span-orphan', message: '1 end has no start', places: [{ line: 1, detail: 'tool_call' }] },
  ]);
  const quiet = { ignore: ['span-open', 'span-orphan'] } as const;
  expect(validateLogs(logs, { spans: true, spec: quiet }).findings).toEqual([]);
});
