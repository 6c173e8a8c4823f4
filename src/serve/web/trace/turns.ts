/**
 * What the trace model knows of a span: its turn, or its tool with what it was given and gave back. The model names them in
 * its own way: a turn by its first byte, a tool by the id of its call.
 */
import type { SpanRow, TraceTool, TraceTurn } from '../../../model/span.ts';

/** The tool that a span is; undefined where it is none. */
export function toolOf(span: SpanRow, turns: readonly TraceTurn[]): TraceTool | undefined {
  const startMs = span.start_epoch === undefined ? null : Math.floor(span.start_epoch * 1000 + 1e-3);
  const called = span.key?.split(' ') ?? [];
  return turns
    .flatMap(({ tools }) => tools)
    .find(
      (tool) =>
        tool.name === span.title &&
        (called.includes(tool.id) || tool.id === span.id) &&
        (startMs === null || tool.startTime === startMs),
    );
}

/** The turn that a span is; undefined where it is none. */
export function turnOf(span: SpanRow, turns: readonly TraceTurn[]): TraceTurn | undefined {
  const offset = /@(\d+)$/.exec(span.id)?.[1];
  return turns.find(({ id }) => id === `turn-${offset}` || id === span.id);
}

/** What a span is called beside its name: its title, else its key where that is more than its session. */
export function titleOf({ title, key, session }: SpanRow): string {
  return title ?? (key === undefined || key === session ? '' : key);
}
