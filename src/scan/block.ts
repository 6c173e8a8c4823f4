/** One read of a plain file at an offset. */
import { reasonOf } from './reason.ts';
import { SHRANK, type Source } from './source.ts';

/** The bytes at `offset`, and why there are none where `count` is 0. */
export function readBlock(source: Source, into: Uint8Array, offset: number): { count: number; why: string } {
  try {
    return { count: source.readAt(into, offset), why: SHRANK };
  } catch (error) {
    return { count: 0, why: reasonOf(error) };
  }
}
