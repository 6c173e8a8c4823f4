/**
 * A trace as Chrome Trace Events, which Perfetto and chrome://tracing open: a process per session, a track per agent.
 *
 * Invariant: complete events of one track nest or follow one another, as its readers ask for; what overlaps otherwise
 * gets a further track of the agent. Times are microseconds since the epoch.
 */
import { SPAN_ROWS, type SpanRow, type SpanRows, type TraceReport } from '../model/span.ts';
import { inertJson } from './inert.ts';

/** Spans that are written at once. */
const BATCH = 256;

/**
 * One JSON document, in parts. A span without a start time is left out; an open one begins (`B`) and never ends. What
 * tracks are called stands before their spans, so spans are gone through twice.
 */
export function* perfettoParts(report: TraceReport): Generator<string, void, undefined> {
  const rows = report[SPAN_ROWS];
  const order = inTime(rows);
  const tracks = new Tracks();
  const pids = new Int32Array(order.length);
  const tids = new Int32Array(order.length);
  for (const [k, n] of order.entries()) {
    const { pid, tid } = tracks.place(timed(rows, n));
    pids[k] = pid;
    tids[k] = tid;
  }
  yield '{"displayTimeUnit":"ms","traceEvents":[\n';
  let text = tracks.names.map((name) => inertJson(JSON.stringify(name))).join(',\n');
  for (const [k, n] of order.entries()) {
    const event = eventOf(timed(rows, n), { pid: pids[k]!, tid: tids[k]! });
    text += `,\n${inertJson(JSON.stringify(event))}`;
    if ((k + 1) % BATCH !== 0) continue;
    yield text;
    text = '';
  }
  yield `${text}\n]}\n`;
}

interface Timed {
  readonly row: SpanRow;
  readonly startUs: number;
  /** Infinite where it is open. */
  readonly endUs: number;
}

function timed(rows: SpanRows, n: number): Timed {
  const row = rows.at(n);
  return { row, startUs: Math.round(rows.startUs(n)), endUs: endOf(rows, n, row.status === 'open') };
}

function endOf(rows: SpanRows, n: number, open: boolean): number {
  if (open) return Number.POSITIVE_INFINITY;
  const endUs = rows.endUs(n);
  return Math.round(Number.isNaN(endUs) ? rows.startUs(n) : endUs);
}

/** The rows that have a start, by it; the longer before what lies in it. */
function inTime(rows: SpanRows): Uint32Array {
  const starts = new Float64Array(rows.length);
  const ends = new Float64Array(rows.length);
  let count = 0;
  let ordered = true;
  for (let n = 0; n < rows.length; n++) {
    starts[n] = Math.round(rows.startUs(n));
    ends[n] = endOf(rows, n, rows.isOpen(n));
    if (!Number.isNaN(starts[n])) count++;
  }
  const order = new Uint32Array(count);
  count = 0;
  for (let n = 0; n < rows.length; n++) if (!Number.isNaN(starts[n])) order[count++] = n;
  const compare = (a: number, b: number): number =>
    starts[a]! - starts[b]! || (ends[a] === ends[b] ? a - b : ends[b]! - ends[a]!);
  for (let k = 1; k < count && ordered; k++) ordered = compare(order[k - 1]!, order[k]!) < 0;
  return ordered ? order : order.sort(compare);
}

function eventOf({ row, startUs, endUs }: Timed, place: Place): object {
  const { id, parent, key, status, from, to } = row;
  const event = {
    name: row.title === undefined ? row.name : `${row.name} ${row.title}`,
    cat: row.name,
    ...place,
    ts: startUs,
    args: { id, parent, key, status, source: (from ?? to)?.source, line: (from ?? to)?.line },
  };
  return row.status === 'open' ? { ph: 'B', ...event } : { ph: 'X', ...event, dur: endUs - startUs };
}

/** Where a span is drawn. */
interface Place {
  readonly pid: number;
  readonly tid: number;
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

  place({ row, startUs, endUs }: Timed): Place {
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
