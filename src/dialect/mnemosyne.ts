/**
 * mnemosyne: events of a command-line memory system, payload flat beside the envelope. A line is known by an `id` string
 * and one of the system's types, or, in the stored form, by the type alone without `id` and `timestamp`.
 * Source of the rules: dialects.md, mnemosyne.
 */
import { parsePath } from '../base/path.ts';
import type { Dialect } from '../model/dialect.ts';

/** Importance by type; types that only travel live have no number. */
const IMPORTANCE: Readonly<Record<string, number>> = {
  phase_transition: 9,
  orchestration_started: 9,
  deadlock_detected: 8,
  context_checkpoint: 8,
  context_consolidated: 8,
  orchestration_completed: 8,
  database_initialized: 8,
  secrets_modified: 8,
  server_started: 8,
  server_stopped: 8,
  session_started: 8,
  session_ended: 8,
  evolve_completed: 7,
  review_failed: 7,
  work_item_completed: 7,
  work_item_failed: 7,
  config_changed: 7,
  artifact_created: 7,
  cli_command_failed: 6,
  work_item_requeued: 6,
  work_item_assigned: 6,
  deadlock_resolved: 6,
  health_check_completed: 6,
  ics_session_started: 6,
  ics_session_ended: 6,
  export_completed: 6,
  memory_updated: 6,
  embedding_batch_completed: 6,
  dashboard_started: 6,
  dashboard_stopped: 6,
  remember_executed: 5,
  agent_state_changed: 5,
  sub_agent_spawned: 5,
  evolve_started: 5,
  health_check_started: 5,
  export_started: 5,
  model_operation_completed: 5,
  artifact_loaded: 5,
  interactive_mode_started: 5,
  interactive_mode_ended: 5,
  cli_command_completed: 4,
  work_item_started: 4,
  recall_executed: 4,
  status_check_executed: 4,
  embedding_generated: 4,
  search_performed: 3,
  message_sent: 3,
  cli_command_started: 3,
  network_state_update: 3,
  database_operation: 2,
};

