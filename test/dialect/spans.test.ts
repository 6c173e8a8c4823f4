/** The pairs of the dialects: small logs, and the spans that their rules make of them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../src/dialect/dialects.ts';
import { spanPairsOf } from '../../src/dialect/spans.ts';
import { SPAN_ROWS } from '../../src/model/span.ts';
import { lowerPairs } from '../../src/plan/pairs.ts';
import { traceOf } from '../fold/traces.ts';

const day = Date.UTC(2026, 0, 1);
const iso = (second: number): string => new Date(day + second * 1000).toISOString();

const LINES = {
  macf: (event: string, second: number, data: object) => ({
    timestamp: day / 1000 + second,
    event,
    breadcrumb: 's_1b969d39/c_1/g_none/p_none/t_1',
    data,
  }),
  study: (event_type: string, second: number, data: object) => ({
    event_type,
    timestamp: iso(second),
    event_data: { study_name: 'n', ...data },
  }),
  mnemosyne: (type: string, second: number, data: object) => ({
    id: 'x',
    type,
    timestamp: iso(second),
    ...data,
  }),
  agentbus: (event_type: string, second: number, data: object) => ({
    event_type,
    timestamp: iso(second),
    ...data,
  }),
} as const;

type Row = readonly [what: string, steps: readonly Step[], expected: readonly string[], orphans?: number];
type Step = readonly [type: string, second: number, data?: object];

/** Spans as `NAME STATUS FROM-TO`, seconds of the day; what lies in another stands behind `>`s. */
function check(
  dialect: keyof typeof LINES,
  steps: readonly Step[],
  expected: readonly string[],
  orphans = 0,
): void {
  const answer = traceOf(
    dialect,
    steps.map(([type, second, data = {}]) => LINES[dialect](type, second, data)),
  );
  const rows = new Map(answer[SPAN_ROWS].map((row) => [row.id, row]));
  const seconds = (epoch: number | undefined): string =>
    epoch === undefined ? '?' : String(Math.round((epoch - day / 1000) * 1000) / 1000);
  const depth = (id: string | undefined): number => (id === undefined ? 0 : 1 + depth(rows.get(id)?.parent));
  const found = answer[SPAN_ROWS].map(
    (row) =>
      `${'>'.repeat(depth(row.parent))}${row.name} ${row.status} ${seconds(row.start_epoch)}-${seconds(row.end_epoch)}`,
  );
  expect(found).toEqual(expected);
  expect(answer.orphans).toBe(orphans);
}

const named = ([what, steps, expected, orphans = 0]: Row) => ({ what, steps, expected, orphans });

const u = (prompt_uuid: string): object => ({ prompt_uuid });
const tool = (name: string, tool_use_id?: string): object => ({ tool: name, tool_use_id });

describe('macf', () => {
  const rows: readonly Row[] = [
    [
      'a second end amends',
      [
        ['dev_drv_started', 1, u('a')],
        ['dev_drv_ended', 3, u('a')],
        ['dev_drv_ended', 4, u('a')],
      ],
      ['dev_drv ended 1-4'],
    ],
    [
      'an end of another drive amends nothing',
      [
        ['dev_drv_started', 1, u('a')],
        ['dev_drv_ended', 3, u('a')],
        ['dev_drv_ended', 4, u('b')],
      ],
      ['dev_drv ended 1-3'],
      1,
    ],
    [
      'a drive that begins again',
      [
        ['dev_drv_started', 1, u('a')],
        ['dev_drv_ended', 2, u('a')],
        ['dev_drv_started', 3, u('a')],
        ['dev_drv_ended', 4, u('a')],
      ],
      ['dev_drv ended 1-2', 'dev_drv ended 3-4'],
    ],
    [
      'an end without a prompt ends no drive that has one',
      [
        ['dev_drv_started', 1, u('a')],
        ['dev_drv_ended', 2],
      ],
      ['dev_drv open 1-?'],
      1,
    ],
    [
      'tools by id, else by name',
      [
        ['tool_call_started', 1, tool('A')],
        ['tool_call_started', 2, tool('A', 't')],
        ['tool_call_completed', 3, { ...tool('A', 't'), success: false }],
        ['tool_call_completed', 4, tool('A')],
      ],
      ['tool_call ended 1-4', 'tool_call error 2-3'],
    ],
    [
      'tools lie in the open drive',
      [
        ['dev_drv_started', 1, u('a')],
        ['tool_call_started', 2, tool('A')],
        ['tool_call_completed', 3, tool('A')],
        ['dev_drv_ended', 4, u('a')],
        ['tool_call_started', 5, tool('A')],
      ],
      ['dev_drv ended 1-4', '>tool_call ended 2-3', 'tool_call open 5-?'],
    ],
    [
      'a delegation by any name of its role',
      [
        ['delegation_started', 1, { subagent_role: 'x' }],
        ['delegation_completed', 2, { agent_type: 'x', success: true }],
      ],
      ['delegation ok 1-2'],
    ],
    ['a delegation that was never started', [['delegation_completed', 2, { agent_type: 'x' }]], [], 1],
  ];
  it.each(rows.map(named))('$what', ({ steps, expected, orphans }) =>
    check('macf', steps, expected, orphans),
  );
});

