/**
 * Which events begin and end work, by dialect, as data for `metrics`. Starts, ends and keys are those of spans and tracked
 * state (dialects.md, "Spans"); what counts as an agent, a workflow, a task or a test is said here.
 *
 * agentbus has all four by name. macf: delegations are agents. study: studies are workflows, stages tasks, trials tests.
 * mnemosyne: agents and commands are agents, work items workflows. amplifier: sub-agents are agents.
 */
import { parsePath } from '../base/path.ts';
import type { Metered, WorkEnd, WorkSet } from '../model/metrics.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { Part, Trigger } from '../model/tracked.ts';

/** What is counted in lines of this dialect; nothing for generic and for dialects of a user's file. */
export function meteredIn(dialect: string): Metered<Operand> {
  const { work = [], unspent = [] } = METERED[dialect] ?? {};
  return { dialect, work, unspent };
}

type Set = WorkSet<Operand>;

const types = (...names: readonly string[]): Trigger<Operand> => ({ types: names });
const ok = (...names: readonly string[]): WorkEnd<Operand> => ({ types: names, says: 'ok' });
const error = (...names: readonly string[]): WorkEnd<Operand> => ({ types: names, says: 'error' });
const path = (...texts: readonly string[]): Part<Operand> =>
  texts.map((text) => ({ kind: 'path', path: parsePath(text) }));
const role = (name: Role): Part<Operand> => [{ kind: 'role', role: name }];
/** agentbus: a field stands beside the envelope or under `payload`. */
const either = (...names: readonly string[]): Part<Operand> =>
  names.flatMap((name) => path(name, `payload.${name}`));

const SESSION = role('session');
const STATUS = either('status');
const invocation = (...values: readonly string[]): Trigger<Operand> => ({
  types: ['agent_invocation'],
  only: { of: STATUS, values },
});

const AGENTBUS: readonly Set[] = [
  {
    kind: 'agents',
    keys: [[SESSION, role('agent')]],
    starts: [types('agent.invoked'), invocation('started')],
    ends: [
      ok('agent.completed'),
      error('agent.failed', 'agent.timeout'),
      { ...invocation('completed'), says: 'ok' },
      { ...invocation('failed'), says: 'error' },
    ],
  },
  {
    kind: 'workflows',
    keys: [[either('workflow_id')]],
    starts: [types('workflow.started')],
    ends: [ok('workflow.completed')],
  },
  {
    kind: 'tasks',
    keys: [[either('task_id')]],
    starts: [types('task.started')],
    ends: [ok('task.completed')],
    progress: {
      types: ['task.started', 'task.stage_changed'],
      of: either('progress_pct', 'progress_percent', 'percent_complete'),
    },
  },
  {
    kind: 'tests',
    keys: [[either('run_id')], [either('test_suite'), either('task_id')], [either('test_suite')]],
    starts: [types('test.run_started')],
    // A run that does not say how it ended neither passed nor failed.
    ends: [types('test.run_completed')],
  },
];

const DELEGATE = path('data.subagent_role', 'data.subagent_type', 'data.agent_type');

const MACF: readonly Set[] = [
  {
    kind: 'agents',
    keys: [[path('data.tool_use_id')], [SESSION, DELEGATE]],
    starts: [types('delegation_started')],
    ends: [ok('delegation_completed')],
    balanced: true,
  },
];

const STUDY_NAME = path('event_data.study_name');
const STAGE = path('event_data.stage_index');

const STUDY: readonly Set[] = [
  {
    kind: 'workflows',
    keys: [[STUDY_NAME]],
    starts: [types('study_start')],
    ends: [ok('study_complete'), error('study_aborted', 'study_blocked')],
  },
  {
    kind: 'tasks',
    keys: [[STUDY_NAME, STAGE]],
    starts: [types('stage_start')],
    ends: [ok('stage_complete'), error('stage_aborted')],
  },
  {
    kind: 'tests',
    keys: [[STUDY_NAME, STAGE, path('event_data.trial_index')]],
    starts: [types('trial_start')],
    ends: [ok('trial_complete'), error('trial_failed')],
  },
];

const MNEMOSYNE: readonly Set[] = [
  {
    kind: 'agents',
    keys: [[role('agent')]],
    starts: [types('agent_started', 'agent_restarted')],
    ends: [ok('agent_completed'), error('agent_failed')],
  },
  {
    kind: 'agents',
    keys: [[SESSION, path('command')]],
    starts: [types('cli_command_started')],
    ends: [ok('cli_command_completed'), error('cli_command_failed')],
    balanced: true,
  },
  {
    kind: 'workflows',
    keys: [[role('workflow')]],
    starts: [types('work_item_assigned', 'work_item_started', 'work_item_requeued', 'work_item_retried')],
    ends: [ok('work_item_completed'), error('work_item_failed')],
  },
];

const subAgent = (...names: readonly string[]): Trigger<Operand> => ({
  types: names,
  only: { of: path('data.tool_name'), values: ['Task', 'delegate'] },
});

const AMPLIFIER: readonly Set[] = [
  {
    kind: 'agents',
    keys: [
      [SESSION, path('data.tool_call_id')],
      [SESSION, path('data.tool_name'), path('data.parallel_group_id')],
    ],
    starts: [subAgent('tool:pre', 'hook:tool:pre')],
    ends: [{ ...subAgent('tool:post', 'hook:tool:post'), says: 'ok' }],
    balanced: true,
  },
];

const METERED: Readonly<
  Record<string, { readonly work: readonly Set[]; readonly unspent?: readonly string[] }>
> = {
  macf: { work: MACF },
  study: { work: STUDY },
  mnemosyne: { work: MNEMOSYNE },
  agentbus: {
    work: AGENTBUS,
    unspent: [
      'session.token_warning',
      'session.ended',
      'session.summary',
      'context_snapshot',
      'cost.budget_warning',
    ],
  },
  amplifier: { work: AMPLIFIER },
};
