/** Matches of a shard as a few arrays, which go from thread to thread without being copied. */
import type { Batch } from '../model/batch.ts';
import type { Numbered } from './rows.ts';
import type { Tally } from './tally.ts';

/** One entry a match; its line is `bytes` up to `end`, from where the match before it ended. */
export interface PackedRows {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly end: Float64Array;
  readonly offset: Float64Array;
  readonly us: Float64Array;
  /** Line within the shard, from 0. */
  readonly line: Float64Array;
  /** Bytes of the line's ending. */
  readonly ending: Uint8Array;
  readonly notices: Uint8Array;
}

/** Matches that are being gathered. */
export interface Pack {
  count: number;
  size: number;
  bytes: Buffer;
  end: Float64Array;
  offset: Float64Array;
  us: Float64Array;
  line: Float64Array;
  ending: Uint8Array;
  notices: Uint8Array;
}

export function newPack(): Pack {
  const room = 64;
  return {
    count: 0,
    size: 0,
    bytes: Buffer.allocUnsafeSlow(64 * 1024),
    end: new Float64Array(room),
    offset: new Float64Array(room),
    us: new Float64Array(room),
    line: new Float64Array(room),
    ending: new Uint8Array(room),
    notices: new Uint8Array(room),
  };
}

/** Adds line i of a batch; `time` is the number of its time column. */
export function packRow(
  pack: Pack,
  batch: Batch,
  { i, time, notices }: { readonly i: number; readonly time: number; readonly notices: number },
): void {
  const start = batch.start[i]!;
  const close = batch.end[i]!;
  const n = pack.count++;
  if (n === pack.end.length) widen(pack);
  if (pack.size + close - start > pack.bytes.length) {
    const wider = Buffer.allocUnsafeSlow(Math.max(pack.bytes.length * 2, pack.size + close - start));
    pack.bytes.copy(wider, 0, 0, pack.size);
    pack.bytes = wider;
  }
  pack.bytes.set(batch.bytes.subarray(start, close), pack.size);
  pack.size += close - start;
  pack.end[n] = pack.size;
  pack.offset[n] = batch.base + start;
  const times = batch.columns[time];
  pack.us[n] = times?.kind === 'time' ? times.us[i]! : Number.NaN;
  pack.line[n] = batch.line[i]!;
  pack.ending[n] = batch.next[i]! - close;
  pack.notices[n] = notices;
}

/** The pack as it goes to another thread. */
export function packed(pack: Pack): PackedRows {
  return { ...pack, bytes: pack.bytes.subarray(0, pack.size) };
}

/** What of a pack can be handed over rather than copied. */
export function buffersOf(rows: PackedRows): ArrayBuffer[] {
  const { bytes, end, offset, us, line, ending, notices } = rows;
  return [bytes, end, offset, us, line, ending, notices].map(({ buffer }) => buffer as ArrayBuffer);
}

/** The rows of a pack; `nth` is the number of the last match before it, `linesBefore` the lines before its shard. */
export function unpack(
  rows: PackedRows,
  of: {
    readonly source: number;
    readonly path: string;
    readonly nth: number;
    readonly linesBefore: number;
    readonly tally: Tally;
  },
): Numbered[] {
  const bytes = Buffer.from(rows.bytes.buffer, rows.bytes.byteOffset, rows.bytes.byteLength);
  const unpacked: Numbered[] = [];
  let from = 0;
  for (let n = 0; n < rows.count; n++) {
    const to = rows.end[n]!;
    unpacked.push({
      source: of.source,
      path: of.path,
      offset: rows.offset[n]!,
      line: of.linesBefore + rows.line[n]! + 1,
      bytes: bytes.subarray(from, to),
      ending: ENDINGS[rows.ending[n]!]!,
      us: rows.us[n]!,
      context: false,
      nth: of.nth + n + 1,
      near: [],
      notices: rows.notices[n]!,
      tally: of.tally,
    });
    from = to;
  }
  return unpacked;
}

const ENDINGS = ['', '\n', '\r\n'];

function widen(pack: Pack): void {
  const room = pack.end.length * 2;
  for (const key of ['end', 'offset', 'us', 'line'] as const) {
    const wider = new Float64Array(room);
    wider.set(pack[key]);
    pack[key] = wider;
  }
  for (const key of ['ending', 'notices'] as const) {
    const wider = new Uint8Array(room);
    wider.set(pack[key]);
    pack[key] = wider;
  }
}
