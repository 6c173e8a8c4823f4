/**
 * Joining of session ids: a breadcrumb knows a session by the first 8 characters of its id, so events that carry only
 * that hash belong to the session whose full id begins with it. Source: dialects.md, "macf".
 */
import { compareText } from '../base/text.ts';
import type { Ref } from '../model/report.ts';

/** Full ids by the hashes that stand for them. */
export type FullIds = ReadonlyMap<string, string>;

/** Hexadecimal on purpose: `worker-1` is a name and not the hash of `worker-10`. */
const HASH = /^[0-9a-f]{8}$/;
/** A longer number is another number, not an id that begins with a hash. */
const NUMBER = /^[0-9]+$/;

/** Hash to full id, for each hash among the ids with which exactly one longer id begins. */
export function joinHashes(ids: Iterable<string>): FullIds {
  const sorted = [...ids].sort(compareText);
  const joined = new Map<string, string>();
  for (const [at, hash] of sorted.entries()) {
    if (!HASH.test(hash)) continue;
    const full = onlyFollower(sorted, at);
    if (full !== undefined) joined.set(hash, full);
  }
  return joined;
}

/** The citation with its session's full id, where its event carries the hash. */
export function fullRef(ref: Ref, full: FullIds): Ref {
  const session = ref.session === undefined ? undefined : full.get(ref.session);
  return session === undefined ? ref : { ...ref, session };
}

/** Ids that begin with an id stand right behind it. */
function onlyFollower(sorted: readonly string[], at: number): string | undefined {
  const hash = sorted[at]!;
  let found: string | undefined;
  for (let k = at + 1; k < sorted.length && sorted[k]!.startsWith(hash); k++) {
    if (NUMBER.test(sorted[k]!)) continue;
    if (found !== undefined) return undefined;
    found = sorted[k];
  }
  return found;
}
