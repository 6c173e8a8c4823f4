/**
 * macf: event sourcing for agents. A line is known by a `breadcrumb` that parses and an `event`.
 * Source of the rules: dialects.md, macf.
 */
import { parsePath } from '../base/path.ts';
import type { Dialect } from '../model/dialect.ts';

const EVENT = parsePath('event');
const BREADCRUMB = parsePath('breadcrumb');

/** The macf dialect: session and prompt from `data`, else from the breadcrumb; durations in milliseconds. */
export const macf: Dialect = Object.freeze<Dialect>({
  name: 'macf',
  detect: [
    [
      { path: BREADCRUMB, is: 'crumb' },
      { path: EVENT, is: 'present' },
    ],
  ],
  roles: {
    time: [{ path: parsePath('timestamp'), extract: { as: 'time' } }],
    type: [{ path: EVENT, extract: { as: 'text' } }],
    session: [
      { path: parsePath('data.session_id'), extract: { as: 'text', except: ['unknown'] } },
      { path: BREADCRUMB, extract: { as: 'crumb', part: 's' } },
    ],
    cycle: [{ path: BREADCRUMB, extract: { as: 'crumb', part: 'c' } }],
    git: [{ path: BREADCRUMB, extract: { as: 'crumb', part: 'g' } }],
    // The breadcrumb of a `dev_drv_started` still carries the prompt before it, so `data` comes first.
    prompt: [
      { path: parsePath('data.prompt_uuid'), extract: { as: 'text', except: ['none', 'unknown'] } },
      { path: BREADCRUMB, extract: { as: 'crumb', part: 'p' } },
    ],
    duration: [
      { path: parsePath('data.duration_seconds'), extract: { as: 'number', scale: 1000 } },
      { path: parsePath('data.duration'), extract: { as: 'number', scale: 1000 } },
      { path: parsePath('data.duration_ms'), extract: { as: 'number', scale: 1 } },
    ],
    status: [{ path: parsePath('data.success'), extract: { as: 'success' } }],
    summary: [
      {
        path: EVENT,
        extract: {
          as: 'template',
          sentences: {
            session_started: 'Session started[ in cycle {data.cycle}]',
            session_ended: 'Session ended[: {data.reason}]',
            compaction_detected: 'Compaction detected[, now cycle {data.cycle}]',
            migration_detected: 'Migrated[ from {data.previous_session}][ to {data.current_session}]',
            dev_drv_started: 'Drive started[: prompt {data.prompt_uuid}]',
            dev_drv_ended: 'Drive ended[ after {data.duration_seconds} s][: prompt {data.prompt_uuid}]',
            delegation_started: 'Delegated[ to {data.subagent_role}][: {data.task_description}]',
            delegation_completed:
              'Delegation[ to {data.subagent_role}][ to {data.agent_type}] completed[ in {data.duration_seconds} s]',
            deleg_drv_started: 'Delegated drive started[: {data.subagent_type}]',
            deleg_drv_ended: 'Delegated drive ended[: {data.subagent_type}][ after {data.duration} s]',
            todo_restoration_completed:
              '[{data.todos_restored} ]TODOs restored[ by {data.restoration_method}]',
            todo_restoration_skipped: 'TODO restoration skipped[: {data.reason}]',
            state_snapshot: 'State snapshot[: {data.snapshot_type}][ from {data.source}]',
            mode_change: 'Mode[ {data.mode}] changed[, enabled: {data.enabled}]',
            auto_mode_detected: 'Auto mode[: {data.auto_mode}][ ({data.source})]',
            cli_command_invoked: 'CLI invoked[: {data.command}]',
            cli_command_started: 'CLI:[ {data.command}] started',
            cli_command_completed:
              'CLI:[ {data.command}] completed[ in {data.duration_seconds} s][ — {data.result_summary}]',
            cli_command_failed:
              'CLI:[ {data.command}] failed[ after {data.duration_seconds} s][ — {data.error}]',
            cycle_correction: 'Cycle corrected[ from {data.old_cycle}][ to {data.new_cycle}]',
            tool_call_started: 'Tool[ {data.tool}] started',
            tool_call_completed: 'Tool[ {data.tool}] completed[, success: {data.success}]',
          },
        },
      },
    ],
  },
  types: [
    'session_started',
    'session_ended',
    'compaction_detected',
    'migration_detected',
    'dev_drv_started',
    'dev_drv_ended',
    'delegation_started',
    'delegation_completed',
    'deleg_drv_started',
    'deleg_drv_ended',
    'todo_restoration_completed',
    'todo_restoration_skipped',
    'state_snapshot',
    'mode_change',
    'auto_mode_detected',
    'cli_command_invoked',
    'cli_command_started',
    'cli_command_completed',
    'cli_command_failed',
    'cycle_correction',
    'tool_call_started',
    'tool_call_completed',
  ],
});
