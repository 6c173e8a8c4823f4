/**
 * Zstandard (RFC 8878) → pieces of text. The frames are walked here block by block, so that a window is judged before
 * memory is taken for it, a bomb gives one block at a time, and a cut is found; the blocks are decompressed by Node
 * where it can, else by fzstd (zstd-decoder.ts).
 */
import type { Intake, Pieces } from './pieces.ts';
import { type Decoder, newDecoder } from './zstd-decoder.ts';

/** The largest window that is decompressed, in bytes (`zstd --long=27`); also the memory that it may cost. */
export const MAX_WINDOW: number = 128 * 1024 * 1024;

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const CHECKSUM = 4;
const MAX_BLOCK = 128 * 1024;
const CUT = 'the zstd data is cut off';
const DAMAGED = 'the zstd data is damaged';

/** The text of all frames, as far as there is any. Returns why it is not whole. The caller closes `raw`. */
export async function* unzstd(raw: Intake, decoder: () => Decoder = newDecoder): Pieces {
  for (;;) {
    const head = Buffer.from(await raw.take(4));
    if (head.length === 0) return raw.why();
    const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
    if (magic === FRAME) {
      const why = yield* frame(raw, decoder);
      if (why !== undefined) return raw.why() ?? why;
    } else if ((magic & ~0xf) >>> 0 === SKIPPABLE) {
      if (!(await skip(raw))) return CUT;
    } else {
      return 'bytes after the end of the zstd data were ignored';
    }
  }
}

async function* frame(raw: Intake, decoder: () => Decoder): Pieces {
  const header = await readHeader(raw);
  if (typeof header === 'string') return header;
  const engine = decoder();
  try {
    const why = yield* blocks(raw, header, engine);
    yield* engine.pour(Buffer.alloc(0), true);
    return why;
  } catch {
    return DAMAGED;
  } finally {
    engine.close();
  }
}

/** The text of a frame's blocks, as far as they are whole. */
async function* blocks(raw: Intake, header: Header, engine: Decoder): Pieces {
  yield* engine.pour(headerFor(engine, header.bytes), false);
  for (let last = false; !last; ) {
    const head = Buffer.from(await raw.take(3));
    if (head.length < 3) return CUT;
    const word = head.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const type = (word >> 1) & 3;
    const size = word >> 3;
    if (type === 3 || size > Math.min(MAX_BLOCK, header.window)) return DAMAGED;
    const stored = type === 1 ? 1 : size;
    const body = await raw.take(stored);
    if (body.length < stored) return CUT;
    yield* engine.pour(Buffer.concat([head, body]), false);
  }
  if (!header.checksum) return undefined;
  const sum = await raw.take(4);
  if (sum.length < 4) return CUT;
  if (engine.checksums) yield* engine.pour(sum, false);
  return undefined;
}

interface Header {
  readonly window: number;
  readonly checksum: boolean;
  readonly bytes: Buffer;
}

/** Reads a frame's header behind its magic; a text says why the frame cannot be read. */
async function readHeader(raw: Intake): Promise<Header | string> {
  const [flags] = await raw.take(1);
  if (flags === undefined) return CUT;
  const single = (flags & 0x20) !== 0;
  const idSize = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeSize = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const fields = Buffer.from(await raw.take((single ? 0 : 1) + idSize + sizeSize));
  if (fields.length < (single ? 0 : 1) + idSize + sizeSize) return CUT;
  if ((flags & 8) !== 0) return DAMAGED;
  const idAt = single ? 0 : 1;
  if (fields.subarray(idAt, idAt + idSize).some((byte) => byte !== 0))
    return 'the zstd data needs a dictionary';
  const window = single ? contentSize(fields.subarray(idAt + idSize)) : windowSize(fields[0] ?? 0);
  if (window > MAX_WINDOW)
    return `the zstd data needs a window of ${Math.ceil(window / 2 ** 20)} MiB, over the limit of 128`;
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(FRAME);
  return {
    window,
    checksum: (flags & CHECKSUM) !== 0,
    bytes: Buffer.concat([magic, Buffer.of(flags), fields]),
  };
}

/** A decoder that is not given the checksum is told that there is none. */
function headerFor(engine: Decoder, bytes: Buffer): Buffer {
  return engine.checksums
    ? bytes
    : Buffer.concat([bytes.subarray(0, 4), Buffer.of((bytes[4] ?? 0) & ~CHECKSUM), bytes.subarray(5)]);
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(field: Buffer): number {
  switch (field.length) {
    case 1:
      return field.readUInt8(0);
    case 2:
      return field.readUInt16LE(0) + 256;
    case 4:
      return field.readUInt32LE(0);
    default:
      return Number(field.readBigUInt64LE(0));
  }
}

async function skip(raw: Intake): Promise<boolean> {
  const field = Buffer.from(await raw.take(4));
  if (field.length < 4) return false;
  for (let left = field.readUInt32LE(0); left > 0; ) {
    const piece = await raw.piece();
    if (piece === undefined) return false;
    raw.unread(piece.subarray(left));
    left -= Math.min(left, piece.length);
  }
  return true;
}
