/**
 * One shard of the plan: Chunk → Batch → Selection, with the tally of all that was read. The hot loop, synchronous.
 * Invariant: where the plan reads a log whole, lines = events + damaged + blank; notes then speak of every line, else
 * only of the selected ones, or of those that a listing shows, so that no note depends on what else was read.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { makeKernel } from '../kernel/kernels.ts';
import { compileSelect } from '../match/compile.ts';
import { type Batch, type Chunk, DAMAGE, LINE_BLANK, LINE_EVENT } from '../model/batch.ts';
import type { Plan, Test } from '../model/plan.ts';
import { type MarkedPlace, mark, newTally, type Tally, tell } from './tally.ts';

export interface ShardRun {
  readonly tally: Tally;
  /** What is to be said of event i of the batch, should it be shown: bits for `tell`, 0 where `take` tells already. */
  notices(batch: Batch, i: number): number;
  /** Reads a chunk; the indexes of the matching lines are `selection[0, count)`, valid until the next call. */
  take(chunk: Chunk): { readonly batch: Batch; readonly selection: Int32Array; readonly count: number };
}

export interface ShardSpec {
  readonly source: number;
  readonly shard: number;
  /** It may have read other shards and logs. */
  readonly kernel: Kernel;
  /** Of a log that is not read whole, events are told of where they are shown. */
  readonly shows?: boolean;
}

/** Opens shard number `shard` of the plan, which is of log number `source`. */
export function openShard(plan: Plan, spec: ShardSpec): ShardRun {
  const { source, shard, kernel, shows = false } = spec;
  const log = plan.sources[source]!;
  const select = compileSelect(plan.test);
  const tally = newTally(plan, source, shard);
  const time = plan.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  const { own, dialects } = log.reading;
  const { complete, cited = false } = log;
  const judged = { time, own, dialects, complete, cited, bounded: boundsTime(plan.test) };
  let selection = new Int32Array(256);
  return {
    tally,
    notices: (batch, i) => (shows && !log.complete ? noticesOf(batch, i, judged) : 0),
    take(chunk) {
      // The kernel's memory may grow, and the chunk's bytes be gone then.
      tally.bytes += chunk.overlong ?? chunk.bytes.length;
      const batch = kernel.scan(chunk, shard);
      if (selection.length < batch.count) selection = new Int32Array(batch.count);
      const count = select(batch, selection);
      tally.lines += batch.lines;
      tally.selected += count;
      tallyLines(tally, batch, judged);
      if (!log.complete && !shows) {
        for (let k = 0; k < count; k++) markEvent(tally, batch, selection[k]!, judged);
      }
      return { batch, selection, count };
    },
  };
}

/** The kernel that reads log number `source` of the plan. */
export function kernelOf(plan: Plan, source: number, utf16: boolean): Kernel {
  const { columns, logZone } = plan;
  const { reading, needles, path } = plan.sources[source]!;
  return makeKernel({ columns, reading, needles, path, logZone, utf16 }, plan.kernel);
}

interface Judged {
  readonly time: number;
  readonly own: string;
  readonly dialects: readonly { readonly name: string }[];
  readonly complete: boolean;
  readonly cited: boolean;
  /** The question bounds the time, so that the span of what was read may have to be told. */
  readonly bounded: boolean;
}

function tallyLines(tally: Tally, batch: Batch, judged: Judged): void {
  tallySeen(tally, batch);
  if (batch.calm && !judged.bounded) {
    tally.events += batch.count;
    return;
  }
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
      if (judged.complete || judged.cited)
        mark(tally, placeOf(batch, i), { kind: 'damaged', reason: DAMAGE[kind]! });
    }
  }
}

function tallySeen(tally: Tally, batch: Batch): void {
  for (let n = 0; n < tally.seen.length; n++)
    if (tally.seen[n] === 0 && anyValue(batch, n)) tally.seen[n] = 1;
}

function markEvent(tally: Tally, batch: Batch, i: number, judged: Judged): void {
  const notices = noticesOf(batch, i, judged);
  if (notices > 0) tell(tally, notices, placeOf(batch, i));
}

/** Bits in the order of NOTICES (tally.ts). */
function noticesOf(batch: Batch, i: number, judged: Judged): number {
  const column = batch.columns[judged.time];
  const timeless = column?.kind === 'time' && Number.isNaN(column.us[i]!);
  const name = judged.dialects[batch.dialect[i]!]?.name ?? 'generic';
  const mixed = name !== judged.own && judged.dialects.length > 1;
  return batch.invalid[i]! | (batch.zoneless[i]! << 1) | (Number(timeless) << 2) | (Number(mixed) << 3);
}

function boundsTime(test: Test): boolean {
  if (test.kind === 'and' || test.kind === 'or') return test.of.some(boundsTime);
  return test.kind === 'not' ? boundsTime(test.of) : test.kind === 'time';
}

function placeOf(batch: Batch, i: number): MarkedPlace {
  return { offset: batch.base + batch.start[i]!, line: batch.line[i]! };
}

function anyValue(batch: Batch, n: number): boolean {
  const column = batch.columns[n]!;
  if (column.kind === 'range') {
    for (let i = 0; i < batch.count; i++)
      if (batch.class[i] === LINE_EVENT && column.tag[i] !== 0) return true;
    return false;
  }
  if (column.kind === 'time') {
    for (let i = 0; i < batch.count; i++) if (!Number.isNaN(column.us[i]!)) return true;
    return false;
  }
  if (column.kind === 'many') return column.first[batch.count]! > 0;
  if (column.kind === 'dictionary') {
    for (let i = 0; i < batch.count; i++)
      if (batch.class[i] === LINE_EVENT && column.codes[i]! >= 0) return true;
    return false;
  }
  if (column.kind === 'number') {
    for (let i = 0; i < batch.count; i++)
      if (batch.class[i] === LINE_EVENT && !Number.isNaN(column.values[i]!)) return true;
    return false;
  }
  return true;
}
