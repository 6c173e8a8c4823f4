/** The session that `history` shows when none was named: that of the last matching event that has one. Source: cli.md. */
import type { Batch, Chunk } from '../model/batch.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Plan } from '../model/plan.ts';
import type { Operand, Predicate } from '../model/query.ts';
import { backward, forward } from '../scan/chunks.ts';
import { Kernels } from './kernels.ts';
import type { Log } from './open.ts';
import { sessionOf } from './rows.ts';
import { openShard } from './shard.ts';
import type { Tally } from './tally.ts';
import type { Watch } from './watch.ts';

/** Lines of a log that can be read only once, each as a chunk of its own, and the tally of all that was read. */
export interface HeldLines {
  readonly chunks: readonly Chunk[];
  readonly tally: Tally;
  /** Where and why the log ended early. */
  readonly ended?: { readonly offset: number; readonly why: string };
}

export interface Latest {
  /** Holds for the events of the session; for none where no event has one. */
  readonly where: Predicate;
  /** By log: what was held of streams while looking. */
  readonly held: ReadonlyMap<number, HeldLines>;
}

/** Looks from the ends of files; other logs are read whole. Of several logs the one with the later event decides. */
export async function latestSession(plan: Plan, logs: readonly Log[], watch: Watch): Promise<Latest> {
  const held = new Map<number, HeldLines>();
  const kernels = new Kernels(plan);
  let best: Found | undefined;
  for (const [index, log] of logs.entries()) {
    const looked = await lookIn({ plan, log, kernels, index }, watch);
    if (looked.held) held.set(index, looked.held);
    const { found } = looked;
    if (found && (!best || !(found.us < best.us))) best = found;
  }
  return { where: best ? inSession(best.session) : { kind: 'or', of: [] }, held };
}

interface Found {
  /** Microseconds; without a time, before all. */
  readonly us: number;
  readonly session: string;
}

interface Looked {
  readonly found: Found | undefined;
  readonly held: HeldLines | undefined;
}

async function lookIn(
  what: { plan: Plan; log: Log; kernels: Kernels; index: number },
  watch: Watch,
): Promise<Looked> {
  const { plan, log, kernels, index } = what;
  if (plan.fold.kind !== 'list') throw new Error('only listings look for a session');
  const { time, session, listing } = plan.fold;
  const { source, utf16 } = log;
  const widened = listing.context > 0 || listing.contextSession > 0;
  const chunks: Chunk[] = [];
  const shard = openShard(plan, { source: index, shard: index, kernel: kernels.of(index, utf16) });
  let ended: HeldLines['ended'];
  const options = {
    chunkSize: watch.chunkSize,
    maxLine: plan.maxLine,
    onTruncated(offset: number, why: string) {
      ended = { offset, why };
    },
  };
  let found: Found | undefined;
  for await (const chunk of source.seekable ? backward(source, options) : forward(source, options)) {
    watch.signal.throwIfAborted();
    const { batch, selection, count } = shard.take(chunk);
    watch.onRead();
    for (let k = count - 1; k >= 0; k--) {
      const name = sessionOf(batch, selection[k]!, session);
      if (name === undefined) continue;
      found = { us: timeOf(batch, selection[k]!, time), session: name };
      break;
    }
    if (source.rereadable) {
      if (found && source.seekable) break;
    } else if (widened) {
      for (let i = 0; i < batch.count; i++) if (batch.class[i] === LINE_EVENT) chunks.push(lineOf(batch, i));
    } else {
      for (let k = 0; k < count; k++) {
        if (sessionOf(batch, selection[k]!, session) !== undefined) chunks.push(lineOf(batch, selection[k]!));
      }
    }
  }
  if (source.rereadable) return { found, held: undefined };
  return { found, held: { chunks, tally: shard.tally, ...(ended ? { ended } : {}) } };
}

function timeOf(batch: Batch, i: number, column: number): number {
  const times = batch.columns[column];
  const us = times?.kind === 'time' ? times.us[i]! : Number.NaN;
  return Number.isNaN(us) ? Number.NEGATIVE_INFINITY : us;
}

/** The line and its ending, copied. */
function lineOf(batch: Batch, i: number): Chunk {
  const start = batch.start[i]!;
  const bytes = Buffer.from(batch.bytes.subarray(start, batch.next[i]));
  return { bytes, base: batch.base + start, line: batch.line[i]!, final: false };
}

const SESSION: Operand = { kind: 'role', role: 'session' };

/** This session, whole or as its 8-character hash (dialects.md, macf); unlike `--session`, no longer id that begins so. */
export function inSession(id: string): Predicate {
  const same: Predicate = { kind: 'compare', operand: SESSION, op: '=', value: { kind: 'string', text: id } };
  const [, hash, rest] = /^([0-9a-f]{8})(-|$)/.exec(id) ?? [];
  if (hash === undefined) return same;
  const other: Predicate =
    rest === '-'
      ? { kind: 'compare', operand: SESSION, op: '=', value: { kind: 'string', text: hash } }
      : { kind: 'text', operand: SESSION, op: 'startswith', text: `${hash}-` };
  return { kind: 'or', of: [same, other] };
}
