import { expect, test } from 'vitest';
import { readingFor } from '../../src/dialect/detect.ts';
import { readRoles } from './read.ts';

const CRUMB = 's_1b969d39/c_7/g_a74cf99/p_89b2e93f/t_1765343222';
const UUID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';
const PROMPT = '50bb6ed7-b44d-4aec-92f7-b513765c96f8';
const macf = (event: string, data: object, breadcrumb = CRUMB) => ({
  timestamp: 1765343222.1145039,
  event,
  breadcrumb,
  data,
  hook_input: {},
});
const study = (event_type: string, event_data: object) => ({
  event_type,
  timestamp: '2026-01-12T19:19:22.571914+00:00',
  event_data: { study_name: 'n45', ...event_data },
});
const memory = (type: string, fields: object) => ({
  id: 'e1',
  instance_id: 'a1b2',
  type,
  timestamp: '2025-11-09T13:45:23.120456Z',
  ...fields,
});
const bus = (event_type: string, fields: object) => ({
  timestamp: '2025-11-25T10:00:00.123456+00:00',
  session_id: 's1',
  trace_id: 't1',
  event_type,
  ...fields,
});
const live = (event_type: string, payload: object) => ({
  type: 'event',
  event_type,
  timestamp: '2025-11-25T10:00:00Z',
  payload,
});
const amp = (event: string | null, data: object | undefined, top: object = {}) => ({
  ts: '2025-12-17T20:21:22.794000999+00:00',
  lvl: 'INFO',
  schema: { name: 'amplifier.log', ver: '1.0.0' },
  event,
  ...top,
  ...(data ? { data } : {}),
});
const usage = { input_tokens: 2, output_tokens: 354, cost_usd: '0.5' };

