/**
 * What each dialect keeps an eye on, as data. Source of the rules: dialects.md, "Tracked state" and the spans of each
 * dialect. Things that are begun and ended are keyed as the spans are.
 */
import { parsePath } from '../base/path.ts';
import type { Dialect } from '../model/dialect.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { OpenSet, Part, Tracked, TrackedField, Trigger } from '../model/tracked.ts';

type Field = TrackedField<Operand>;
type Open = OpenSet<Operand>;

const SESSION = role('session');
const DELEGATE: readonly Part<Operand>[] = [
  SESSION,
  path('data.subagent_role', 'data.subagent_type', 'data.agent_type'),
];

const MACF: Tracked<Operand> = {
  fields: [
    { ...last('session_id', path('data.session_id')), lead: 'session_id' },
    { ...last('cycle', path('data.cycle')), lead: 'cycle' },
    last('current_session', path('data.current_session'), ['migration_detected']),
    last('current_cycle', path('data.current_cycle'), ['migration_detected']),
    last('git', role('git')),
    last('prompt', role('prompt')),
    last('mode', path('data.mode', 'data.new_mode', 'data.auto_mode'), ['mode_change']),
    last('mode_enabled', path('data.enabled'), ['mode_change']),
    { name: 'compactions', as: 'count', types: ['compaction_detected'] },
  ],
  open: [
    // Writers emit two ends a drive, so ends are not counted against starts.
    pair('drives', 'dev_drv_started', 'dev_drv_ended', [[path('data.prompt_uuid')], [SESSION]]),
    {
      ...pair('delegations', 'delegation_started', 'delegation_completed', [
        [path('data.tool_use_id')],
        DELEGATE,
      ]),
      balanced: true,
    },
    {
      ...pair('delegated_drives', 'deleg_drv_started', 'deleg_drv_ended', [
        [path('data.tool_use_id')],
        DELEGATE,
      ]),
      balanced: true,
    },
  ],
};

const STUDY_NAME = path('event_data.study_name');
const STAGE = path('event_data.stage_index');
const STUDY: Tracked<Operand> = {
  fields: [
    last('study', STUDY_NAME, ['study_start', 'study_complete', 'study_aborted', 'study_blocked']),
    {
      name: 'status',
      as: 'word',
      words: {
        study_start: 'running',
        study_complete: 'complete',
        study_aborted: 'aborted',
        study_blocked: 'blocked',
      },
    },
    last('stage', STAGE, ['stage_start']),
    last('stage_name', path('event_data.stage_name'), ['stage_start']),
    last('survivors', path('event_data.survivors', 'event_data.final_survivors'), [
      'stage_complete',
      'study_complete',
    ]),
    { name: 'aborts', as: 'count', types: ['study_aborted', 'stage_aborted'] },
    last('abort_reason', path('event_data.abort_reason', 'event_data.reason'), [
      'study_aborted',
      'stage_aborted',
      'study_blocked',
    ]),
  ],
  open: [
    pair(
      'trials',
      'trial_start',
      ['trial_complete', 'trial_failed'],
      [[STUDY_NAME, STAGE, path('event_data.trial_index')]],
    ),
  ],
};

const MNEMOSYNE: Tracked<Operand> = {
  fields: [last('phase', path('to'), ['phase_transition', 'phase_changed'])],
  open: [
    pair(
      'work_items',
      ['work_item_assigned', 'work_item_started', 'work_item_requeued', 'work_item_retried'],
      ['work_item_completed', 'work_item_failed'],
      [[role('workflow')]],
    ),
    pair('servers', 'server_started', 'server_stopped', [[SESSION]]),
    {
      ...pair(
        'commands',
        'cli_command_started',
        ['cli_command_completed', 'cli_command_failed'],
        [[SESSION, path('command')]],
      ),
      balanced: true,
    },
    pair(
      'agents',
      ['agent_started', 'agent_restarted'],
      ['agent_completed', 'agent_failed'],
      [[role('agent')]],
    ),
  ],
};

const TASK = either('task_id');
const STATUS = either('status');
const AGENTBUS: Tracked<Operand> = {
  fields: [],
  open: [
    {
      name: 'agents',
      keys: [[SESSION, role('agent')]],
      starts: [
        { types: ['agent.invoked'] },
        { types: ['agent_invocation'], only: { of: STATUS, values: ['started'] } },
      ],
      ends: [
        { types: ['agent.completed', 'agent.failed', 'agent.timeout'] },
        { types: ['agent_invocation'], only: { of: STATUS, values: ['completed', 'failed'] } },
      ],
    },
    pair('workflows', 'workflow.started', 'workflow.completed', [[either('workflow_id')]]),
    {
      ...pair('tasks', 'task.started', 'task.completed', [[TASK]]),
      progress: { types: ['task.started', 'task.stage_changed'], of: either('stage') },
    },
    pair('tests', 'test.run_started', 'test.run_completed', [
      [either('run_id')],
      [either('test_suite'), TASK],
      [either('test_suite')],
    ]),
    pair(
      'approvals',
      'approval.required',
      ['approval.granted', 'approval.denied'],
      [[either('approval_id')]],
    ),
  ],
};

const MODEL_TYPES = ['llm:request', 'llm:response', 'provider:request'];
const AMPLIFIER: Tracked<Operand> = {
  fields: [
    last('provider', path('data.provider'), MODEL_TYPES),
    last('model', path('data.model'), MODEL_TYPES),
  ],
  open: [
    pair('turns', 'prompt:submit', ['prompt:complete', 'session:end'], [[SESSION]]),
    {
      ...pair(
        'tools',
        ['tool:pre', 'hook:tool:pre'],
        ['tool:post', 'hook:tool:post'],
        [[path('data.tool_call_id')], [path('data.tool_name'), path('data.parallel_group_id')]],
      ),
      balanced: true,
    },
  ],
};

const ANY: Tracked<Operand> = { fields: [last('type', role('type')), last('session', SESSION)], open: [] };

const TRACKED: ReadonlyMap<string, Tracked<Operand>> = new Map([
  ['macf', MACF],
  ['study', STUDY],
  ['mnemosyne', MNEMOSYNE],
  ['agentbus', AGENTBUS],
  ['amplifier', AMPLIFIER],
]);

/** What a dialect tracks: its own, else that of the built-in one of its name; the last type and session for others. */
export function trackedBy({ name, tracked }: Pick<Dialect, 'name' | 'tracked'>): Tracked<Operand> {
  return tracked ?? TRACKED.get(name) ?? ANY;
}

function last(name: string, of: Part<Operand>, types?: readonly string[]): Field {
  return { name, as: 'last', of, ...(types === undefined ? {} : { types }) };
}

function pair(
  name: string,
  ...[starts, ends, keys]: [string | readonly string[], string | readonly string[], Open['keys']]
): Open {
  return { name, keys, starts: [trigger(starts)], ends: [trigger(ends)] };
}

function trigger(types: string | readonly string[]): Trigger<Operand> {
  return { types: typeof types === 'string' ? [types] : types };
}

function path(...texts: readonly string[]): Part<Operand> {
  return texts.map((text) => ({ kind: 'path', path: parsePath(text) }));
}

/** A payload field stands beside the envelope or under `payload`. */
function either(name: string): Part<Operand> {
  return path(name, `payload.${name}`);
}

function role(name: Role): Part<Operand> {
  return [{ kind: 'role', role: name }];
}