/** A sentence per type. Stored and live events of one type name some fields differently, so both names stand there. */
const SENTENCES: Readonly<Record<string, string>> = {
  phase_transition: 'Phase transition[: {from} → {to}][ (approved by {approved_by})]',
  phase_changed: 'Phase changed[: {from} → {to}]',
  orchestration_started: 'Orchestration started[: {plan_description}][ (at most {max_concurrent} at once)]',
  orchestration_completed:
    'Orchestration completed[ in {duration_ms} ms][: {work_items_completed} succeeded][, {work_items_failed} failed]',
  deadlock_detected: 'Deadlock detected[ at {detected_at}]',
  deadlock_resolved: 'Deadlock resolved[: {resolution}]',
  context_checkpoint: 'Context checkpoint[ at usage {usage_pct}][: {reason}]',
  context_checkpointed: 'Context checkpoint[ of {agent_id}][ at {usage_percent} %][ ({snapshot_id})]',
  context_consolidated:
    'Context consolidated[ for {item_id}][: {consolidation_level}][, {estimated_tokens} tokens]',
  context_modified: 'Context modified[: {file}]',
  context_validated: 'Context validated[: {file}]',
  database_initialized:
    'Database initialized[ at {database_path}][, {migrations_applied} migrations applied]',
  secrets_modified: 'Secret[ {secret_name}] modified[: {operation}]',
  config_changed: 'Config changed[: {setting}][ = {new_value}]',
  server_started: 'Server started[: {server_type}][ on {listen_addr}]',
  server_stopped: 'Server stopped[: {server_type}][ after {uptime_ms} ms][, {requests_handled} requests]',
  dashboard_started: 'Dashboard started[: {dashboard_type}]',
  dashboard_stopped: 'Dashboard stopped[: {dashboard_type}][ after {duration_ms} ms]',
  session_started: 'Session started[: {instance_id}]',
  session_ended: 'Session ended[: {instance_id}]',
  evolve_started: 'Evolution started',
  evolve_completed:
    'Evolution completed[ in {duration_ms} ms][: {consolidations} consolidated][, {decayed} decayed][, {archived} archived]',
  review_failed: 'Review failed[ for {item_id}][ (attempt {attempt})]',
  work_item_assigned:
    'Work item[ {item_id}] assigned[ to {agent}][ to {agent_id}][: {description}][: {task}]',
  work_item_started: 'Work item[ {item_id}] started[ by {agent}][ by {agent_id}][: {description}]',
  work_item_completed: 'Work item[ {item_id}] completed[ by {agent}][ by {agent_id}][ in {duration_ms} ms]',
  work_item_failed: 'Work item[ {item_id}] failed[: {error}]',
  work_item_requeued: 'Work item[ {item_id}] requeued[ (attempt {review_attempt})][: {reason}]',
  work_item_retried: 'Work item[ {item_id}] retried[ (attempt {attempt})][: {reason}]',
  artifact_created: 'Artifact created[: {artifact_type}][ {artifact_id}][ ({size_bytes} bytes)]',
  artifact_loaded: 'Artifact loaded[: {artifact_type}][ {artifact_id}]',
  cli_command_started: 'CLI:[ {command}] started',
  cli_command_completed: 'CLI:[ {command}] completed[ in {duration_ms} ms][ — {result_summary}]',
  cli_command_failed: 'CLI:[ {command}] failed[ after {duration_ms} ms][ — {error}]',
  health_check_started: 'Health check started',
  health_check_completed:
    'Health check completed[ in {duration_ms} ms][: {checks_passed} passed][, {checks_failed} failed][, {checks_warned} warned]',
  health_update: 'Health[: {memory_mb} MB][, CPU {cpu_percent} %]',
  status_check_executed:
    'Status check[: {status_summary}][, {memory_count} memories][, {database_size_mb} MB]',
  ics_session_started: 'ICS session started[: {file_path}]',
  ics_session_ended: 'ICS session ended[: {file_path}][ after {duration_ms} ms][, saved: {changes_saved}]',
  interactive_mode_started: 'Interactive mode started[: {mode}]',
  interactive_mode_ended: 'Interactive mode ended[ after {duration_ms} ms][, {commands_executed} commands]',
  export_started: 'Export started[ to {output_path}]',
  export_completed:
    'Export completed[ in {duration_ms} ms][: {memories_exported} memories][, {output_size_bytes} bytes]',
  remember_executed: 'Remembered[: {content_preview}][ (importance {importance})]',
  recall_executed: 'Recalled[ "{query}"][: {result_count} results][ in {duration_ms} ms]',
  search_performed: 'Searched[ "{query}"][ ({search_type})][: {result_count} results][ in {duration_ms} ms]',
  database_operation: 'Database[ {operation}][ on {table}][: {affected_rows} rows][ in {duration_ms} ms]',
  memory_updated: 'Memory[ {memory_id}] updated',
  memory_stored: 'Memory[ {memory_id}] stored[: {summary}]',
  memory_recalled: 'Memories recalled[ for "{query}"][: {count}]',
  memory_evolution_started: 'Memory evolution started[: {reason}]',
  memory_consolidated: 'Memories consolidated[ into {target_id}]',
  memory_decayed: 'Memory[ {memory_id}] decayed[: importance {old_importance} → {new_importance}]',
  memory_archived: 'Memory[ {memory_id}] archived[: {reason}]',
  embedding_generated: 'Embedding generated[ for {memory_id}][ with {model_name}][ in {duration_ms} ms]',
  embedding_batch_completed:
    'Embedding batch completed[ in {total_duration_ms} ms][: {successful} of {batch_size} successful][, {failed} failed]',
  model_operation_completed: 'Model operation[ {operation}] completed[: {model_name}][ — {result_summary}]',
  network_state_update: 'Network[: {connected_peers} peers connected]',
  message_sent: 'Message[: {from} → {to}][ ({message_type})]',
  agent_started: 'Agent[ {agent_id}] started[: {task}]',
  agent_completed: 'Agent[ {agent_id}] completed[: {result}]',
  agent_failed: 'Agent[ {agent_id}] failed[: {error}]',
  agent_error_recorded: 'Agent[ {agent_id}] error[ {error_count}][: {error_message}]',
  agent_restarted: 'Agent[ {agent_id}] restarted[: {reason}]',
  agent_health_degraded: 'Agent[ {agent_id}] health degraded[: {error_count} errors]',
  agent_handoff: 'Handoff[: {from_agent} → {to_agent}][: {task_description}]',
  agent_blocked: 'Agent[ {agent_id}] blocked[ on {blocked_on}][: {reason}]',
  agent_unblocked: 'Agent[ {agent_id}] unblocked[ by {unblocked_by}]',
  agent_state_changed: 'Agent[ {agent}][ {agent_id}] state[: {from} → {to}][ ({reason})]',
  sub_agent_spawned:
    'Sub-agent spawned[: {parent} → {child}][: {parent_agent} → {sub_agent}][: {task_description}]',
  skill_loaded: 'Skill loaded[: {skill_name}][ for {agent_id}]',
  skill_unloaded: 'Skill unloaded[: {skill_name}][ ({reason})]',
  skill_used: 'Skill used[: {skill_name}][ by {agent_id}]',
  skill_composition_detected: 'Skill composition detected[: {task_description}]',
  parallel_stream_started: 'Parallel stream[ {stream_id}] started[: {task_count} tasks]',
  critical_path_updated: 'Critical path updated[: done by {estimated_completion}]',
  typed_hole_filled: 'Typed hole[ {hole_name}] filled[: {component_a} ↔ {component_b}]',
  heartbeat: 'Heartbeat[ of {instance_id}]',
};

