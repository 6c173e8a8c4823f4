/** What the events of macf hold, by type: the fields of `data` as they stand in the log. Source: dialects.md, macf. */
import type { ExactNumber } from './spell.ts';

/** Seconds; `float(3600)` is written `3600.0`, as Python does. */
type Seconds = number | ExactNumber;

/** By type; other lower-case types are written too, with data of any kind. */
export interface MacfData {
  /** A session begins. `session_id` and `cycle` are filled in. */
  session_started: { session_id?: string; cycle?: number };
  /** A session ends. `session_id` and `cycle` are filled in. */
  session_ended: { session_id?: string; cycle?: number; reason?: string; tokens_used?: number };
  /** The context was compacted; `cycle` is the one that begins. */
  compaction_detected: {
    session_id?: string;
    cycle: number;
    detection_method?: string;
    compaction_count?: number;
  };
  /** The session changed without compaction. `orphaned_todo_size` is in bytes. */
  migration_detected: {
    previous_session: string;
    current_session: string;
    orphaned_todo_size?: number;
    current_cycle?: number;
  };
  /** A prompt was submitted. */
  dev_drv_started: { session_id?: string; prompt_uuid: string };
  /** The work on a prompt ended. */
  dev_drv_ended: { session_id?: string; prompt_uuid: string; duration_seconds?: Seconds };
  /** Work was given to a sub-agent. */
  delegation_started: {
    session_id?: string;
    tool_use_id?: string;
    subagent_role?: string;
    subagent_type?: string;
    task_description?: string;
  };
  /** A sub-agent gave it back. */
  delegation_completed: {
    session_id?: string;
    tool_use_id?: string;
    subagent_role?: string;
    agent_type?: string;
    duration_seconds?: Seconds;
    success?: boolean;
  };
  /** A sub-agent's own drive began. */
  deleg_drv_started: { session_id?: string; tool_use_id?: string; subagent_type?: string };
  /** A sub-agent's own drive ended. `duration` is in seconds. */
  deleg_drv_ended: { session_id?: string; tool_use_id?: string; subagent_type?: string; duration?: Seconds };
  /** TODOs of another session were restored. */
  todo_restoration_completed: {
    session_id?: string;
    previous_session?: string;
    todos_restored?: number;
    restoration_method?: string;
  };
  /** There was nothing to restore. */
  todo_restoration_skipped: { session_id?: string; reason?: string };
  /** What is tracked, at one moment. */
  state_snapshot: {
    session_id?: string;
    snapshot_type?: string;
    source?: string;
    event_tallies?: object;
    accumulated_durations?: object;
    derived_values?: object;
    current_state?: object;
    snapshot_metadata?: object;
  };
  /** A mode was switched. */
  mode_change: { session_id?: string; mode: string; enabled?: boolean; auth_validated?: boolean };
  /** Whether the agent acts by itself, and how that is known. */
  auto_mode_detected: {
    session_id?: string;
    cycle?: number;
    auto_mode: boolean;
    source?: string;
    confidence?: Seconds;
  };
  /** A command of the framework was called. */
  cli_command_invoked: { session_id?: string; command: string; argv?: readonly string[] };
  /** A command began (see `withLifecycle`). */
  cli_command_started: { session_id?: string; run_id?: string; command: string; args?: readonly unknown[] };
  /** It completed. */
  cli_command_completed: {
    session_id?: string;
    run_id?: string;
    command: string;
    duration_seconds?: Seconds;
    success?: boolean;
    result_summary?: string;
  };
  /** It failed. */
  cli_command_failed: {
    session_id?: string;
    run_id?: string;
    command: string;
    duration_seconds?: Seconds;
    success?: boolean;
    error?: string;
  };
  /** The cycle was set right. */
  cycle_correction: { session_id?: string; old_cycle?: number; new_cycle?: number };
  /** A tool was called. */
  tool_call_started: { session_id?: string; tool: string; tool_use_id?: string };
  /** A tool gave its result. */
  tool_call_completed: {
    session_id?: string;
    tool: string;
    tool_use_id?: string;
    success?: boolean;
    duration_ms?: number;
  };
}
