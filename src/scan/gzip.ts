/**
 * gzip (RFC 1952) → pieces of text. Any number of members; zero padding after them is nothing. Written over raw
 * deflate, because a gunzip engine loses the text before a cut or before foreign bytes. Memory: one piece in, one out.
 */
import { constants, crc32, createInflateRaw } from 'node:zlib';
import { pour } from './engine.ts';
import type { Intake, Pieces } from './pieces.ts';

const OUT_SIZE = 128 * 1024;
const TRAILER_SIZE = 8;
const FLAG_CHECK = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const CUT = 'the gzip data is cut off';

/** The text of all members, as far as there is any. Returns why it is not whole. The caller closes `raw`. */
export async function* gunzip(raw: Intake): Pieces {
  let why: string | undefined;
  for (;;) {
    const head = await raw.take(2);
    if (head.length === 0) return raw.why() ?? why;
    if (head[0] !== 0x1f || head[1] !== 0x8b) {
      raw.unread(head);
      return (await onlyZeros(raw)) ? why : 'bytes after the end of the gzip data were ignored';
    }
    const broken = (await skipHeader(raw)) ?? (yield* inflate(raw));
    if (broken !== undefined && broken !== WRONG_SUM) return raw.why() ?? broken;
    why ??= broken;
  }
}

const WRONG_SUM = 'a checksum of the gzip data is wrong';

/** One member's text and trailer; returns why it is broken. */
async function* inflate(raw: Intake): Pieces {
  const engine = createInflateRaw({ chunkSize: OUT_SIZE, finishFlush: constants.Z_SYNC_FLUSH });
  let sum = 0;
  try {
    for (;;) {
      const piece = await raw.piece();
      if (piece === undefined) return CUT;
      const pouring = pour(engine, piece);
      let step = await pouring.next();
      for (; step.done !== true; step = await pouring.next()) {
        sum = crc32(step.value, sum);
        yield step.value;
      }
      if (step.value === 0) continue;
      raw.unread(piece.subarray(piece.length - step.value));
      break;
    }
  } catch {
    return 'the gzip data is damaged';
  } finally {
    engine.destroy();
  }
  const trailer = await raw.take(TRAILER_SIZE);
  if (trailer.length < TRAILER_SIZE) return CUT;
  return Buffer.from(trailer).readUInt32LE(0) === sum ? undefined : WRONG_SUM;
}

/** Takes the rest of a member's header, its two magic bytes aside; returns why it has none. */
async function skipHeader(raw: Intake): Promise<string | undefined> {
  const fixed = await raw.take(8);
  const [method, flags = 0] = fixed;
  if (fixed.length < 8) return CUT;
  if (method !== 8) return 'the gzip data is of an unknown method';
  if (flags & FLAG_EXTRA) {
    const [low = 0, high = 0] = await raw.take(2);
    await raw.take(low | (high << 8));
  }
  if (flags & FLAG_NAME) await skipText(raw);
  if (flags & FLAG_COMMENT) await skipText(raw);
  if (flags & FLAG_CHECK) await raw.take(2);
  return undefined;
}

async function skipText(raw: Intake): Promise<void> {
  for (let piece = await raw.piece(); piece !== undefined; piece = await raw.piece()) {
    const zero = piece.indexOf(0);
    if (zero < 0) continue;
    raw.unread(piece.subarray(zero + 1));
    return;
  }
}

async function onlyZeros(raw: Intake): Promise<boolean> {
  for (let piece = await raw.piece(); piece !== undefined; piece = await raw.piece()) {
    if (piece.some((byte) => byte !== 0)) return false;
  }
  return true;
}
