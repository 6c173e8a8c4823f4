/**
 * The span pairs of the built-in dialects, as data. Order within a dialect does not matter, but a parent is named by a
 * pair of the same dialect. Source of the rules: dialects.md, "Spans", "Turns", "Tools of a turn", "Thinking".
 */
import { parsePath } from '../base/path.ts';
import type { Dialect } from '../model/dialect.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { SpanEndStatus, SpanKey, SpanPair, SpanType } from '../model/span.ts';

/** The pairs of a dialect: its own, else those of the built-in one of its name; none for generic logs. */
export function spanPairsOf({ name, spans }: Pick<Dialect, 'name' | 'spans'>): readonly SpanPair[] {
  return spans ?? PAIRS.get(name) ?? [];
}

/** A pair typed by the user; without a key, starts and ends of one session belong together. */
export function ownPair(own: {
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  readonly key?: Operand;
}): SpanPair {
  const { starts, ends, key } = own;
  return {
    name: starts.join(','),
    starts: types(...starts),
    ends: types(...ends),
    keys: [key === undefined ? SESSION : { parts: [[key]] }],
    order: 'fifo',
  };
}

const path = (text: string): Operand => ({ kind: 'path', path: parsePath(text) });
const role = (name: Role): Operand => ({ kind: 'role', role: name });
const types = (...names: readonly string[]): SpanType<Operand>[] => names.map((type) => ({ type }));
const end = (type: string, status: SpanEndStatus): SpanType<Operand> => ({ type, status });
/** The parts of a key; a part is the first of some paths, separated by `|`. */
const parts = (...texts: readonly string[]): readonly (readonly Operand[])[] =>
  texts.map((text) => text.split('|').map((one) => (one === '@session' ? role('session') : path(one))));
/** All parts must be there. */
const whole = (...texts: readonly string[]): SpanKey<Operand> => ({ parts: parts(...texts), whole: true });
/** An absent part is a value of its own. */
const loose = (...texts: readonly string[]): SpanKey<Operand> => ({ parts: parts(...texts) });
const SESSION = loose('@session');

const MACF_ROLE = 'data.subagent_role|data.subagent_type|data.agent_type';
const IN_DRIVE = { pair: 'dev_drv', by: [SESSION] };

const MACF: readonly SpanPair[] = [
  {
    name: 'session',
    starts: types('session_started'),
    ends: types('session_ended'),
    keys: [SESSION],
    order: 'fifo',
  },
  {
    name: 'dev_drv',
    starts: types('dev_drv_started'),
    ends: types('dev_drv_ended'),
    // The session too, where neither event names its prompt.
    keys: [whole('data.prompt_uuid'), loose('@session', 'data.prompt_uuid')],
    order: 'fifo',
    amends: ['dev_drv_ended'],
    home: SESSION,
    turn: true,
  },
  {
    name: 'delegation',
    starts: types('delegation_started'),
    ends: types('delegation_completed'),
    keys: [whole('data.tool_use_id'), loose('@session', MACF_ROLE)],
    order: 'fifo',
    title: parts(MACF_ROLE)[0]!,
    home: SESSION,
    parent: IN_DRIVE,
  },
  {
    name: 'deleg_drv',
    starts: types('deleg_drv_started'),
    ends: types('deleg_drv_ended'),
    keys: [whole('data.tool_use_id'), loose('@session', MACF_ROLE)],
    order: 'fifo',
    title: parts(MACF_ROLE)[0]!,
    parent: { pair: 'delegation', by: [SESSION] },
  },
  {
    name: 'tool_call',
    starts: types('tool_call_started'),
    ends: types('tool_call_completed'),
    keys: [whole('data.tool_use_id|tool_use_id'), loose('@session', 'data.tool')],
    order: 'fifo',
    title: parts('data.tool')[0]!,
    parent: IN_DRIVE,
  },
  {
    name: 'cli_command',
    starts: types('cli_command_started'),
    ends: [end('cli_command_completed', 'ok'), end('cli_command_failed', 'error')],
    keys: [whole('data.run_id'), loose('@session', 'data.command')],
    order: 'lifo',
    title: parts('data.command')[0]!,
    parent: IN_DRIVE,
  },
];

const STUDY_NAME = loose('event_data.study_name');
const STAGE_INDEX = loose('event_data.stage_index');

const STUDY: readonly SpanPair[] = [
  {
    name: 'study',
    starts: types('study_start'),
    ends: [end('study_complete', 'ok'), end('study_aborted', 'error'), end('study_blocked', 'error')],
    keys: [STUDY_NAME],
    // A second start opens a new run, and it is the new one that ends.
    order: 'lifo',
    title: parts('event_data.study_name')[0]!,
    home: STUDY_NAME,
    turn: true,
  },
  {
    name: 'stage',
    starts: types('stage_start'),
    ends: [end('stage_complete', 'ok'), end('stage_aborted', 'error')],
    keys: [STAGE_INDEX],
    order: 'lifo',
    amends: ['stage_aborted'],
    title: parts('event_data.stage_name|event_data.stage_index')[0]!,
    home: STAGE_INDEX,
    parent: { pair: 'study', by: [STUDY_NAME], run: true },
  },
  {
    name: 'trial',
    starts: types('trial_start'),
    ends: [end('trial_complete', 'ok'), end('trial_failed', 'error')],
    keys: [loose('event_data.trial_index')],
    order: 'fifo',
    title: parts('event_data.case_name|event_data.trial_index')[0]!,
    parent: { pair: 'stage', by: [STUDY_NAME, STAGE_INDEX], run: true },
    beginsEarlier: true,
  },
];

