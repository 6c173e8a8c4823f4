/**
 * What the events of mnemosyne hold, by type: the fields that stand flat beside `id`, `instance_id` and `timestamp`.
 * Durations are in milliseconds. Source: dialects.md, mnemosyne.
 */

/** No fields of its own. */
type Empty = object;

/** By type: no other type is written. */
export interface MnemosyneData {
  /** An instance began a session. */
  session_started: Empty;
  /** An instance ended its session. */
  session_ended: Empty;
  /** An instance is alive. */
  heartbeat: Empty;
  /** A command began. */
  cli_command_started: { command: string; args: readonly unknown[] };
  /** It completed. */
  cli_command_completed: { command: string; duration_ms: number; result_summary: string };
  /** It failed. */
  cli_command_failed: { command: string; error: string; duration_ms: number };
  /** An orchestration began. */
  orchestration_started: { plan_description: string; max_concurrent: number };
  /** It ended. */
  orchestration_completed: { work_items_completed: number; work_items_failed: number; duration_ms: number };
  /** The work went over to another phase. */
  phase_transition: { from: string; to: string; approved_by?: string };
  /** The same, told live. */
  phase_changed: { from: string; to: string };
  /** Work items wait for each other. */
  deadlock_detected: { blocked_items: readonly string[] };
  /** They no longer do. */
  deadlock_resolved: { blocked_items: readonly string[]; resolution: string };
  /** An agent's context was saved. */
  context_checkpoint: { agent?: string; usage_pct: number; snapshot_id?: string; reason?: string };
  /** The same, told live. */
  context_checkpointed: { agent_id: string; usage_percent: number; snapshot_id: string };
  /** The context of a work item was made shorter. */
  context_consolidated: { item_id: string; consolidation_level?: string; estimated_tokens?: number };
  /** A context file was written. */
  context_modified: { file: string };
  /** A context file was checked. */
  context_validated: { file: string; errors: readonly string[] };
  /** A work item was given to an agent. */
  work_item_assigned: { agent_id: string; item_id: string; task: string };
  /** An agent began a work item. */
  work_item_started: { agent: string; item_id: string; description?: string };
  /** An agent completed a work item. */
  work_item_completed: {
    item_id: string;
    agent?: string;
    agent_id?: string;
    duration_ms?: number;
    memory_ids?: readonly string[];
  };
  /** An agent failed at a work item. */
  work_item_failed: { item_id: string; error: string; agent?: string };
  /** A work item is to be done again. */
  work_item_requeued: { item_id: string; reason: string; review_attempt: number };
  /** The same, told live. */
  work_item_retried: { item_id: string; reason: string; attempt: number };
  /** A review found issues. */
  review_failed: { item_id: string; issues: readonly string[]; attempt: number };
  /** An agent began. */
  agent_started: { agent_id: string; task?: string };
  /** An agent completed. */
  agent_completed: { agent_id: string; result: string };
  /** An agent failed. */
  agent_failed: { agent_id: string; error: string };
  /** An error of an agent was counted. */
  agent_error_recorded: { agent_id: string; error_count: number; error_message: string };
  /** An agent was begun again. */
  agent_restarted: { agent_id: string; reason: string };
  /** An agent has many errors. */
  agent_health_degraded: { agent_id: string; error_count: number; is_healthy: boolean };
  /** An agent went over to another state. */
  agent_state_changed: { agent: string; from: string; to: string; reason?: string };
  /** One agent gave a task to another. */
  agent_handoff: { from_agent: string; to_agent: string; task_description: string };
  /** An agent waits. */
  agent_blocked: { agent_id: string; blocked_on: string; reason: string };
  /** An agent waits no longer. */
  agent_unblocked: { agent_id: string; unblocked_by: string };
  /** An agent made another. */
  sub_agent_spawned: { parent_agent: string; sub_agent: string; task_description: string };
  /** Tasks run side by side. */
  parallel_stream_started: { stream_id: string; task_count: number };
  /** What holds up the work was found. */
  critical_path_updated: { path_items: readonly string[]; estimated_completion: string };
  /** An interface was implemented. */
  typed_hole_filled: { hole_name: string; component_a: string; component_b: string };
  /** One agent sent another a message. */
  message_sent: { from: string; to: string; message_type: string };
  /** A memory was stored by command. */
  remember_executed: { content_preview: string; importance: number; memory_id: string };
  /** Memories were asked for by command. */
  recall_executed: { query: string; result_count: number; duration_ms: number };
  /** A memory was stored. */
  memory_stored: { memory_id: string; summary: string };
  /** Memories were recalled. */
  memory_recalled: { query: string; count: number };
  /** A memory was changed. */
  memory_updated: { memory_id: string };
  /** Memories are gone through. */
  memory_evolution_started: { reason: string };
  /** Memories were made one. */
  memory_consolidated: { source_ids: readonly string[]; target_id: string };
  /** A memory lost importance. */
  memory_decayed: { memory_id: string; old_importance: number; new_importance: number };
  /** A memory was put away. */
  memory_archived: { memory_id: string; reason: string };
  /** An evolution began. */
  evolve_started: Empty;
  /** It ended. */
  evolve_completed: { consolidations: number; decayed: number; archived: number; duration_ms: number };
  /** Something was looked for. */
  search_performed: { query: string; search_type: string; result_count: number; duration_ms: number };
  /** The database was read or written. */
  database_operation: { operation: string; table: string; affected_rows: number; duration_ms: number };
  /** The database was made. */
  database_initialized: { database_path: string; migrations_applied?: number };
  /** An embedding was computed. */
  embedding_generated: { memory_id: string; model_name: string; duration_ms: number };
  /** Embeddings were computed. */
  embedding_batch_completed: {
    batch_size: number;
    successful: number;
    failed: number;
    total_duration_ms: number;
  };
  /** A model was loaded, removed or listed. */
  model_operation_completed: { operation: string; model_name?: string; result_summary: string };
  /** A health check began. */
  health_check_started: Empty;
  /** It ended. */
  health_check_completed: {
    checks_passed: number;
    checks_failed: number;
    checks_warned: number;
    duration_ms: number;
  };
  /** What the process uses. */
  health_update: { memory_mb: number; cpu_percent: number };
  /** The status was asked for. */
  status_check_executed: { status_summary?: string; memory_count?: number; database_size_mb?: number };
  /** A setting was changed; values of secrets never stand here. */
  config_changed: { setting: string; old_value?: string; new_value: string };
  /** A secret was set or removed; its value never stands here. */
  secrets_modified: { operation: string; secret_name: string };
  /** An artifact was made. */
  artifact_created: { artifact_type: string; artifact_id: string; size_bytes?: number };
  /** An artifact was read. */
  artifact_loaded: { artifact_type: string; artifact_id: string };
  /** An export began. */
  export_started: { output_path: string; namespace_filter?: string | null };
  /** It ended. */
  export_completed: { memories_exported: number; output_size_bytes: number; duration_ms: number };
  /** A server began to listen. */
  server_started: { server_type: string; listen_addr: string };
  /** A server ended. */
  server_stopped: { server_type: string; uptime_ms: number; requests_handled: number };
  /** A dashboard was opened. */
  dashboard_started: { dashboard_type: string };
  /** A dashboard was closed. */
  dashboard_stopped: { dashboard_type: string; duration_ms: number };
  /** An editor was opened. */
  ics_session_started: { file_path?: string | null };
  /** An editor was closed. */
  ics_session_ended: { file_path?: string | null; duration_ms: number; changes_saved: boolean };
  /** A dialogue began. */
  interactive_mode_started: { mode: string };
  /** A dialogue ended. */
  interactive_mode_ended: { duration_ms: number; commands_executed: number };
  /** Who is connected. */
  network_state_update: { connected_peers: number; known_nodes?: readonly string[] };
  /** A skill was loaded. */
  skill_loaded: { skill_name: string; agent_id?: string; relevance_score: number };
  /** A skill was unloaded. */
  skill_unloaded: { skill_name: string; reason: string };
  /** A skill was used. */
  skill_used: { skill_name: string; agent_id: string };
  /** Skills were used together. */
  skill_composition_detected: { skills: readonly string[]; task_description: string };
}
