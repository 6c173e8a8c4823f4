/** Rows of one log in file order, with the neighbours that `--context` asks for. */
import { type Batch, LINE_EVENT } from '../model/batch.ts';
import type { Row } from '../model/event.ts';
import type { Listing } from '../model/query.ts';

/** Where a batch's rows come from and which of its columns matter. */
export interface Origin {
  readonly source: number;
  readonly path: string;
  readonly time: number;
  readonly session: number;
  /** Lines of the log before the shard; undefined where they were not counted. */
  readonly linesBefore: number | undefined;
}

/** Makes the row of line i: a copy of its bytes and where it stands. */
export function rowOf(batch: Batch, i: number, origin: Origin, context = false): Row {
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
    context,
  };
}

const ENDINGS = ['', '\n', '\r\n'];

/** The session of line i, or undefined. */
export function sessionOf(batch: Batch, i: number, origin: Origin): string | undefined {
  const column = batch.columns[origin.session];
  return column?.kind === 'dictionary' ? column.dictionary.values[column.codes[i]!] : undefined;
}

/**
 * Turns the events of batches, in one direction, into rows: the matches and up to `context` events on both sides of each.
 * With `contextSession` neighbours are those of the match's session, and rows come when the log is done.
 */
export function neighbours(listing: Listing, origin: Origin, direction: Direction): Neighbours {
  const windows = new Map<string | undefined, Window>();
  const size = Math.max(listing.context, listing.contextSession);
  const bySession = listing.contextSession > 0;
  return {
    take(batch, selection, count) {
      const out: Row[] = [];
      const matches = new Uint8Array(batch.count);
      for (let k = 0; k < count; k++) matches[selection[k]!] = 1;
      for (let n = 0; n < batch.count; n++) {
        const i = direction === 'forward' ? n : batch.count - 1 - n;
        if (batch.class[i] !== LINE_EVENT) continue;
        const matched = matches[i] === 1;
        const session = bySession ? sessionOf(batch, i, origin) : undefined;
        if (bySession && session === undefined && !matched) continue;
        const window = windows.get(session) ?? { before: [], after: 0 };
        windows.set(session, window);
        push(window, { row: rowOf(batch, i, origin, !matched), matched, size }, out);
      }
      return out;
    },
  };
}

export type Direction = 'forward' | 'backward';

export interface Neighbours {
  take(batch: Batch, selection: Int32Array, count: number): Row[];
}

interface Window {
  /** The last events that were not shown. */
  before: Row[];
  /** How many more are shown behind the last match. */
  after: number;
}

function push(
  window: Window,
  event: { readonly row: Row; readonly matched: boolean; readonly size: number },
  out: Row[],
): void {
  const { row, matched, size } = event;
  if (matched) {
    out.push(...window.before, row);
    window.before = [];
    window.after = size;
  } else if (window.after > 0) {
    out.push(row);
    window.after--;
  } else {
    window.before.push(row);
    if (window.before.length > size) window.before.shift();
  }
}