const INSTANCE = loose('instance_id');

/** `name_started` to `name_ENDING`, by instance. */
const byInstance = (name: string, ending: 'completed' | 'ended' | 'stopped'): SpanPair => ({
  name,
  starts: types(`${name}_started`),
  ends: ending === 'completed' ? [end(`${name}_completed`, 'ok')] : types(`${name}_${ending}`),
  keys: [INSTANCE],
  order: 'fifo',
});

const MNEMOSYNE: readonly SpanPair[] = [
  {
    name: 'cli_command',
    starts: types('cli_command_started'),
    ends: [end('cli_command_completed', 'ok'), end('cli_command_failed', 'error')],
    // Commands of one name that run at the same time are told apart by their correlation, where both events have it.
    keys: [whole('correlation_id', 'command'), loose('instance_id', 'command')],
    order: 'lifo',
    title: parts('command')[0]!,
    turn: true,
  },
  {
    name: 'work_item',
    starts: types('work_item_started', 'work_item_assigned'),
    ends: [end('work_item_completed', 'ok'), end('work_item_failed', 'error')],
    keys: [loose('item_id')],
    order: 'fifo',
    title: parts('item_id')[0]!,
    once: true,
  },
  byInstance('health_check', 'completed'),
  byInstance('evolve', 'completed'),
  byInstance('orchestration', 'completed'),
  byInstance('export', 'completed'),
  byInstance('ics_session', 'ended'),
  byInstance('interactive_mode', 'ended'),
  byInstance('dashboard', 'stopped'),
  byInstance('server', 'stopped'),
  byInstance('session', 'ended'),
];

/** agentbus: a field stands flat or under `payload`. */
const either = (name: string): string => `${name}|payload.${name}`;
const statusIs = (...values: readonly string[]): { when: { of: Operand; values: readonly string[] } } => ({
  when: { of: path('status'), values },
});
const AGENT_NAME = `${either('agent')}|${either('agent.name')}`;

const AGENTBUS: readonly SpanPair[] = [
  {
    name: 'agent',
    starts: [...types('agent.invoked'), { type: 'agent_invocation', ...statusIs('started') }],
    ends: [
      end('agent.completed', 'ok'),
      end('agent.failed', 'error'),
      end('agent.timeout', 'error'),
      { ...end('agent_invocation', 'ok'), ...statusIs('completed') },
      { ...end('agent_invocation', 'error'), ...statusIs('failed') },
    ],
    keys: [
      { parts: [[role('session')], [path('agent.id'), path('payload.agent.id')]], whole: true },
      loose('@session', AGENT_NAME),
    ],
    order: 'fifo',
    title: parts(`${AGENT_NAME}|${either('agent.id')}`)[0]!,
  },
  {
    name: 'workflow',
    starts: types('workflow.started'),
    ends: [end('workflow.completed', 'ok')],
    keys: [loose(either('workflow_id'))],
    order: 'fifo',
    title: parts(either('workflow_id'))[0]!,
    turn: true,
  },
  {
    name: 'task',
    starts: types('task.started'),
    ends: [end('task.completed', 'ok')],
    keys: [loose(either('task_id'))],
    order: 'fifo',
    title: parts(either('task_id'))[0]!,
  },
  {
    name: 'test_run',
    starts: types('test.run_started'),
    ends: [end('test.run_completed', 'ok')],
    keys: [
      whole(either('run_id')),
      whole(either('test_suite'), either('task_id')),
      loose(either('test_suite')),
    ],
    order: 'fifo',
    title: parts(either('test_suite'))[0]!,
  },
  {
    name: 'approval',
    starts: types('approval.required'),
    ends: types('approval.granted', 'approval.denied'),
    keys: [loose(either('approval_id'))],
    order: 'fifo',
    title: parts(either('approval_id'))[0]!,
  },
];

const IN_TURN = { pair: 'turn', by: [SESSION] };

const AMPLIFIER: readonly SpanPair[] = [
  {
    name: 'turn',
    starts: types('prompt:submit'),
    ends: types('prompt:complete', 'session:end'),
    keys: [SESSION],
    order: 'fifo',
    home: SESSION,
    reopens: true,
    turn: true,
    detail: 'turn',
  },
  {
    name: 'tool',
    starts: types('tool:pre', 'hook:tool:pre'),
    ends: types('tool:post', 'hook:tool:post'),
    keys: [
      whole('@session', 'data.tool_call_id'),
      loose('@session', 'data.tool_name', 'data.parallel_group_id'),
    ],
    order: 'fifo',
    title: parts('data.tool_name')[0]!,
    parent: IN_TURN,
    detail: 'tool',
  },
  {
    name: 'thinking',
    starts: [],
    ends: [],
    points: [
      ...types('thinking:delta', 'thinking:final', 'hook:thinking:delta'),
      { type: 'content_block:end', when: { of: path('data.block.type'), values: ['thinking'] } },
    ],
    keys: [],
    order: 'fifo',
    parent: IN_TURN,
    detail: 'thinking',
  },
];

const PAIRS: ReadonlyMap<string, readonly SpanPair[]> = new Map([
  ['macf', MACF],
  ['study', STUDY],
  ['mnemosyne', MNEMOSYNE],
  ['agentbus', AGENTBUS],
  ['amplifier', AMPLIFIER],
]);
