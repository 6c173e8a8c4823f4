/** What the trace model says of an amplifier event beyond its key, read from the line's own bytes. Source: dialects.md, amplifier. */
import { jsonText } from '../base/json.ts';
import type { Batch } from '../model/batch.ts';
import type { SpanDetail } from '../model/span.ts';
import { cutText, memberOf, type Range, textOfRange, valueAt } from './span-texts.ts';

/** Plain data. Texts are null where there is none, or where they were not asked for. */
export interface Detail {
  /** `tool_call_id` */
  readonly id: string | null;
  readonly group: string | null;
  /** The user's message, a thought. */
  readonly text: string | null;
  /** JSON text. */
  readonly arguments: string | null;
  readonly agent: string | null;
  readonly failed: boolean;
  readonly result: string | null;
  readonly error: string | null;
  readonly child: string | null;
}

/** Characters of results and errors. Source: dialects.md. */
const RESULT_SIZE = 1000;
const CUT = '... (truncated)';
/** Characters of messages, thoughts and arguments: what a record may hold is bounded. */
const TEXT_SIZE = 65_536;

/** The detail of line i; `texts` asks for the long ones. */
export function detailOf(batch: Batch, i: number, how: { detail: SpanDetail; texts: boolean }): Detail {
  const data = valueAt(batch, i, ['data']);
  switch (how.detail) {
    case 'turn':
      return { ...NOTHING, text: how.texts ? long(read(batch, data, ['prompt'])) : null };
    case 'thinking':
      return { ...NOTHING, text: how.texts ? long(thought(batch, data)) : null };
    default:
      return toolOf(batch, data, how.texts);
  }
}

const NOTHING: Detail = {
  id: null,
  group: null,
  text: null,
  arguments: null,
  agent: null,
  failed: false,
  result: null,
  error: null,
  child: null,
};

function toolOf(batch: Batch, data: Range | null, texts: boolean): Detail {
  const input = at(batch, data, ['tool_input']);
  const result = at(batch, data, ['result']);
  const error = read(batch, result, ['error']);
  const success = read(batch, result, ['success']);
  // A result that is no object is its own output.
  const output =
    result !== null && batch.bytes[result.from] === 0x7b
      ? read(batch, result, ['output'])
      : self(batch, result);
  const failed = success === 'false' || (success === null && error !== null);
  return {
    id: short(read(batch, data, ['tool_call_id'])),
    group: short(read(batch, data, ['parallel_group_id'])),
    text: null,
    arguments: texts && input !== null ? jsonText(batch.bytes, input.from, input.to) : null,
    agent: short(read(batch, input, ['subagent_type']) ?? read(batch, input, ['agent'])),
    failed,
    result: texts && !failed ? cutResult(output) : null,
    error: texts && failed ? cutResult(read(batch, result, ['error', 'message']) ?? error) : null,
    child: short(read(batch, result, ['session_id']) ?? read(batch, result, ['output', 'session_id'])),
  };
}

function thought(batch: Batch, data: Range | null): string | null {
  const places = [['delta'], ['text'], ['content'], ['thinking'], ['block', 'text'], ['block', 'thinking']];
  for (const names of places) {
    const text = read(batch, data, names);
    if (text !== null) return text;
  }
  return null;
}

function at(batch: Batch, from: Range | null, names: readonly string[]): Range | null {
  let range = from;
  for (const name of names) {
    if (range === null) return null;
    range = memberOf(batch.bytes, range.from, name);
  }
  return range;
}

function read(batch: Batch, from: Range | null, names: readonly string[]): string | null {
  return self(batch, at(batch, from, names));
}

function self(batch: Batch, range: Range | null): string | null {
  return range === null ? null : textOfRange(batch.bytes, range);
}

function short(text: string | null): string | null {
  return text === null ? null : cutText(text, 200);
}

function long(text: string | null): string | null {
  return text === null || text.length <= TEXT_SIZE ? text : cutText(text, TEXT_SIZE) + CUT;
}

function cutResult(text: string | null): string | null {
  return text === null || text.length <= RESULT_SIZE ? text : cutText(text, RESULT_SIZE) + CUT;
}
