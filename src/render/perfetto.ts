/**
 * A trace as Chrome Trace Events, which Perfetto and chrome://tracing open: a process per session, a track per agent.
 *
 * Invariant: complete events of one track nest or follow one another, as its readers ask for; what overlaps otherwise
 * gets a further track of the agent. Times are microseconds since the epoch.
 */
import { SPAN_ROWS, type SpanRow, type TraceReport } from '../model/span.ts';
import { inertJson } from './inert.ts';

/** One JSON document. A span without a start time is left out; an open one begins (`B`) and never ends. */
export function perfettoText(report: TraceReport): string {
  const tracks = new Tracks();
  const events = timed([...report[SPAN_ROWS]]).map((span) => eventOf(span, tracks));
  const lines = [...tracks.names, ...events].map((event) => inertJson(JSON.stringify(event)));
  return `{"displayTimeUnit":"ms","traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}

interface Timed {
  readonly row: SpanRow;
  readonly startUs: number;
  /** Infinite where it is open. */
  readonly endUs: number;
}

/** By start, the longer before what lies in it. */
function timed(rows: readonly SpanRow[]): readonly Timed[] {
  return rows
    .flatMap((row): Timed[] => {
      if (row.start_epoch === undefined) return [];
      const startUs = Math.round(row.start_epoch * 1e6);
      const open = row.status === 'open';
      const endUs = open ? Number.POSITIVE_INFINITY : Math.round((row.end_epoch ?? row.start_epoch) * 1e6);
      return [{ row, startUs, endUs }];
    })
    .sort((a, b) => a.startUs - b.startUs || (a.endUs === b.endUs ? 0 : b.endUs - a.endUs));
}

function eventOf(span: Timed, tracks: Tracks): object {
  const { row, startUs, endUs } = span;
  const { id, parent, key, status, from, to } = row;
  const event = {
    name: row.title === undefined ? row.name : `${row.name} ${row.title}`,
    cat: row.name,
    ...tracks.place(span),
    ts: startUs,
    args: { id, parent, key, status, source: (from ?? to)?.source, line: (from ?? to)?.line },
  };
  return row.status === 'open' ? { ph: 'B', ...event } : { ph: 'X', ...event, dur: endUs - startUs };
}

interface Lane {
  readonly tid: number;
  /** Ends of the spans that are open in it, the innermost last. */
  readonly ends: number[];
}

/** Which process and thread a span is drawn on, and what these are called. */
class Tracks {
  readonly names: object[] = [];
  private readonly processes = new Map<
    string,
    { readonly pid: number; readonly agents: Map<string, Lane[]> }
  >();
  private threads = 0;

  place({ row, startUs, endUs }: Timed): { readonly pid: number; readonly tid: number } {
    const session = row.session ?? '';
    let process = this.processes.get(session);
    if (process === undefined) {
      process = { pid: this.processes.size + 1, agents: new Map() };
      this.processes.set(session, process);
      this.name('process_name', { pid: process.pid, name: session === '' ? 'no session' : session });
    }
    const { pid, agents } = process;
    const agent = row.agent ?? row.name;
    const lanes = agents.get(agent) ?? [];
    agents.set(agent, lanes);
    let lane = lanes.find((one) => fits(one, startUs, endUs));
    if (lane === undefined) {
      lane = { tid: ++this.threads, ends: [] };
      lanes.push(lane);
      const name = lanes.length === 1 ? agent : `${agent} (${lanes.length})`;
      this.name('thread_name', { pid, tid: lane.tid, name });
    }
    lane.ends.push(endUs);
    return { pid, tid: lane.tid };
  }

  private name(what: string, { name, ...of }: { pid: number; tid?: number; name: string }): void {
    this.names.push({ ph: 'M', name: what, ...of, args: { name } });
  }
}

/** Spans come by start, so what has ended before this one is gone for good. */
function fits({ ends }: Lane, startUs: number, endUs: number): boolean {
  while (ends.length > 0 && ends.at(-1)! <= startUs) ends.pop();
  return ends.length === 0 || endUs <= ends.at(-1)!;
}
