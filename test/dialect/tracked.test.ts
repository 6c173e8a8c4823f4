/** What dialects track, read through the kernel: lines of a log in, values and open keys out. */
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import { dialectNames } from '../../src/dialect/dialects.ts';
import { trackedBy } from '../../src/dialect/tracked.ts';
import { stateFold } from '../../src/fold/state.ts';
import type { StateAnswer } from '../../src/fold/state-answer.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import type { Role } from '../../src/model/role.ts';
import { lowerTracked, trackedIn } from '../../src/plan/track.ts';

function stateOf(dialect: string, lines: readonly object[], paths: readonly string[] = []): StateAnswer {
  const columns: ColumnSpec[] = [];
  const add = (spec: ColumnSpec): number => columns.push(spec) - 1;
  const role = (name: Role): number => add({ kind: 'role', role: name });
  const [time, type, session] = [role('time'), role('type'), role('session')];
  const tracked = lowerTracked(trackedIn([{ path: 'a', dialect }], paths.map(parsePath)), {
    path: (path) => add({ kind: 'path', path }),
    role,
  });
  const atUs = Number.POSITIVE_INFINITY;
  const fold = stateFold({
    kind: 'state',
    time,
    type,
    session,
    tracked,
    dialects: [dialect],
    atUs,
    cap: 100,
  });
  const kernel = scalarKernel({
    columns,
    reading: readingFor(dialect),
    needles: null,
    path: 'a',
    logZone: 'UTC',
    utf16: false,
  });
  const bytes = Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
  const batch = kernel.scan({ bytes, base: 0, line: 0, final: true }, 0);
  const partial = fold.init();
  fold.step(
    partial,
    batch,
    Int32Array.from(lines, (_, i) => i),
    lines.length,
  );
  return fold.finish(partial, { sourceOf: () => 'a', linesBefore: () => 0 });
}

const T = 1765343222;
const macf = (event: string, data: object, k = 0): object => ({
  timestamp: T + k,
  event,
  breadcrumb: `s_1b969d39/c_1/g_a74cf99/p_none/t_${T}`,
  data,
});
const study = (event_type: string, event_data: object, k = 0): object => ({
  timestamp: `2026-01-12T19:19:${10 + k}+00:00`,
  event_type,
  event_data: { study_name: 'n', ...event_data },
});
const mnemosyne = (type: string, rest: object): object => ({
  id: 'x',
  type,
  timestamp: '2025-11-09T13:45:23Z',
  ...rest,
});
const bus = (event_type: string, rest: object): object => ({
  timestamp: '2025-11-25T10:00:00Z',
  event_type,
  ...rest,
});
const amp = (event: string, data: object): object => ({
  ts: '2025-12-17T20:21:22.794+00:00',
  event,
  session_id: 's',
  data,
});

const ROWS: readonly (readonly [dialect: string, lines: readonly object[], fields: object, open: object])[] =
  [
    [
      'macf',
      [
        macf('session_started', { session_id: 'S', cycle: 1 }),
        macf('compaction_detected', { session_id: 'S', cycle: 2 }),
        macf('migration_detected', { current_session: 'M', current_cycle: 7, previous_session: 'S' }),
        macf('mode_change', { mode: 'AUTO_MODE', enabled: true }),
        macf('dev_drv_started', { prompt_uuid: 'p1' }),
        macf('dev_drv_started', { prompt_uuid: 'p2' }),
        macf('dev_drv_ended', { prompt_uuid: 'p1' }),
        macf('dev_drv_ended', { prompt_uuid: 'p1' }),
        macf('delegation_started', { session_id: 'S', tool_use_id: 't1' }),
        macf('delegation_started', { session_id: 'S', subagent_role: 'Ops' }),
        macf('delegation_completed', { tool_use_id: 't1' }),
        macf('deleg_drv_started', { session_id: 'S', subagent_type: 'X' }),
        macf('deleg_drv_ended', { session_id: 'S', agent_type: 'X' }),
      ],
      {
        session_id: 'S',
        cycle: 2,
        current_session: 'M',
        current_cycle: 7,
        git: 'a74cf99',
        prompt: 'p1',
        mode: 'AUTO_MODE',
        mode_enabled: true,
        compactions: 1,
      },
      { drives: ['p2'], delegations: [['S', 'Ops']], delegated_drives: [] },
    ],
    [
      'study',
      [
        study('study_start', {}),
        study('stage_start', { stage_index: 0, stage_name: 'a' }, 1),
        study('trial_start', { stage_index: 0, trial_index: 0 }, 2),
        study('trial_start', { stage_index: 0, trial_index: 1 }, 3),
        study('trial_failed', { stage_index: 0, trial_index: 0 }, 4),
        study('stage_complete', { stage_index: 0, survivors: ['c'] }, 5),
        study('stage_aborted', { stage_index: 0, reason: 'r' }, 6),
      ],
      {
        study: 'n',
        status: 'running',
        stage: 0,
        stage_name: 'a',
        survivors: ['c'],
        aborts: 1,
        abort_reason: 'r',
      },
      { trials: [['n', 0, 1]] },
    ],
    [
      'mnemosyne',
      [
        mnemosyne('phase_transition', { from: 'plan', to: 'build' }),
        mnemosyne('work_item_assigned', { item_id: 'w1' }),
        mnemosyne('work_item_started', { item_id: 'w1' }),
        mnemosyne('work_item_started', { item_id: 'w2' }),
        mnemosyne('work_item_failed', { item_id: 'w2' }),
        mnemosyne('server_started', { instance_id: 'i' }),
        mnemosyne('cli_command_started', { command: 'doctor' }),
        mnemosyne('cli_command_started', { command: 'recall' }),
        mnemosyne('cli_command_completed', { command: 'doctor' }),
        mnemosyne('agent_started', { agent_id: 'a' }),
      ],
      { phase: 'build' },
      { work_items: ['w1'], servers: ['i'], commands: [[null, 'recall']], agents: ['a'] },
    ],
    [
      'agentbus',
      [
        bus('agent.invoked', { session_id: 's', agent: { id: 'x' } }),
        bus('agent.invoked', { payload: { agent: 'y' } }),
        bus('agent.timeout', { session_id: 's', agent: 'x' }),
        bus('agent_invocation', { session_id: 's', agent: 'z', status: 'started' }),
        bus('agent_invocation', { session_id: 's', agent: 'y', status: 'completed' }),
        bus('workflow.started', { payload: { workflow_id: 'wf' } }),
        bus('task.started', { task_id: 't', stage: 'plan' }),
        bus('task.stage_changed', { payload: { task_id: 't', stage: 'build' } }),
        bus('test.run_started', { test_suite: 'unit' }),
        bus('approval.required', { approval_id: 'ap' }),
        bus('approval.denied', { payload: { approval_id: 'ap' } }),
      ],
      {},
      {
        agents: [
          [null, 'y'],
          ['s', 'z'],
        ],
        workflows: ['wf'],
        tasks: ['t'],
        tests: ['unit'],
        approvals: [],
      },
    ],
    [
      'amplifier',
      [
        amp('prompt:submit', {}),
        amp('llm:request', { provider: 'p', model: 'm' }),
        amp('tool:pre', { tool_call_id: 'c1', tool_name: 'bash' }),
        amp('tool:pre', { tool_name: 'read', parallel_group_id: 'g' }),
        amp('hook:tool:post', { tool_call_id: 'c1', tool_name: 'bash' }),
      ],
      { provider: 'p', model: 'm' },
      { turns: ['s'], tools: [['read', 'g']] },
    ],
    ['amplifier', [amp('prompt:submit', {}), amp('session:end', {})], {}, { turns: [], tools: [] }],
  ];

