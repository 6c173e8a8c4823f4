/** Turns, tools and thoughts of the amplifier dialect as the trace model says them. Source: trace-events.md, dialects.md. */
import type { SpansSpec, TraceThinking, TraceTool, TraceTurn } from '../model/span.ts';
import type { Pairer } from './pairer.ts';
import type { Keeper, Point } from './span-keeper.ts';

/** What turns are made of. */
export interface TurnsOf {
  readonly spec: Pick<SpansSpec, 'pairs'>;
  readonly pairer: Pairer;
  readonly keeper: Keeper;
}

/** The turns among the spans or around one of them, each with the tools among them and with its thoughts. */
export function traceTurns(ids: Uint32Array, of: TurnsOf): readonly TraceTurn[] {
  const { spans } = of.pairer;
  const isTurn = (id: number): boolean => of.spec.pairs[spans.pair(id)]!.detail === 'turn';
  const tools = new Map<number, number[]>();
  for (const id of ids) {
    const turn = isTurn(id) ? id : spans.parent(id);
    if (turn < 0 || !isTurn(turn)) continue;
    if (!tools.has(turn)) tools.set(turn, []);
    if (turn !== id) tools.get(turn)!.push(id);
  }
  const idOf = uniqueIds();
  const bySeq = (a: number, b: number): number => spans.seq(a) - spans.seq(b);
  return [...tools]
    .sort(([a], [b]) => spans.startUs(a) - spans.startUs(b) || bySeq(a, b))
    .map(([turn, some]) => turnOf(turn, some.sort(bySeq), { ...of, idOf }));
}

type IdOf = (id: string) => string;
type Naming = TurnsOf & { readonly idOf: IdOf };

/** Ids from tool calls and offsets; one that comes again, of another log, gets a number. */
function uniqueIds(): IdOf {
  const seen = new Map<string, number>();
  return (id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}~${count}`;
  };
}

function turnOf(turn: number, tools: readonly number[], naming: Naming): TraceTurn {
  const { pairer, keeper, idOf } = naming;
  const { spans } = pairer;
  return {
    id: idOf(`turn-${spans.place(turn).offset}`),
    userMessage: pairer.detailOf(turn)?.start?.text ?? '',
    status: spans.isOpen(turn) ? 'active' : 'completed',
    startTime: msOf(spans.startUs(turn)),
    endTime: msOf(spans.endUs(turn)),
    tools: tools.map((tool) => toolOf(tool, naming)),
    thinking: keeper.points(turn).map((point) => thinkingOf(point, idOf)),
  };
}

/** Tools whose `tool_input` names an agent. Source: dialects.md. */
const SUB_AGENTS = new Set(['Task', 'delegate']);

function toolOf(tool: number, { pairer, idOf }: Naming): TraceTool {
  const { spans } = pairer;
  const { start, end } = pairer.detailOf(tool) ?? { start: undefined, end: undefined };
  const title = spans.title(tool);
  const name = title < 0 ? '' : spans.texts.name(title);
  const isSubAgent = SUB_AGENTS.has(name);
  const startUs = spans.startUs(tool);
  const endUs = spans.endUs(tool);
  const took = (endUs - startUs) / 1000;
  return {
    id: idOf(start?.id ?? `tool-${spans.place(tool).offset}`),
    name,
    parallelGroupId: start?.group ?? null,
    status: spans.isOpen(tool) ? 'running' : spans.failed(tool) ? 'error' : 'completed',
    startTime: msOf(startUs),
    endTime: msOf(endUs),
    duration: Number.isNaN(took) ? null : took,
    arguments: argumentsOf(start?.arguments ?? null),
    result: end?.result ?? null,
    error: end?.error ?? null,
    isSubAgent,
    subAgentName: isSubAgent ? (start?.agent ?? null) : null,
    childSessionId: isSubAgent ? (end?.child ?? null) : null,
  };
}

/** The text was cut from a valid line, so it is valid JSON. */
function argumentsOf(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}

function thinkingOf({ at, detail }: Point, idOf: IdOf): TraceThinking {
  return { id: idOf(`thinking-${at.offset}`), content: detail?.text ?? '', timestamp: msOf(at.us) };
}

function msOf(us: number): number | null {
  return Number.isNaN(us) ? null : Math.floor(us / 1000);
}
