/** What the events of amplifier hold, by type: the fields of `data`. Source: dialects.md, amplifier. */

/** By type; other types are written too, with data of any kind. */
export interface AmplifierData {
  /** A session began. */
  'session:start': { parent_id?: string | null };
  /** A session ended. */
  'session:end': { parent_id?: string | null };
  /** A session was made of another. */
  'session:fork': { parent_id: string };
  /** A turn began. */
  'prompt:submit': { prompt: string };
  /** A turn ended. */
  'prompt:complete': { response?: string };
  /** A provider was asked. */
  'provider:request': { provider: string; iteration?: number };
  /** A model was asked. */
  'llm:request': { model: string; provider?: string; message_count?: number };
  /** A model answered; `usage` has `input_tokens`, `output_tokens`, `cost_usd`. */
  'llm:response': { model: string; provider?: string; usage?: object };
  /** A part of an answer began. */
  'content_block:start': { block_index?: number; block_type?: string };
  /** A part of an answer ended; `block` has its `type`. */
  'content_block:end': { block_index?: number; block?: object; usage?: object };
  /** A piece of thought. */
  'thinking:delta': { delta: string };
  /** A whole thought. */
  'thinking:final': { content?: string };
  /** A tool was called. The tool `Task` is a sub-agent. */
  'tool:pre': { tool_name: string; tool_call_id?: string; parallel_group_id?: string; tool_input?: object };
  /** A tool gave its result: `success`, `output`, `error`. */
  'tool:post': { tool_name: string; tool_call_id?: string; parallel_group_id?: string; result?: object };
  /** A tool failed; `error` has its `message`. */
  'tool:error': { tool_name: string; tool_call_id?: string; error?: object };
  /** Someone must say yes. */
  'approval:required': { tool_name?: string };
  /** A file was written. */
  'artifact:write': { path: string; bytes?: number };
  /** A loop of turns ended. */
  'orchestrator:complete': { orchestrator?: string; turn_count?: number };
}
