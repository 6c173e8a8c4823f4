/**
 * Decompressing the blocks of one Zstandard frame: by Node where it can (22.15 and later), else in JavaScript. Both give
 * the same text; only Node judges checksums. A frame's window must have been judged before.
 */
import zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { type Engine, pour } from './engine.ts';
import type { Pieces } from './pieces.ts';

const OUT_SIZE = 128 * 1024;
const WINDOW_LOG = 27;

export interface Decoder {
  /** Wants the frame's checksum, and judges it. */
  readonly checksums: boolean;
  /** Takes whole blocks, the header before the first; with `last` nothing follows. Throws where they are damaged. */
  pour(bytes: Uint8Array, last: boolean): Pieces;
  close(): void;
}

/** A decoder for one frame. */
export function newDecoder(): Decoder {
  const { createZstdDecompress, constants } = zlib as unknown as NodeZstd;
  const windowLog = constants.ZSTD_d_windowLogMax;
  if (createZstdDecompress === undefined || windowLog === undefined) return scriptDecoder();
  return nodeDecoder(createZstdDecompress({ chunkSize: OUT_SIZE, params: { [windowLog]: WINDOW_LOG } }));
}

/** What Node 22.15 adds to node:zlib. */
interface NodeZstd {
  readonly createZstdDecompress?: (options: object) => Engine;
  readonly constants: { readonly ZSTD_d_windowLogMax?: number };
}

function nodeDecoder(engine: Engine): Decoder {
  return {
    checksums: true,
    pour: async function* (bytes) {
      if (bytes.length > 0) yield* pour(engine, bytes);
      return undefined;
    },
    close: () => engine.destroy(),
  };
}

/**
 * The decoder in JavaScript, the twin of Node's. It holds a few bytes back until it is told that they are the last, and
 * then complains of a frame that is cut, which its reader knows already.
 */
export function scriptDecoder(): Decoder {
  const ready: Uint8Array[] = [];
  const engine = new Decompress((bytes) => {
    if (bytes.length > 0) ready.push(bytes);
  });
  return {
    checksums: false,
    pour: async function* (bytes, last) {
      const failure = pushed(engine, bytes, last);
      yield* ready.splice(0);
      if (failure !== undefined && !last) throw failure;
      return undefined;
    },
    close: () => undefined,
  };
}

function pushed(engine: Decompress, bytes: Uint8Array, last: boolean): unknown {
  try {
    engine.push(bytes, last);
    return undefined;
  } catch (error) {
    return error;
  }
}
