/** What counts as agents, workflows, tasks and tests: lines of a log in, figures out; the events named are events there are. */
import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../src/dialect/dialects.ts';
import { meteredIn } from '../../src/dialect/work.ts';
import type { MetricsSnapshot } from '../../src/model/metrics.ts';
import { liveMetrics } from '../../src/run/metrics.ts';

const T = 1_764_000_000;
const at = (k: number): string => new Date((T + k) * 1000).toISOString();

const bus = (event_type: string, data: object, k: number): object => ({
  timestamp: at(k),
  session_id: 's',
  event_type,
  ...data,
});
const nested = (event_type: string, payload: object, k: number): object => ({
  type: 'event',
  event_type,
  timestamp: at(k),
  payload,
});
const macf = (event: string, data: object, k: number): object => ({
  timestamp: T + k,
  event,
  breadcrumb: `s_1b969d39/c_1/g_a74cf99/p_none/t_${T}`,
  data,
});
const study = (event_type: string, data: object, k: number): object => ({
  event_type,
  timestamp: at(k),
  event_data: { study_name: 'n45', ...data },
});
const mnemosyne = (type: string, data: object, k: number): object => ({
  id: `${k}`,
  instance_id: 'i',
  type,
  timestamp: at(k),
  ...data,
});
const amplifier = (event: string, data: object, k: number): object => ({
  ts: at(k),
  event,
  session_id: 's',
  data,
});

type Row = readonly [what: string, lines: readonly object[], expected: Partial<MetricsSnapshot>];

