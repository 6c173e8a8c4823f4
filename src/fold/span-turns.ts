/** Turns, tools and thoughts of the amplifier dialect as the trace model says them. Source: trace-events.md, dialects.md. */
import type { SpansSpec, TraceThinking, TraceTool, TraceTurn } from '../model/span.ts';
import type { Span } from './span-pairing.ts';
import type { SpanRecord } from './span-records.ts';

/** The turns that hold one of the spans, with the tools among them; a turn that is itself kept has its thoughts. */
export function traceTurns(kept: readonly Span[], spec: SpansSpec): readonly TraceTurn[] {
  const among = new Set(kept);
  const isTurn = ({ pair }: Span): boolean => spec.pairs[pair]!.detail === 'turn';
  const turns = new Set<Span>();
  for (const span of kept) {
    if (isTurn(span)) turns.add(span);
    else if (span.parent !== undefined && isTurn(span.parent)) turns.add(span.parent);
  }
  const idOf = uniqueIds();
  return [...turns]
    .sort((a, b) => a.startUs - b.startUs || 0)
    .map((turn) => turnOf(turn, { idOf, tools: turn.children.filter((tool) => among.has(tool)) }));
}

type IdOf = (id: string) => string;

/** Ids from tool calls and offsets; one that comes again, of another log, gets a number. */
function uniqueIds(): IdOf {
  const seen = new Map<string, number>();
  return (id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}~${count}`;
  };
}

function turnOf(turn: Span, { idOf, tools }: { idOf: IdOf; tools: readonly Span[] }): TraceTurn {
  const start = turn.start!;
  return {
    id: idOf(`turn-${start.offset}`),
    userMessage: start.detail?.text ?? '',
    status: turn.open ? 'active' : 'completed',
    startTime: msOf(turn.startUs),
    endTime: msOf(turn.endUs),
    tools: tools.map((tool) => toolOf(tool, idOf)),
    thinking: turn.points.map((point) => thinkingOf(point, idOf)),
  };
}

/** Tools whose `tool_input` names an agent. Source: dialects.md. */
const SUB_AGENTS = new Set(['Task', 'delegate']);

function toolOf({ start, end, open, status, startUs, endUs }: Span, idOf: IdOf): TraceTool {
  const { detail, title, offset } = start!;
  const name = title ?? '';
  const isSubAgent = SUB_AGENTS.has(name);
  const took = (endUs - startUs) / 1000;
  return {
    id: idOf(detail?.id ?? `tool-${offset}`),
    name,
    parallelGroupId: detail?.group ?? null,
    status: open ? 'running' : status === 'error' ? 'error' : 'completed',
    startTime: msOf(startUs),
    endTime: msOf(endUs),
    duration: Number.isNaN(took) ? null : took,
    arguments: argumentsOf(detail?.arguments ?? null),
    result: end?.detail?.result ?? null,
    error: end?.detail?.error ?? null,
    isSubAgent,
    subAgentName: isSubAgent ? (detail?.agent ?? null) : null,
    childSessionId: isSubAgent ? (end?.detail?.child ?? null) : null,
  };
}

/** The text was cut from a valid line, so it is valid JSON. */
function argumentsOf(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}

function thinkingOf({ offset, us, detail }: SpanRecord, idOf: IdOf): TraceThinking {
  return { id: idOf(`thinking-${offset}`), content: detail?.text ?? '', timestamp: msOf(us) };
}

function msOf(us: number): number | null {
  return Number.isNaN(us) ? null : Math.floor(us / 1000);
}
