/**
 * What a piece of work writes of itself, in each dialect: a type and data when it starts, and when it completes or fails.
 * Invariant: the two are a pair that `trace` finds, told apart from others by `id`, and both fit their dialect in
 * `validate`. A new log is mnemosyne's, whose command events are made for this.
 */
import type { DialectName } from '../append/spelling.ts';
import { type ExactNumber, type Fields, float } from './spell.ts';

/** The dialect of a log of lifecycles that does not exist yet. */
export const LIFECYCLE_DIALECT: DialectName = 'mnemosyne';

/** What is known when it starts. */
export interface Started {
  /** Tells this piece of work from others of the same name. */
  readonly id: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** What else there is to say of it. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What is known when it ends. */
export interface Ended extends Started {
  readonly durationMs: number;
  /** Why it failed; absent where it did not. */
  readonly error?: string;
  /** What came of it, in a few words. */
  readonly summary: string;
}

export interface LifecycleEvent {
  readonly type: string;
  readonly data: Fields;
}

interface Forms {
  start(started: Started): LifecycleEvent;
  end(ended: Ended): LifecycleEvent;
}

/** `cli_command_started` and its ends: of mnemosyne by name, and of dialects that take any name. */
function commandForms(idKey: string, said: (ended: Ended) => Readonly<Record<string, unknown>>): Forms {
  return {
    start: ({ id, name, args, more }) => ({
      type: 'cli_command_started',
      data: { [idKey]: id, command: name, args, ...more },
    }),
    end: (ended) => ({
      type: ended.error === undefined ? 'cli_command_completed' : 'cli_command_failed',
      data: { [idKey]: ended.id, command: ended.name, ...said(ended), ...ended.more },
    }),
  };
}

const FORMS: Readonly<Record<DialectName, Forms>> = Object.freeze({
  macf: commandForms('run_id', ({ durationMs, error, summary }) => ({
    duration_seconds: seconds(durationMs),
    success: error === undefined,
    ...(error === undefined ? { result_summary: summary } : { error }),
  })),
  mnemosyne: commandForms('correlation_id', ({ durationMs, error, summary }) => ({
    ...(error === undefined ? {} : { error }),
    duration_ms: Math.round(durationMs),
    ...(error === undefined ? { result_summary: summary } : {}),
  })),
  generic: commandForms('run_id', ({ durationMs, error, summary }) => ({
    ...(error === undefined ? {} : { level: 'error', error }),
    duration_ms: Math.round(durationMs),
    ...(error === undefined ? { result_summary: summary } : {}),
  })),
  // A study of no stages: the one pair of study types that asks for no other event around it.
  study: {
    start: ({ name, args, more }) => ({
      type: 'study_start',
      data: { study_name: name, safety_domain: 'none', total_stages: 0, args, ...more },
    }),
    end: ({ name, durationMs, error, more }) => {
      const runtime = { runtime_seconds: seconds(durationMs), ...more };
      if (error === undefined)
        return { type: 'study_complete', data: { study_name: name, final_survivors: [], ...runtime } };
      return {
        type: 'study_aborted',
        data: { study_name: name, abort_reason: error, stage_index: null, ...runtime },
      };
    },
  },
  agentbus: {
    start: ({ id, name, args, more }) => ({
      type: 'task.started',
      data: { task_id: id, task_name: name, args, ...more },
    }),
    end: ({ id, name, durationMs, error, summary, more }) => ({
      type: 'task.completed',
      data: {
        task_id: id,
        task_name: name,
        status: error === undefined ? 'passed' : 'failed',
        success: error === undefined,
        duration_ms: Math.round(durationMs),
        ...(error === undefined ? { result_summary: summary } : { error_msg: error }),
        ...more,
      },
    }),
  },
  amplifier: {
    start: ({ id, name, args, more }) => ({
      type: 'tool:pre',
      data: { tool_name: name, tool_call_id: id, tool_input: { args, ...more } },
    }),
    end: ({ id, name, durationMs, error, summary, more }) => ({
      type: 'tool:post',
      data: {
        tool_name: name,
        tool_call_id: id,
        duration_ms: Math.round(durationMs),
        result:
          error === undefined
            ? { success: true, output: summary, ...more }
            : { success: false, error: { message: error }, ...more },
      },
    }),
  },
});

/** The event of a start. */
export function startedEvent(dialect: DialectName, started: Started): LifecycleEvent {
  return FORMS[dialect].start(started);
}

/** The event of an end. */
export function endedEvent(dialect: DialectName, ended: Ended): LifecycleEvent {
  return FORMS[dialect].end(ended);
}

/** Whole microseconds, as Python's clocks give them. */
function seconds(ms: number): ExactNumber {
  return float(Math.round(ms * 1000) / 1e6);
}