const ROWS: readonly Row[] = [
  [
    'agentbus: agents by name, flat and nested; a second start of one does not make two',
    [
      bus('agent.invoked', { agent: 'a' }, 0),
      bus('agent.invoked', { agent: { id: 'b', name: 'B' } }, 1),
      nested('agent.invoked', { agent: 'c' }, 2),
      bus('agent.invoked', { agent: 'a' }, 3),
      bus('agent.completed', { agent: 'a', duration_ms: 30, exit_code: 0 }, 4),
      bus('agent.failed', { agent: { id: 'b', name: 'B' }, duration_ms: 10 }, 5),
      bus('tool.used', { agent: 'c', duration_ms: 1000 }, 6),
    ],
    {
      agents_active: 1,
      agents_completed: 1,
      agents_failed: 1,
      agents_per_minute: 4,
      avg_agent_duration_ms: 20,
      p99_agent_duration_ms: 30,
      p99_duration_ms: 1000,
    },
  ],
  [
    'agentbus: an agent that completed with an exit code failed; a timeout is a failure; the older form',
    [
      bus('agent.completed', { agent: 'a', exit_code: 1 }, 0),
      bus('agent.timeout', { agent: 'b' }, 1),
      bus('agent_invocation', { agent: 'c', status: 'started' }, 2),
      bus('agent_invocation', { agent: 'c', status: 'failed' }, 3),
      bus('agent_invocation', { agent: 'd', status: 'started' }, 4),
    ],
    { agents_active: 1, agents_completed: 0, agents_failed: 3 },
  ],
  [
    'agentbus: workflows and tasks, with mean progress of those under way',
    [
      bus('workflow.started', { workflow_id: 'w' }, 0),
      bus('task.started', { task_id: 't1', progress_pct: 0 }, 1),
      nested('task.started', { task_id: 't2' }, 2),
      nested('task.stage_changed', { task_id: 't2', progress_pct: 60 }, 3),
      bus('task.started', { task_id: 't3', progress_pct: 90 }, 4),
      bus('task.completed', { task_id: 't3', status: 'passed' }, 5),
      bus('task.started', { task_id: 't4' }, 6),
      bus('task.completed', { task_id: 't5', status: 'failed' }, 7),
      bus('task.stage_changed', { task_id: 't4', progress_pct: 'half' }, 8),
    ],
    {
      workflows_active: 1,
      tasks_active: 3,
      tasks_completed: 1,
      tasks_failed: 1,
      task_progress_avg: 30,
    },
  ],
  [
    'agentbus: test runs by run, else by suite; one that does not say how it ended is neither',
    [
      bus('test.run_started', { run_id: 'r1', test_suite: 'unit' }, 0),
      bus('test.run_completed', { run_id: 'r1', status: 'passed' }, 1),
      bus('test.run_started', { test_suite: 'unit' }, 2),
      bus('test.run_completed', { test_suite: 'unit', status: 'failed' }, 3),
      bus('test.run_completed', { test_suite: 'other' }, 4),
      nested('test.run_started', { test_suite: 'slow', task_id: 't' }, 5),
    ],
    { tests_running: 1, tests_passed: 1, tests_failed: 1 },
  ],
  [
    'agentbus: a level of tokens is not spent',
    [
      bus('cost.tracked', { tokens: 100, cost_usd: 0.5 }, 0),
      bus('session.token_warning', { tokens_used: 150_000 }, 1),
      bus('context_snapshot', { tokens: 61_000 }, 2),
    ],
    { total_tokens: 100, total_cost: 0.5, cost_per_hour: 30 },
  ],
  [
    'macf: delegations are agents; two of one role may be under way',
    [
      macf('delegation_started', { subagent_role: 'R' }, 0),
      macf('delegation_started', { subagent_role: 'R' }, 1),
      macf('delegation_completed', { subagent_role: 'R', success: true, duration_seconds: 1.5 }, 2),
      macf('delegation_started', { tool_use_id: 'x' }, 3),
      macf('delegation_completed', { tool_use_id: 'x', success: false }, 4),
    ],
    { agents_active: 1, agents_completed: 1, agents_failed: 1, avg_agent_duration_ms: 1500 },
  ],
  [
    'study: studies, stages, trials',
    [
      study('study_start', {}, 0),
      study('stage_start', { stage_index: 0 }, 1),
      study('trial_start', { stage_index: 0, trial_index: 0 }, 2),
      study('trial_complete', { stage_index: 0, trial_index: 0, success: true, runtime_seconds: 2 }, 3),
      study('trial_start', { stage_index: 0, trial_index: 1 }, 4),
      study('trial_failed', { stage_index: 0, trial_index: 2 }, 5),
      study('trial_complete', { stage_index: 0, trial_index: 3, success: false }, 6),
      study('stage_complete', { stage_index: 0 }, 7),
      study('stage_start', { stage_index: 1 }, 8),
    ],
    {
      workflows_active: 1,
      tasks_active: 1,
      tasks_completed: 1,
      tests_running: 1,
      tests_passed: 1,
      tests_failed: 2,
      p50_duration_ms: 2000,
    },
  ],
  [
    'mnemosyne: agents and commands, work items',
    [
      mnemosyne('agent_started', { agent_id: 'a' }, 0),
      mnemosyne('agent_failed', { agent_id: 'a' }, 1),
      mnemosyne('agent_restarted', { agent_id: 'a' }, 2),
      mnemosyne('cli_command_started', { command: 'doctor' }, 3),
      mnemosyne('cli_command_completed', { command: 'doctor', duration_ms: 245 }, 4),
      mnemosyne('work_item_assigned', { item_id: 'w' }, 5),
      mnemosyne('work_item_completed', { item_id: 'v' }, 6),
      mnemosyne('work_item_failed', { item_id: 'u' }, 7),
    ],
    {
      agents_active: 1,
      agents_completed: 1,
      agents_failed: 1,
      avg_agent_duration_ms: 245,
      workflows_active: 1,
      workflows_completed: 1,
      workflows_failed: 1,
    },
  ],
  [
    'amplifier: sub-agents are agents, other tools are not',
    [
      amplifier('tool:pre', { tool_name: 'Task', tool_call_id: '1' }, 0),
      amplifier('tool:pre', { tool_name: 'delegate', parallel_group_id: 'g' }, 1),
      amplifier('tool:pre', { tool_name: 'read_file' }, 2),
      amplifier('tool:post', { tool_name: 'Task', tool_call_id: '1', result: { success: false } }, 3),
      amplifier('llm:response', { usage: { input_tokens: 3, output_tokens: 4, cost_usd: '0.25' } }, 4),
      amplifier('content_block:end', { usage: { input_tokens: 3, output_tokens: 4 } }, 5),
    ],
    { agents_active: 1, agents_completed: 0, agents_failed: 1, total_tokens: 7, total_cost: 0.25 },
  ],
  [
    'generic: events, types and durations, and no work',
    [
      { time: at(0), event: 'request', duration_ms: 12 },
      { time: at(1), event: 'agent.invoked' },
    ],
    {
      total_events: 2,
      agents_active: 0,
      avg_duration_ms: 12,
      events_by_type: { request: 1, 'agent.invoked': 1 },
    },
  ],
];

test.each(ROWS)('%s', (_, lines, expected) => {
  const live = liveMetrics({ now: () => (T + 30) * 1e6 });
  for (const line of lines) live.take({ row: { path: 'log', bytes: Buffer.from(JSON.stringify(line)) } });
  expect(live.snapshot(60e6)).toMatchObject(expected);
});

describe('types are those of the dialect', () => {
  test.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('%s', (name, dialect) => {
    const { work, unspent } = meteredIn(name);
    const named = work.flatMap(({ starts, ends, progress }) => [
      ...[...starts, ...ends].flatMap(({ types }) => types),
      ...(progress?.types ?? []),
    ]);
    expect(named.length).toBeGreaterThan(0);
    expect([...named, ...unspent].filter((type) => !dialect.types.includes(type))).toEqual([]);
  });
});
