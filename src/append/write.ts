/**
 * Whole lines → the log's end, under its lock. Invariants: what is reported as written stands in the log whole, one line
 * after another, and begins a line of its own whatever stood there before; what is reported as not written does not stand
 * there, save a part of one line where `torn` says so.
 *
 * Where the system stops midway, whole lines stay (a reader may have shown them, and no reader likes a log that loses
 * events); the part of a line behind them is cut off again while the lock keeps others out, if nothing stands behind it.
 * A writer without the lock may have appended there: then nothing is cut, and the next append sets the part apart.
 */
import type { LogFile } from './log-file.ts';
import type { System } from './system.ts';

const NEWLINE = 0x0a;
/** What goes to the kernel at once; a line that may be longer goes alone. */
const PIECE_BYTES = 2 ** 20;
/** UTF-8 takes as many for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

let room = Buffer.alloc(0);

export interface Written {
  /** The offset of each line that stands in the log; fewer than were asked where `failure` is there. */
  readonly offsets: readonly number[];
  readonly failure?: Failure;
}

export interface Failure {
  readonly cause: unknown;
  /** A part of a line may stand at the log's end. */
  readonly torn: boolean;
}

interface Piece {
  readonly bytes: Uint8Array;
  /** Bytes before the first line: the newline that ends what was torn. */
  readonly lead: number;
  /** Of each line, its newline included. */
  readonly sizes: readonly number[];
}

const byte = new Uint8Array(1);

/** Writes `lines` (without newlines) to the end of the locked log. Never throws for what the system refuses. */
export function writeLines(file: LogFile, lines: readonly string[], system: System): Written {
  const { fd } = file;
  const offsets: number[] = [];
  let start: number;
  let lead: number;
  try {
    start = Number(system.status(fd).size);
    lead = endsInside(fd, start, system) ? 1 : 0;
  } catch (cause) {
    return { offsets, failure: { cause, torn: false } };
  }
  while (offsets.length < lines.length) {
    const piece = pieceOf(lines, offsets.length, lead);
    const { taken, cause } = writeAll(fd, piece.bytes, system);
    const whole = takeWhole(piece, start, { taken, offsets });
    if (taken < piece.bytes.length) {
      const torn = !cutBack(fd, { from: start + taken, to: whole }, system);
      return { offsets, failure: { cause, torn } };
    }
    start = whole;
    lead = 0;
  }
  return { offsets };
}

/** The last byte is no newline: a record that broke off, or one without its newline. */
function endsInside(fd: number, size: number, system: System): boolean {
  return size > 0 && system.readByte(fd, byte, size - 1) === 1 && byte[0] !== NEWLINE;
}

/**
 * As many lines from `next` on as go to the kernel at once, one at least. What it gives is good until the next call: the
 * bytes lie in one place for all logs, for they are written before the turn of the event loop ends.
 */
function pieceOf(lines: readonly string[], next: number, lead: number): Piece {
  const first = lines[next]!.length * MOST_BYTES_A_UNIT + 2;
  if (room.length < first && first <= PIECE_BYTES) room = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const bytes = room.length < first ? Buffer.allocUnsafe(first) : room;
  const sizes: number[] = [];
  let at = 0;
  if (lead === 1) bytes[at++] = NEWLINE;
  for (let n = next; n < lines.length; n++) {
    const line = lines[n]!;
    if (at + line.length * MOST_BYTES_A_UNIT >= bytes.length) break;
    const size = bytes.write(line, at) + 1;
    at += size;
    bytes[at - 1] = NEWLINE;
    sizes.push(size);
  }
  return { bytes: bytes.subarray(0, at), lead, sizes };
}

/** How many of the bytes the kernel took, and why not all. */
function writeAll(fd: number, bytes: Uint8Array, system: System): { taken: number; cause?: unknown } {
  let taken = 0;
  while (taken < bytes.length) {
    try {
      const count = system.write(fd, bytes, taken, bytes.length);
      if (count === 0) return { taken, cause: new Error('the system took no byte and gave no reason') };
      taken += count;
    } catch (cause) {
      return { taken, cause };
    }
  }
  return { taken };
}

/** Adds the offsets of the lines that were taken whole; the offset behind the last of them. */
function takeWhole(piece: Piece, start: number, to: { taken: number; offsets: number[] }): number {
  let at = piece.lead;
  for (const size of piece.sizes) {
    if (at + size > to.taken) break;
    to.offsets.push(start + at);
    at += size;
  }
  return at === piece.lead ? start : start + at;
}

/** Cuts off what stands between `to` and `from`, where the log ends at `from`. Whether nothing of it is left. */
function cutBack(fd: number, range: { from: number; to: number }, system: System): boolean {
  if (range.from === range.to) return true;
  try {
    if (Number(system.status(fd).size) !== range.from) return false;
    system.truncate(fd, range.to);
    return true;
  } catch {
    return false;
  }
}