const trial = (stage_index: number, trial_index: number, more: object = {}): object => ({
  stage_index,
  trial_index,
  ...more,
});

describe('study', () => {
  const rows: readonly Row[] = [
    [
      'study > stage > trial',
      [
        ['study_start', 0],
        ['stage_start', 1, { stage_index: 0 }],
        ['trial_start', 2, trial(0, 0)],
        ['trial_failed', 3, trial(0, 0)],
        ['stage_complete', 4, { stage_index: 0 }],
        ['study_complete', 5],
      ],
      ['study ok 0-5', '>stage ok 1-4', '>>trial error 2-3'],
    ],
    [
      'a trial without a start began its run time earlier',
      [
        ['study_start', 0],
        ['stage_start', 1, { stage_index: 0 }],
        ['trial_complete', 9, trial(0, 1, { success: true, runtime_seconds: 2.5 })],
      ],
      ['study open 0-?', '>stage open 1-?', '>>trial ok 6.5-9'],
    ],
    ['without a run time it is an orphan', [['trial_complete', 9, trial(0, 1)]], [], 1],
    [
      'an abort after the completion amends the stage',
      [
        ['stage_start', 1, { stage_index: 0 }],
        ['stage_complete', 2, { stage_index: 0 }],
        ['stage_aborted', 3, { stage_index: 0 }],
      ],
      ['stage error 1-3'],
    ],
    [
      'a second completion does not',
      [
        ['stage_start', 1, { stage_index: 0 }],
        ['stage_complete', 2, { stage_index: 0 }],
        ['stage_complete', 3, { stage_index: 0 }],
      ],
      ['stage ok 1-2'],
      1,
    ],
    [
      'a second start is a new run, with stages of its own',
      [
        ['study_start', 0],
        ['stage_start', 1, { stage_index: 0 }],
        ['study_start', 5],
        ['stage_start', 6, { stage_index: 0 }],
        ['stage_complete', 7, { stage_index: 0 }],
        ['study_complete', 8],
      ],
      ['study open 0-?', '>stage open 1-?', 'study ok 5-8', '>stage ok 6-7'],
    ],
    [
      'a new run does not amend the old one',
      [
        ['study_start', 0],
        ['stage_start', 1, { stage_index: 0 }],
        ['stage_complete', 2, { stage_index: 0 }],
        ['study_start', 5],
        ['stage_aborted', 6, { stage_index: 0 }],
      ],
      ['study open 0-?', '>stage ok 1-2', 'study open 5-?'],
      1,
    ],
  ];
  it.each(rows.map(named))('$what', ({ steps, expected, orphans }) =>
    check('study', steps, expected, orphans),
  );
});

