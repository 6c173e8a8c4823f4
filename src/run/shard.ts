/**
 * One shard of the plan: Chunk → Batch → Selection, with the tally of all that was read. The hot loop, synchronous.
 * Invariant: where the plan reads a log whole, lines = events + damaged + blank; notes then speak of every line, else
 * only of the selected ones, so that a prefilter changes no note.
 */
import { scalarKernel } from '../kernel/scalar.ts';
import { compileSelect } from '../match/compile.ts';
import { type Batch, type Chunk, DAMAGE, LINE_BLANK, LINE_EVENT } from '../model/batch.ts';
import type { DamageReason, NoteKind } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';

/** How many places of a kind a shard remembers. */
const PLACES = 5;

/** What is said of lines: how many, and the first places, lines counted within the shard (-1 unknown). */
export interface Mark {
  readonly kind: NoteKind;
  readonly reason?: DamageReason;
  count: number;
  readonly places: { readonly offset: number; readonly line: number }[];
}

/** Plain data: what a shard read and what it must say. */
export interface Tally {
  readonly shard: number;
  readonly source: number;
  bytes: number;
  lines: number;
  events: number;
  blank: number;
  damaged: number;
  selected: number;
  /** Least and greatest time of all listed events, in microseconds. */
  firstUs: number;
  lastUs: number;
  /** By column of the plan: 1 where any listed event had a value. */
  readonly seen: Uint8Array;
  readonly marks: Map<string, Mark>;
}

export interface ShardRun {
  readonly tally: Tally;
  /** Reads a chunk; the indexes of the matching lines are `selection[0, count)`, valid until the next call. */
  take(chunk: Chunk): { readonly batch: Batch; readonly selection: Int32Array; readonly count: number };
}

/** Opens shard number `shard` of log number `source` of the plan. */
export function openShard(plan: Plan, source: number, shard: number, utf16 = false): ShardRun {
  const log = plan.sources[source]!;
  const select = compileSelect(plan.test);
  const kernel = scalarKernel({
    columns: plan.columns,
    reading: log.reading,
    needles: log.needles,
    path: log.path,
    logZone: plan.logZone,
    utf16,
  });
  const tally = newTally(plan, source, shard);
  const time = plan.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  const judged = { time, own: log.reading.own, dialects: log.reading.dialects, complete: log.complete };
  let selection = new Int32Array(256);
  return {
    tally,
    take(chunk) {
      const batch = kernel.scan(chunk, shard);
      if (selection.length < batch.count) selection = new Int32Array(batch.count);
      const count = select(batch, selection);
      tally.bytes += chunk.overlong ?? chunk.bytes.length;
      tally.lines += batch.lines;
      tally.selected += count;
      tallyLines(tally, batch, judged);
      if (!log.complete) for (let k = 0; k < count; k++) markEvent(tally, batch, selection[k]!, judged);
      return { batch, selection, count };
    },
  };
}

interface Judged {
  readonly time: number;
  readonly own: string;
  readonly dialects: readonly { readonly name: string }[];
  readonly complete: boolean;
}

function tallyLines(tally: Tally, batch: Batch, judged: Judged): void {
  const timeColumn = batch.columns[judged.time];
  for (let i = 0; i < batch.count; i++) {
    const kind = batch.class[i]!;
    if (kind === LINE_EVENT) {
      tally.events++;
      if (timeColumn?.kind === 'time') {
        const us = timeColumn.us[i]!;
        if (!(us >= tally.firstUs)) tally.firstUs = Number.isNaN(us) ? tally.firstUs : us;
        if (!(us <= tally.lastUs)) tally.lastUs = Number.isNaN(us) ? tally.lastUs : us;
      }
      if (judged.complete) markEvent(tally, batch, i, judged);
    } else if (kind === LINE_BLANK) tally.blank++;
    else {
      tally.damaged++;
      if (judged.complete) mark(tally, batch, i, { kind: 'damaged', reason: DAMAGE[kind]! });
    }
  }
  for (let n = 0; n < tally.seen.length; n++)
    if (tally.seen[n] === 0 && anyValue(batch, n)) tally.seen[n] = 1;
}

function markEvent(tally: Tally, batch: Batch, i: number, judged: Judged): void {
  if (batch.invalid[i] === 1) mark(tally, batch, i, { kind: 'invalid-utf8' });
  if (batch.zoneless[i] === 1) mark(tally, batch, i, { kind: 'zone-assumed' });
  const column = batch.columns[judged.time];
  if (column?.kind === 'time' && Number.isNaN(column.us[i]!)) mark(tally, batch, i, { kind: 'no-time' });
  const d = batch.dialect[i]!;
  const name = judged.dialects[d]?.name ?? 'generic';
  if (name !== judged.own && judged.dialects.length > 1) mark(tally, batch, i, { kind: 'mixed-dialect' });
}

function mark(
  tally: Tally,
  batch: Batch,
  i: number,
  what: { readonly kind: NoteKind; readonly reason?: DamageReason },
): void {
  const key = `${what.kind} ${what.reason ?? ''}`;
  let found = tally.marks.get(key);
  if (!found) {
    found = { ...what, count: 0, places: [] };
    tally.marks.set(key, found);
  }
  found.count++;
  if (found.places.length < PLACES) {
    found.places.push({ offset: batch.base + batch.start[i]!, line: batch.line[i]! });
  }
}

function anyValue(batch: Batch, n: number): boolean {
  const column = batch.columns[n]!;
  if (column.kind === 'range') {
    for (let i = 0; i < batch.count; i++)
      if (batch.class[i] === LINE_EVENT && column.tag[i] !== 0) return true;
    return false;
  }
  if (column.kind === 'many') return column.first[batch.count]! > 0;
  if (column.kind === 'dictionary') return column.dictionary.values.length > 0;
  return true;
}

function newTally(plan: Plan, source: number, shard: number): Tally {
  return {
    shard,
    source,
    bytes: 0,
    lines: 0,
    events: 0,
    blank: 0,
    damaged: 0,
    selected: 0,
    firstUs: Number.NaN,
    lastUs: Number.NaN,
    seen: new Uint8Array(plan.columns.length),
    marks: new Map(),
  };
}
