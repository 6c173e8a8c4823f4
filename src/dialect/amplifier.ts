/**
 * amplifier: the session log of an agent runtime. A line is known by `ts` and an `event` with a colon, by its schema's
 * name, or, in the old form, by `timestamp` and a `type` with a colon; `data` is an object where it is present.
 * Source of the rules: dialects.md, amplifier.
 */
import { parsePath } from '../base/path.ts';
import type { Condition, Dialect } from '../model/dialect.ts';

const EVENT = parsePath('event');
const TYPE = parsePath('type');
const TS = parsePath('ts');
const TIMESTAMP = parsePath('timestamp');
const INPUT_TOKENS = parsePath('data.usage.input_tokens');
const OUTPUT_TOKENS = parsePath('data.usage.output_tokens');
const INPUT = parsePath('data.usage.input');
const OUTPUT = parsePath('data.usage.output');
const COST = parsePath('data.usage.cost_usd');

/** Live names carry a prefix; `hook:tool:pre` is read as its plain type. */
const LIVE_NAME = { as: 'text', without: 'hook:' } as const;

const DATA: Condition = { path: parsePath('data'), is: 'object-or-absent' };
const COLON = ['*:*'];

// The same usage is repeated on every `content_block:end`: adding those up too would more than double it.
const RESPONSE = { path: EVENT, values: ['llm:response'] };
const OLD_RESPONSE = { path: TYPE, values: ['llm:response'] };

const SENTENCES: Readonly<Record<string, string>> = {
  'session:start': 'Session started',
  'session:end': 'Session ended',
  'session:fork': 'Session forked[ from {data.parent_id}]',
  'session:config': 'Session configured',
  'prompt:submit': 'Prompt[: {data.prompt}]',
  'prompt:complete': 'Response[: {data.response}]',
  'execution:start': 'Execution started',
  'execution:end': 'Execution ended',
  'provider:request': 'Provider[ {data.provider}] asked[, iteration {data.iteration}]',
  'llm:request': 'Model[ {data.model}] asked[: {data.message_count} messages]',
  'llm:response':
    'Model[ {data.model}] answered[ in {duration_ms} ms][, {data.usage.input_tokens} tokens in][, {data.usage.output_tokens} out]',
  'content_block:start': 'Block[ {data.block_index}] started[: {data.block_type}]',
  'content_block:end': 'Block[ {data.block_index}] ended[: {data.block.type}]',
  'thinking:delta': 'Thinking[: {data.delta}]',
  'thinking:final': 'Thought',
  'tool:pre': 'Tool[ {data.tool_name}] started',
  'tool:post':
    'Tool[ {data.tool_name}] ended[, success: {data.result.success}][: {data.result.error.message}]',
  'tool:error': 'Tool[ {data.tool_name}] failed[: {data.error.message}]',
  'approval:required': 'Approval required[ for {data.tool_name}]',
  'artifact:write': 'Wrote[ {data.path}][ ({data.bytes} bytes)]',
  'orchestrator:complete': 'Orchestrator[ {data.orchestrator}] completed[: {data.turn_count} turns]',
  'hook:tool:pre': 'Tool[ {data.tool_name}] started',
  'hook:tool:post': 'Tool[ {data.tool_name}] ended[, success: {data.result.success}]',
  'hook:thinking:delta': 'Thinking[: {data.delta}]',
  'hook:approval:required': 'Approval required[ for {data.tool_name}]',
};

/** The amplifier dialect: a null event is of type `log` (derived), tokens and cost are those of `llm:response` only. */
export const amplifier: Dialect = Object.freeze<Dialect>({
  name: 'amplifier',
  detect: [
    [{ path: TS, is: 'present' }, { path: EVENT, is: 'like', globs: COLON }, DATA],
    [{ path: parsePath('schema.name'), is: 'in', values: ['amplifier.log'] }, DATA],
    [{ path: TYPE, is: 'like', globs: COLON }, { path: TIMESTAMP, is: 'present' }, DATA],
  ],
  roles: {
    time: [
      { path: TS, extract: { as: 'time' } },
      { path: TIMESTAMP, extract: { as: 'time' } },
    ],
    type: [
      { path: EVENT, extract: LIVE_NAME },
      { path: TYPE, extract: LIVE_NAME },
      { path: [], extract: { as: 'constant', value: 'log' } },
    ],
    session: [
      { path: parsePath('session_id'), extract: { as: 'text' } },
      { path: parsePath('data.session_id'), extract: { as: 'text' } },
      { path: [], extract: { as: 'directory', file: 'events.jsonl' } },
    ],
    severity: [{ path: parsePath('lvl'), extract: { as: 'level' } }],
    duration: [
      { path: parsePath('duration_ms'), extract: { as: 'number', scale: 1 } },
      { path: parsePath('data.duration_ms'), extract: { as: 'number', scale: 1 } },
    ],
    status: [
      { path: parsePath('status'), extract: { as: 'word', ok: ['ok', 'success'], error: ['error'] } },
      { path: parsePath('data.result.success'), extract: { as: 'success' } },
    ],
    tokens: [
      { path: INPUT_TOKENS, extract: { as: 'sum', plus: OUTPUT_TOKENS }, only: RESPONSE },
      { path: INPUT, extract: { as: 'sum', plus: OUTPUT }, only: RESPONSE },
      { path: INPUT_TOKENS, extract: { as: 'sum', plus: OUTPUT_TOKENS }, only: OLD_RESPONSE },
      { path: INPUT, extract: { as: 'sum', plus: OUTPUT }, only: OLD_RESPONSE },
    ],
    cost: [
      { path: COST, extract: { as: 'number', scale: 1 }, only: RESPONSE },
      { path: COST, extract: { as: 'number', scale: 1 }, only: OLD_RESPONSE },
    ],
    message: [{ path: parsePath('message'), extract: { as: 'text' } }],
    summary: [
      { path: EVENT, extract: { as: 'template', sentences: SENTENCES } },
      { path: TYPE, extract: { as: 'template', sentences: SENTENCES } },
    ],
  },
  types: [
    ...Object.keys(SENTENCES),
    'mentions:resolved',
    'cleanup:render_begin',
    'cleanup:render_end',
    'cleanup:store_begin',
    'cleanup:store_end',
    'cleanup:finally_begin',
    'cleanup:finally_end',
    'log',
  ],
});
