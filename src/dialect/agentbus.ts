/**
 * agentbus: the event bus of a multi-agent platform. A line is known by one of the bus's event types and a `timestamp`.
 * In files the payload is flat beside the envelope, on the bus and in live messages it stands under `payload`: every
 * payload field is looked for in both places, flat first. Source of the rules: dialects.md, agentbus.
 */
import { parsePath } from '../base/path.ts';
import type { Dialect, Extract, RoleEntry } from '../model/dialect.ts';

/** A sentence per type, for a flat payload; `[ … ]` groups are doubled for a nested one. */
const SENTENCES: Readonly<Record<string, string>> = {
  'agent.invoked': 'Agent[ {agent}] invoked[ by {invoked_by}][: {reason}]',
  'agent.completed': 'Agent[ {agent}] completed[ in {duration_ms} ms][, {tokens_used} tokens]',
  'agent.failed': 'Agent[ {agent}] failed[: {error_type}][: {error_msg}]',
  'agent.timeout': 'Agent[ {agent}] timed out[ after {elapsed_ms} ms][ (limit {timeout_ms} ms)]',
  'agent.handoff': 'Handoff[: {from_agent} → {to_agent}][: {handoff_reason}]',
  'tool.used': 'Tool[ {tool}] used[ by {agent}][ in {duration_ms} ms][, success: {success}]',
  'tool.error': 'Tool[ {tool}] error[: {error_type}][: {error_msg}]',
  'tool.performance': 'Tool[ {tool}][ {operation}] took[ {duration_ms} ms]',
  'tool.quota_exceeded': 'Tool[ {tool}] over quota[ of {quota_type}][: {current} of {limit}]',
  'snapshot.created': 'Snapshot[ {snapshot_id}] created[: {trigger}][, {size_bytes} bytes]',
  'snapshot.restored': 'Snapshot[ {snapshot_id}] restored[: {restore_strategy}][ in {duration_ms} ms]',
  'snapshot.failed': 'Snapshot failed[: {trigger}][: {error_msg}]',
  'snapshot.cleanup': 'Snapshots cleaned up[: {deleted_count} deleted][, {space_freed_bytes} bytes freed]',
  'session.started': 'Session started[ in phase {phase}]',
  'session.token_warning': 'Token warning[: {tokens_used} of {tokens_limit}][ ({percent} %)]',
  'session.handoff_required': 'Handoff required[: {reason}]',
  'session.ended': 'Session ended[ after {duration_minutes} min][, {total_tokens} tokens][: {exit_reason}]',
  'session.summary': 'Session summary[ ({summary_type})][: {summary_text}]',
  'cost.tracked': 'Cost[ of {model}][: {cost_usd} USD][, {tokens} tokens]',
  'cost.budget_warning': 'Budget warning[: {spent} of {limit} USD][ {budget_type}][ ({percent} %)]',
  'cost.optimization_opportunity': 'Could save[ {potential_savings} USD][: {recommendation}]',
  'workflow.started': 'Workflow[ {workflow_id}] started[: {task_count} tasks]',
  'workflow.completed': 'Workflow[ {workflow_id}] completed[: {task_count} tasks]',
  'task.started': 'Task[ {task_id}] started[: {task_name}][ ({stage})]',
  'task.stage_changed': 'Task[ {task_id}] stage changed[: {previous_stage} → {stage}]',
  'task.completed': 'Task[ {task_id}] completed[: {status}][ in {duration_ms} ms]',
  'test.run_started': 'Test run started[: {test_suite}]',
  'test.run_completed': 'Test run completed[: {test_suite}][ {status}][, {passed} passed][, {failed} failed]',
  'approval.required': 'Approval[ {approval_id}] required[ for {tool}][, risk {risk_score}]',
  'approval.granted': 'Approval[ {approval_id}] granted[ by {actor}]',
  'approval.denied': 'Approval[ {approval_id}] denied[ by {actor}][: {reason}]',
  'reference_check.triggered': 'Reference check triggered[: {trigger}]',
  'reference_check.completed': 'Reference check completed[: {requirement_count} requirements]',
  agent_invocation: 'Agent[ {agent}][ {status}][: {reason}]',
  tool_usage: 'Tool[ {tool}] used[ by {agent}][ in {duration_ms} ms]',
  file_operation: 'File[ {operation}][: {file_path}]',
  decision: 'Decision[: {question}][ → {selected}]',
  error: 'Error[: {error_type}][: {error_message}]',
  context_snapshot: 'Context snapshot[: {trigger}]',
  validation: 'Validation[: {task}][ {result}]',
  requirement_reference: 'Requirement referenced[: {requirement_id}]',
};

// Every type has a sentence, so the sentences are also the list of types.
const TYPES = Object.keys(SENTENCES);

const EVENT_TYPE = parsePath('event_type');

/** The agentbus dialect: an absent severity means info (derived); durations in milliseconds. */
export const agentbus: Dialect = Object.freeze<Dialect>({
  name: 'agentbus',
  detect: [
    [
      { path: EVENT_TYPE, is: 'in', values: TYPES },
      { path: parsePath('timestamp'), is: 'present' },
    ],
  ],
  roles: {
    time: [{ path: parsePath('timestamp'), extract: { as: 'time' } }],
    type: [{ path: EVENT_TYPE, extract: { as: 'text' } }],
    session: either(['session_id'], { as: 'text' }),
    trace: either(['trace_id'], { as: 'text' }),
    agent: either(['agent', 'agent.id', 'agent.name'], { as: 'text' }),
    workflow: either(['workflow_id', 'task_id'], { as: 'text' }),
    severity: [
      ...either(['severity'], { as: 'level' }),
      { path: [], extract: { as: 'constant', value: 'info' } },
    ],
    duration: either(['duration_ms', 'metadata.duration_ms', 'elapsed_ms'], { as: 'number', scale: 1 }),
    tokens: either(['tokens', 'tokens_consumed', 'tokens_used'], { as: 'number', scale: 1 }),
    cost: either(['cost', 'cost_usd'], { as: 'number', scale: 1 }),
    status: [
      ...either(['success'], { as: 'success' }),
      ...either(['exit_code'], { as: 'exit-code' }),
      ...either(['status'], { as: 'word', ok: ['passed'], error: ['failed'] }),
      { path: EVENT_TYPE, extract: { as: 'error-type', globs: ['*.failed', '*.error', '*.timeout'] } },
    ],
    summary: [{ path: EVENT_TYPE, extract: { as: 'template', sentences: inBothPlaces(SENTENCES) } }],
  },
  types: TYPES,
});

function either(names: readonly string[], extract: Extract): RoleEntry[] {
  return names.flatMap((name) => [
    { path: parsePath(name), extract },
    { path: parsePath(`payload.${name}`), extract },
  ]);
}

function inBothPlaces(sentences: Readonly<Record<string, string>>): Record<string, string> {
  const both = (sentence: string): string =>
    sentence.replace(/\[[^\]]*\]/g, (group) => group + group.replaceAll('{', '{payload.'));
  return Object.fromEntries(Object.entries(sentences).map(([type, sentence]) => [type, both(sentence)]));
}