describe('what dialects track', () => {
  it.each(ROWS)('%s', (dialect, lines, fields, open) => {
    const answer = stateOf(dialect, lines);
    expect(
      Object.fromEntries(Object.entries(answer.fields).map(([name, { value }]) => [name, value])),
    ).toEqual(fields);
    expect(
      Object.fromEntries(
        Object.entries(answer.open).map(([name, rows]) => [name, rows.map(({ key }) => key)]),
      ),
    ).toEqual(open);
  });

  it('says the session and cycle of macf at the top, and how far a task has come', () => {
    expect(stateOf('macf', ROWS[0]![1])).toMatchObject({ session_id: 'S', cycle: 2 });
    expect(stateOf('agentbus', ROWS[3]![1]).open.tasks).toMatchObject([{ key: 't', progress: 'build' }]);
  });

  it('of any other log is the last type and session, and what is asked for', () => {
    const own = trackedBy({ name: 'generic' }).fields.map(({ name }) => name);
    expect(own).toEqual(['type', 'session']);
    expect(trackedBy({ name: 'no-such-dialect' })).toBe(trackedBy({ name: 'generic' }));
    expect(stateOf('macf', ROWS[0]![1], ['data.tool_use_id']).fields).toMatchObject({
      'data.tool_use_id': { value: 't1' },
    });
  });

  it('has names of its own in each dialect', () => {
    for (const dialect of dialectNames()) {
      const { fields, open } = trackedBy({ name: dialect });
      const names = [...fields, ...open].map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
    }
  });
});

describe('several logs', () => {
  const logs = [
    { path: 'm', dialect: 'macf' },
    { path: 'b', dialect: 'agentbus' },
    { path: 'n', dialect: 'mnemosyne' },
  ];
  const namesOf = (paths: readonly string[]): readonly string[] => {
    const { fields, open } = trackedIn(logs, paths.map(parsePath));
    return [...fields, ...open].map(({ name }) => name);
  };

  it('prefixes names only where they clash', () => {
    const names = namesOf(['phase', 'x', 'x', 'macf["mode"]']);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['agentbus.agents', 'mnemosyne.agents', 'mnemosyne.phase', 'phase', 'cycle'])
      expect(names).toContain(name);
    expect(names.filter((name) => name.includes('cycle'))).toEqual(['cycle', 'current_cycle']);
  });

  it('tracks in each log what its own dialect does, and paths in all', () => {
    const { fields, open } = trackedIn(logs, [parsePath('x')]);
    expect(fields.find(({ name }) => name === 'cycle')?.logs).toEqual(['m']);
    expect(open.find(({ name }) => name === 'agentbus.agents')?.logs).toEqual(['b']);
    expect(fields.find(({ name }) => name === 'x')?.logs).toBeUndefined();
    expect(trackedIn(logs.slice(0, 1), []).fields[0]?.logs).toBeUndefined();
  });
});
