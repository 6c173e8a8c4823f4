/** Where a scan's bytes come from: a plain file, or a text in pieces. A feed gives its bytes once, in order. */
import { readBlock } from './block.ts';
import type { Feed } from './cut.ts';
import type { Source } from './source.ts';
import { textOf } from './stream.ts';

const NOTHING: Uint8Array = Buffer.alloc(0);

export interface ScanFeed extends Feed {
  /** Why the bytes ended early. */
  why(): string | undefined;
  close(): void;
}

/** A feed that need not be waited for. */
export interface FileFeed extends ScanFeed {
  read(into: Uint8Array): number;
}

/** The bytes [from, to) of a plain file, read where they are wanted without a copy. */
export function fileFeed(source: Source, from: number, to: number): FileFeed {
  let position = from;
  let why: string | undefined;
  return {
    read: (into) => {
      const want = Math.min(into.length, to - position);
      if (want <= 0) return 0;
      const block = readBlock(source, into.subarray(0, want), position);
      if (block.count === 0) why = block.why;
      position += block.count;
      return block.count;
    },
    atEnd: () => position >= to,
    why: () => why,
    close: () => undefined,
  };
}

/** The bytes [from, to) of a text that comes in pieces, to its end where `to` is absent. Closing it stops a stream. */
export function textFeed(source: Source, from: number, to: number | undefined): ScanFeed {
  const text = textOf(source);
  let position = 0;
  let piece: Uint8Array = NOTHING;
  const fill = async (): Promise<boolean> => {
    while (piece.length === 0) {
      const next = await text.piece();
      if (next === undefined) return false;
      const drop = Math.min(next.length, Math.max(0, from - position));
      position += drop;
      piece = next.subarray(drop);
    }
    return true;
  };
  return {
    read: async (into) => {
      const end = to ?? Number.POSITIVE_INFINITY;
      if (position >= end || !(await fill())) return 0;
      const want = Math.min(into.length, end - position);
      const part = piece.subarray(0, want);
      into.set(part);
      position += part.length;
      piece = piece.subarray(part.length);
      return part.length;
    },
    atEnd: () => to !== undefined && position >= to,
    why: text.why,
    close: () => {
      text.close();
      if (!source.rereadable) source.close();
    },
  };
}
