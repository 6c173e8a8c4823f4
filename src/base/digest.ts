/** A short hash that tells texts apart beyond doubt. */
import { createHash } from 'node:crypto';

/** The first `size` bytes of the text's SHA-256, one character a byte. */
export function digest(text: string, size: number): string {
  return createHash('sha256').update(text).digest().toString('latin1', 0, size);
}
