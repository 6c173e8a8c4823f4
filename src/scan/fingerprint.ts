/**
 * What tells the beginning of a file from another one without reading it: which file it is, and some of its bytes from
 * everywhere. Bytes that come or go move all that stand behind them, so a beginning that was changed shows, save where bytes
 * between the ones that are looked at were exchanged for as many others.
 */
import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import type { Source } from './source.ts';

const PLACES = 32;
const PLACE_BYTES = 256;

/** The state of a file that no write leaves as it is. */
export interface FileState {
  readonly size: bigint;
  readonly writtenNs: bigint;
}

/** The size and the last write of a plain source. Throws the system's error. */
export function stateOf({ fd }: Source): FileState {
  const { size, mtimeNs } = fstatSync(fd!, { bigint: true });
  return { size, writtenNs: mtimeNs };
}

/** Of the first `to` bytes of a plain source. Throws the system's error. */
export function fingerprint(source: Source, to: number): string {
  const { dev, ino } = fstatSync(source.fd!, { bigint: true });
  const hash = createHash('sha256').update(`${dev} ${ino} ${to}`);
  const bytes = Buffer.alloc(PLACE_BYTES);
  for (let n = 0; n < PLACES; n++) {
    const at = Math.max(0, Math.floor(((to - PLACE_BYTES) * n) / (PLACES - 1)));
    const count = source.readAt(bytes.subarray(0, Math.min(PLACE_BYTES, to - at)), at);
    hash.update(bytes.subarray(0, count));
  }
  return hash.digest('base64');
}
