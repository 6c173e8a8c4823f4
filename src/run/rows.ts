/** Rows of one log: a line's own bytes and where it stands, numbered as matches of a walk. */
import type { Batch } from '../model/batch.ts';
import type { Row } from '../model/event.ts';
import type { ShardRun } from './shard.ts';
import type { Tally } from './tally.ts';

/** Where a batch's rows come from and which of its columns matter. */
export interface Origin {
  readonly source: number;
  readonly path: string;
  readonly time: number;
  readonly session: number;
  /** Lines of the log before the shard; undefined where they were not counted. */
  readonly linesBefore: number | undefined;
  readonly shard: ShardRun;
}

/** A row of a walk, and which matches of the walk it is shown for. */
export interface Numbered extends Row {
  /** The match's number in its log in the direction of the walk, from 1; 0 where the row is no match. */
  readonly nth: number;
  /** Numbers of the matches in whose neighbourhood it stands, its own too, ascending; empty where none was asked for. */
  readonly near: readonly number[];
  /** What is to be said of it in the tally where it is shown as a match. */
  readonly notices: number;
  readonly tally: Tally;
}

/** Makes the row of line i: a copy of its bytes and where it stands. A neighbour has `nth` 0. */
export function rowOf(
  batch: Batch,
  i: number,
  { origin, nth, near }: { readonly origin: Origin } & Pick<Numbered, 'nth' | 'near'>,
): Numbered {
  const end = batch.end[i]!;
  const line = batch.line[i]!;
  const times = batch.columns[origin.time];
  return {
    source: origin.source,
    path: origin.path,
    offset: batch.base + batch.start[i]!,
    ...(origin.linesBefore === undefined || line < 0 ? {} : { line: origin.linesBefore + line + 1 }),
    bytes: Buffer.from(batch.bytes.subarray(batch.start[i]!, end)),
    ending: ENDINGS[batch.next[i]! - end]!,
    us: times?.kind === 'time' ? times.us[i]! : Number.NaN,
    context: nth === 0,
    nth,
    near,
    notices: origin.shard.notices(batch, i),
    tally: origin.shard.tally,
  };
}

const ENDINGS = ['', '\n', '\r\n'];

/** The session of line i, or undefined. */
export function sessionOf(batch: Batch, i: number, column: number): string | undefined {
  const sessions = batch.columns[column];
  return sessions?.kind === 'dictionary' ? sessions.dictionary.values[sessions.codes[i]!] : undefined;
}