// Every type has a sentence, so the sentences are also the list of types.
const TYPES = Object.keys(SENTENCES);

const ID = parsePath('id');
const TYPE = parsePath('type');
const EVENT = parsePath('event');
const TIMESTAMP = parsePath('timestamp');

/** The mnemosyne dialect: importance and summary are derived from the type; durations in milliseconds. */
export const mnemosyne: Dialect = Object.freeze<Dialect>({
  name: 'mnemosyne',
  detect: [
    [
      { path: ID, is: 'string' },
      { path: TYPE, is: 'in', values: TYPES },
      { path: EVENT, is: 'absent' },
    ],
    [
      { path: TYPE, is: 'in', values: TYPES },
      { path: ID, is: 'absent' },
      { path: TIMESTAMP, is: 'absent' },
      { path: EVENT, is: 'absent' },
    ],
  ],
  roles: {
    time: [
      { path: TIMESTAMP, extract: { as: 'time' } },
      { path: parsePath('detected_at'), extract: { as: 'time' } },
    ],
    type: [{ path: TYPE, extract: { as: 'text' } }],
    session: [{ path: parsePath('instance_id'), extract: { as: 'text' } }],
    agent: [
      { path: parsePath('agent_id'), extract: { as: 'text' } },
      { path: parsePath('agent'), extract: { as: 'text' } },
      { path: parsePath('from_agent'), extract: { as: 'text' } },
      { path: parsePath('parent_agent'), extract: { as: 'text' } },
    ],
    workflow: [{ path: parsePath('item_id'), extract: { as: 'text' } }],
    trace: [{ path: parsePath('correlation_id'), extract: { as: 'text' } }],
    importance: [{ path: TYPE, extract: { as: 'table', numbers: IMPORTANCE } }],
    duration: [
      { path: parsePath('duration_ms'), extract: { as: 'number', scale: 1 } },
      { path: parsePath('total_duration_ms'), extract: { as: 'number', scale: 1 } },
      { path: parsePath('uptime_ms'), extract: { as: 'number', scale: 1 } },
    ],
    status: [
      {
        path: TYPE,
        extract: { as: 'error-type', globs: ['*_failed', 'agent_error_recorded', 'deadlock_detected'] },
      },
    ],
    summary: [{ path: TYPE, extract: { as: 'template', sentences: SENTENCES } }],
  },
  types: TYPES,
});