/** An event of a log of that dialect, and what the roles give; `undefined` is "absent". */
const rows: readonly (readonly [
  own: string,
  event: object,
  roles: Record<string, string | number | undefined>,
])[] = [
  [
    'macf',
    macf('session_started', { session_id: UUID, cycle: 9 }),
    {
      dialect: 'macf',
      time: 1765343222114503,
      type: 'session_started',
      session: UUID,
      cycle: '7',
      git: 'a74cf99',
      prompt: '89b2e93f',
      summary: 'Session started in cycle 9',
    },
  ],
  [
    'macf',
    macf('x', {}),
    { dialect: 'macf', session: '1b969d39', status: undefined, duration: undefined, severity: undefined },
  ],
  ['macf', macf('x', { session_id: 'unknown' }), { session: '1b969d39' }],
  [
    'macf',
    macf('x', {}, 's_unknown/c_1/g_none/p_none/t_1765343222'),
    { dialect: 'macf', session: undefined, git: undefined, prompt: undefined },
  ],
  ['macf', macf('dev_drv_started', { prompt_uuid: PROMPT }), { prompt: PROMPT }],
  ['macf', macf('x', { prompt_uuid: 'none' }), { prompt: '89b2e93f' }],
  ['macf', macf('x', { duration_seconds: 0, duration: 5 }), { duration: 0 }],
  ['macf', macf('x', { duration: 1.5, duration_ms: 7 }), { duration: 1500 }],
  ['macf', macf('x', { duration_ms: 7, success: true }), { duration: 7, status: 'ok' }],
  ['macf', macf('x', { success: false }), { status: 'error' }],
  [
    'macf',
    macf('x', {}, 'C60/abc12345/ead030a'),
    { dialect: 'macf', session: 'abc12345', cycle: '60', prompt: 'ead030a', git: undefined },
  ],
  [
    'macf',
    macf('x', {}, 's_1b969d39/c_7/g_a74cf99/p_none/t_20251210_0507'),
    { dialect: 'macf', session: '1b969d39' },
  ],
  [
    'macf',
    macf('x', { session_id: UUID }, 'no breadcrumb'),
    { dialect: 'generic', session: UUID, type: 'x', cycle: undefined },
  ],
  ['macf', { event: 'x', timestamp: 1765343222 }, { dialect: 'generic', type: 'x', time: 1765343222000000 }],

  [
    'study',
    study('trial_complete', { success: true, runtime_seconds: 12.5, trial_index: 5, case_name: 'c5' }),
    {
      dialect: 'study',
      time: 1768245562571914,
      type: 'trial_complete',
      session: 'n45',
      workflow: 'n45',
      duration: 12500,
      status: 'ok',
      summary: 'Trial 5 c5 completed in 12.5 s, success: true',
    },
  ],
  [
    'study',
    study('legality_check', { legal: false, reason: null }),
    { status: 'error', summary: 'Legality check, legal: false' },
  ],
  ['study', study('trial_failed', { failure_type: 'crash' }), { status: 'error' }],
  ['study', study('study_aborted', {}), { status: 'error' }],
  ['study', study('study_blocked', {}), { status: 'error' }],
  ['study', study('stage_start', {}), { status: undefined, duration: undefined }],
  ['study', { ...study('trial_start', {}), event_data: 'text' }, { dialect: 'generic' }],
  ['study', study('another_event', {}), { dialect: 'generic', session: 'n45' }],

  [
    'mnemosyne',
    memory('cli_command_completed', { command: 'doctor', duration_ms: 245, result_summary: 'Success' }),
    {
      dialect: 'mnemosyne',
      time: 1762695923120456,
      type: 'cli_command_completed',
      session: 'a1b2',
      importance: 4,
      duration: 245,
      status: undefined,
      summary: 'CLI: doctor completed in 245 ms — Success',
    },
  ],
  [
    'mnemosyne',
    { type: 'phase_transition', from: 'plan', to: 'build' },
    { dialect: 'mnemosyne', importance: 9, time: undefined, summary: 'Phase transition: plan → build' },
  ],
  [
    'mnemosyne',
    { type: 'deadlock_detected', detected_at: '2025-11-09T13:45:23Z' },
    { dialect: 'mnemosyne', time: 1762695923000000, status: 'error', importance: 8 },
  ],
  ['mnemosyne', memory('heartbeat', {}), { importance: undefined, summary: 'Heartbeat of a1b2' }],
  [
    'mnemosyne',
    memory('work_item_failed', { agent: 'Executor', item_id: 'wi', correlation_id: 'c', error: 'no' }),
    { agent: 'Executor', workflow: 'wi', trace: 'c', status: 'error' },
  ],
  [
    'mnemosyne',
    memory('agent_handoff', { from_agent: 'a', to_agent: 'b' }),
    { agent: 'a', summary: 'Handoff: a → b' },
  ],
  ['mnemosyne', memory('sub_agent_spawned', { parent_agent: 'p', sub_agent: 'q' }), { agent: 'p' }],
  [
    'mnemosyne',
    memory('agent_error_recorded', { agent_id: 'r', agent: 's' }),
    { agent: 'r', status: 'error' },
  ],
  ['mnemosyne', memory('embedding_batch_completed', { total_duration_ms: 9 }), { duration: 9 }],
  ['mnemosyne', memory('server_stopped', { uptime_ms: 10 }), { duration: 10 }],
  ['mnemosyne', { type: 'heartbeat', timestamp: '2025-11-09T13:45:23Z' }, { dialect: 'generic' }],
  ['mnemosyne', { ...memory('heartbeat', {}), event: 'x' }, { dialect: 'generic' }],

  [
    'agentbus',
    bus('agent.completed', {
      agent: 'tester',
      duration_ms: 5230,
      tokens_used: 8100,
      exit_code: 0,
      cost_usd: 0.25,
    }),
    {
      dialect: 'agentbus',
      time: 1764064800123456,
      type: 'agent.completed',
      session: 's1',
      trace: 't1',
      agent: 'tester',
      severity: 'info',
      duration: 5230,
      tokens: 8100,
      cost: 0.25,
      status: 'ok',
      summary: 'Agent tester completed in 5230 ms, 8100 tokens',
    },
  ],
  [
    'agentbus',
    live('agent.completed', { agent: 'tester', duration_ms: 7, tokens: 3, exit_code: 1 }),
    {
      dialect: 'agentbus',
      session: undefined,
      agent: 'tester',
      duration: 7,
      tokens: 3,
      status: 'error',
      summary: 'Agent tester completed in 7 ms',
    },
  ],
  [
    'agentbus',
    bus('agent.failed', { agent: { id: 'a1', name: 'n' }, severity: 'critical' }),
    { agent: 'a1', severity: 'fatal', status: 'error' },
  ],
  ['agentbus', bus('agent.failed', { agent: { name: 'n' } }), { agent: 'n' }],
  [
    'agentbus',
    live('tool.error', { agent: { name: 'n' }, severity: 'warning' }),
    { agent: 'n', severity: 'warning', status: 'error' },
  ],
  ['agentbus', bus('task.started', { task_id: 't', workflow_id: 'w' }), { workflow: 'w' }],
  ['agentbus', live('task.started', { task_id: 't' }), { workflow: 't' }],
  [
    'agentbus',
    bus('tool.used', { success: false, exit_code: 0, metadata: { duration_ms: 3 } }),
    { status: 'error', duration: 3 },
  ],
  [
    'agentbus',
    bus('agent.timeout', { elapsed_ms: 4, tokens_consumed: 5, cost: 6 }),
    { duration: 4, tokens: 5, cost: 6, status: 'error' },
  ],
  ['agentbus', bus('test.run_completed', { status: 'passed' }), { status: 'ok' }],
  ['agentbus', bus('test.run_completed', { status: 'failed' }), { status: 'error' }],
  ['agentbus', bus('tool_usage', { tool: 'Read' }), { dialect: 'agentbus', status: undefined }],
  ['agentbus', bus('agent.danced', {}), { dialect: 'generic', severity: undefined, session: 's1' }],

  [
    'amplifier',
    amp('hook:tool:pre', { tool_name: 'read_file' }),
    { dialect: 'amplifier', type: 'tool:pre', summary: 'Tool read_file started' },
  ],
  ['amplifier', amp('hook:', {}), { dialect: 'amplifier', type: 'log' }],
  [
    'amplifier',
    amp('tool:post', { tool_name: 'x', result: { success: true }, session_id: 'd' }),
    {
      dialect: 'amplifier',
      time: 1766002882794000,
      type: 'tool:post',
      session: 'd',
      severity: 'info',
      status: 'ok',
    },
  ],
  [
    'amplifier',
    amp('tool:post', { result: { success: false } }, { status: 'ok', session_id: 't' }),
    { session: 't', status: 'ok' },
  ],
  [
    'amplifier',
    amp(null, undefined, { message: 'm', lvl: 'ERROR' }),
    { dialect: 'amplifier', type: 'log', session: 'dir', severity: 'error', message: 'm' },
  ],
  ['amplifier', amp('llm:response', { usage, duration_ms: 8 }), { tokens: 356, cost: 0.5, duration: 8 }],
  [
    'amplifier',
    amp('llm:response', { usage: { input: 3, output: 4, cost_usd: 2 } }, { duration_ms: 9 }),
    { tokens: 7, cost: 2, duration: 9 },
  ],
  ['amplifier', amp('content_block:end', { usage }), { tokens: undefined, cost: undefined }],
  [
    'amplifier',
    { type: 'tool:pre', timestamp: '2025-12-17T20:21:22Z', data: { tool_name: 'grep' } },
    {
      dialect: 'amplifier',
      type: 'tool:pre',
      time: 1766002882000000,
      session: 'dir',
      summary: 'Tool grep started',
    },
  ],
  ['amplifier', { ts: '2025-12-17T20:21:22Z', event: 'tool:pre', data: 'text' }, { dialect: 'generic' }],
  [
    'amplifier',
    { ts: '2025-12-17T20:21:22Z', event: null, message: 'm' },
    { dialect: 'generic', type: undefined, message: 'm' },
  ],
];

test.each(rows)('%s: %j', (own, event, expected) => check(own, event, expected));

function check(own: string, event: object, expected: Record<string, string | number | undefined>): void {
  const [roles] = readRoles([JSON.stringify(event)], readingFor(own), 'sessions/dir/events.jsonl');
  const shown = Object.keys(expected).map((role) => [role, roles![role]]);
  expect(Object.fromEntries(shown)).toEqual(expected);
}