describe('mnemosyne and agentbus', () => {
  it('commands: last in, first out, absence is a value', () => {
    const doctor = { command: 'doctor' };
    check(
      'mnemosyne',
      [
        ['cli_command_started', 1, doctor],
        ['cli_command_started', 2, doctor],
        ['cli_command_failed', 3, doctor],
        ['cli_command_completed', 4, { ...doctor, instance_id: 'i' }],
      ],
      ['cli_command open 1-?', 'cli_command error 2-3'],
      1,
    );
  });
  it('a work item that is assigned and started is one', () => {
    const item = { item_id: 'w' };
    check(
      'mnemosyne',
      [
        ['work_item_assigned', 1, item],
        ['work_item_started', 2, item],
        ['work_item_failed', 3, item],
      ],
      ['work_item error 1-3'],
    );
  });
  it('agents by id or name, flat or in the payload, old form too', () => {
    const session_id = 's';
    check(
      'agentbus',
      [
        ['agent.invoked', 1, { session_id, agent: { id: '1', name: 'x' } }],
        ['agent.invoked', 2, { session_id, agent: 'x' }],
        ['agent.failed', 3, { session_id, payload: { agent: 'x' } }],
        ['agent.completed', 4, { session_id, agent: 'x' }],
        ['agent_invocation', 5, { session_id, agent: 'y', status: 'started' }],
        ['agent_invocation', 6, { session_id, agent: 'y', status: 'failed' }],
      ],
      ['agent error 1-3', 'agent ok 2-4', 'agent error 5-6'],
    );
  });
  it('test runs by run, else by suite and task', () => {
    check(
      'agentbus',
      [
        ['test.run_started', 1, { test_suite: 'u', task_id: 'a' }],
        ['test.run_started', 2, { test_suite: 'u', task_id: 'b' }],
        ['test.run_completed', 3, { test_suite: 'u', task_id: 'b' }],
        ['test.run_completed', 4, { test_suite: 'u' }],
      ],
      ['test_run ok 1-4', 'test_run ok 2-3'],
    );
  });
});

const LOGS = [
  ['macf', 'agent_events_log.jsonl'],
  ['study', 'telemetry/n45_timing/event_stream.ndjson'],
  ['mnemosyne', 'events.jsonl'],
  ['agentbus', 'events.jsonl'],
  ['amplifier', 'sessions/b9e93a31-18bd-4365-9c6e-65ddbf89bed2/events.jsonl'],
] as const;

describe('the data', () => {
  it.each(DIALECTS.map(({ name, types }) => [name, types] as const))(
    '%s names known types',
    (name, types) => {
      const LIVE = /^(hook:|session_|study_|stage_|trial_)/;
      for (const pair of spanPairsOf({ name })) {
        const all = [...pair.starts, ...pair.ends, ...(pair.points ?? [])].map(({ type }) => type);
        expect(all.filter((type) => !types.includes(type) && !LIVE.test(type))).toEqual([]);
      }
    },
  );

  it('lowers to columns, parents to indexes', () => {
    const asked: unknown[] = [];
    const pairs = lowerPairs(
      [
        { pairs: spanPairsOf({ name: 'macf' }), dialect: 'macf' },
        { pairs: spanPairsOf({ name: 'study' }), dialect: 'study' },
      ],
      { path: (path) => asked.push(path), role: (role) => asked.push(role) },
    );
    const trialPair = pairs.find(({ name }) => name === 'trial')!;
    expect(pairs[pairs[trialPair.parent!.pair]!.parent!.pair]).toMatchObject({
      name: 'study',
      dialect: 'study',
    });
    expect(structuredClone(pairs)).toEqual(pairs);
    expect(spanPairsOf({ name: 'generic' })).toEqual([]);
  });

  it.each(LOGS)('%s: every end is a span’s or an orphan', (dialect, file) => {
    const path = resolve(import.meta.dirname, '../../fixtures/logs', dialect, file);
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const { [SPAN_ROWS]: rows, open, orphans } = traceOf(dialect, lines);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ status }) => status === 'open')).toHaveLength(open);
    expect(rows.filter(({ duration_ms }) => duration_ms !== undefined && duration_ms < 0)).toEqual([]);
    expect(orphans).toBeLessThan(2);
  });
});
