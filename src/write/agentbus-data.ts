/**
 * What the events of agentbus hold, by type: the fields that stand flat beside `timestamp`, `session_id` and `trace_id`.
 * Durations are in milliseconds unless named otherwise. Source: dialects.md, agentbus.
 */

/** By type: no other type is written. */
export interface AgentbusData {
  /** An agent was called. */
  'agent.invoked': { agent: string; invoked_by?: string; reason?: string; model_tier?: string };
  /** An agent completed. */
  'agent.completed': {
    agent: string;
    duration_ms?: number;
    tokens_used?: number;
    exit_code?: number;
    cost_usd?: number;
  };
  /** An agent failed. */
  'agent.failed': {
    agent: string;
    error_type?: string;
    error_msg?: string;
    retry_count?: number;
    severity?: string;
  };
  /** An agent took too long. */
  'agent.timeout': { agent: string; timeout_ms?: number; elapsed_ms?: number; severity?: string };
  /** One agent handed over to another. */
  'agent.handoff': {
    from_agent: string;
    to_agent: string;
    handoff_reason?: string;
    context_summary?: string;
  };
  /** A tool was used. */
  'tool.used': { tool: string; agent?: string; success?: boolean; duration_ms?: number };
  /** A tool failed. */
  'tool.error': { tool: string; agent?: string; error_type?: string; error_msg?: string; severity?: string };
  /** How long a tool took. */
  'tool.performance': { tool: string; operation?: string; metadata?: object };
  /** A tool was used too much. */
  'tool.quota_exceeded': { tool: string; quota_type?: string; current?: number; limit?: number };
  /** A snapshot was made. */
  'snapshot.created': { snapshot_id: string; trigger?: string; size_bytes?: number };
  /** A snapshot was restored. */
  'snapshot.restored': {
    snapshot_id: string;
    restore_strategy?: string;
    success?: boolean;
    duration_ms?: number;
  };
  /** A snapshot could not be made. */
  'snapshot.failed': { trigger?: string; error_msg?: string };
  /** Old snapshots were removed. */
  'snapshot.cleanup': { deleted_count?: number; space_freed_bytes?: number };
  /** A session began. */
  'session.started': { phase?: number; initial_context?: string };
  /** Tokens run short. */
  'session.token_warning': { tokens_used: number; tokens_limit: number; percent?: number };
  /** The session must be handed over. */
  'session.handoff_required': { reason?: string };
  /** A session ended. */
  'session.ended': {
    duration_minutes?: number;
    total_tokens?: number;
    total_cost?: number;
    exit_reason?: string;
  };
  /** What a session was about. */
  'session.summary': { summary_type?: string; summary_text: string };
  /** What a call cost. */
  'cost.tracked': { model?: string; cost_usd: number; tokens?: number };
  /** Money runs short. */
  'cost.budget_warning': {
    budget_type?: string;
    spent: number;
    limit: number;
    percent?: number;
    severity?: string;
  };
  /** What could be saved. */
  'cost.optimization_opportunity': { potential_savings?: number; recommendation?: string };
  /** A workflow began. */
  'workflow.started': { workflow_id: string; task_count?: number };
  /** A workflow completed. */
  'workflow.completed': { workflow_id: string; task_count?: number };
  /** A task began. */
  'task.started': { task_id: string; task_name?: string; stage?: string };
  /** A task went over to another stage. */
  'task.stage_changed': { task_id: string; stage: string; previous_stage?: string };
  /** A task ended; `status` is `passed` or `failed`. */
  'task.completed': { task_id: string; status?: string; duration_ms?: number; success?: boolean };
  /** A run of tests began. */
  'test.run_started': { test_suite: string; run_id?: string; task_id?: string };
  /** It ended; `status` is `passed` or `failed`. */
  'test.run_completed': {
    test_suite: string;
    run_id?: string;
    task_id?: string;
    status?: string;
    passed?: number;
    failed?: number;
    duration_ms?: number;
  };
  /** Someone must say yes. */
  'approval.required': {
    approval_id: string;
    tool?: string;
    risk_score?: number;
    reasons?: readonly string[];
    action?: string;
    severity?: string;
  };
  /** Someone did. */
  'approval.granted': { approval_id: string; actor?: string; status?: string };
  /** Someone said no. */
  'approval.denied': { approval_id: string; actor?: string; reason?: string };
  /** A check of references began. */
  'reference_check.triggered': { trigger?: string; agent_count?: number };
  /** It ended. */
  'reference_check.completed': { trigger?: string; requirement_count?: number };
  /** Of the file logger: `status` is `started`, `completed` or `failed`. */
  agent_invocation: {
    agent: string;
    status: string;
    reason?: string;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: a tool was used. */
  tool_usage: {
    tool: string;
    agent?: string;
    duration_ms?: number;
    success?: boolean;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: a file was touched. */
  file_operation: {
    operation: string;
    file_path: string;
    agent?: string;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: something was decided. */
  decision: {
    question: string;
    selected: string;
    agent?: string;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: something went wrong. */
  error: {
    error_type: string;
    error_message: string;
    severity?: string;
    agent?: string;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: the context was saved. */
  context_snapshot: { trigger?: string; tokens?: number; event_id?: string; parent_event_id?: string | null };
  /** Of the file logger: something was checked. */
  validation: {
    task: string;
    status?: string;
    result?: string;
    agent?: string;
    event_id?: string;
    parent_event_id?: string | null;
  };
  /** Of the file logger: a requirement was named. */
  requirement_reference: { requirement_id: string; event_id?: string; parent_event_id?: string | null };
}
