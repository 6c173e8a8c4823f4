/** The paths whose values a walk over a line keeps, as a tree that is gone down along with the line's objects. */
import type { Path } from '../base/path.ts';
import { TAG_ABSENT } from '../model/batch.ts';
import { hashBytes } from './byte-texts.ts';

/** A value that was asked for: `bytes[from, to)`; `tag` 0 where absent. */
export interface Slot {
  tag: number;
  from: number;
  to: number;
}

/** Where a walk stands among the paths that are asked for. */
export interface Wanted {
  readonly keys: WantedKey[];
  readonly slot: Slot;
}

/** A key of an object: its text, the bytes and the hash (byte-texts.ts) of that. */
export interface WantedKey {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly hash: number;
  readonly inside: Wanted;
}

/** The tree of these paths, and the slot of each; a path with an index or `[*]` has one that stays absent. */
export function wantedPaths(paths: readonly Path[]): {
  readonly root: Wanted;
  readonly slots: ReadonlyMap<Path, Slot>;
} {
  const root = newWanted();
  return { root, slots: new Map(paths.map((path) => [path, wantedAt(root, path)?.slot ?? newSlot()])) };
}

/** Makes everything below absent: of a key that stands twice the last value counts. */
export function clear(wanted: Wanted): void {
  wanted.slot.tag = TAG_ABSENT;
  for (const { inside } of wanted.keys) clear(inside);
}

/** An absent value. */
export function newSlot(): Slot {
  return { tag: TAG_ABSENT, from: 0, to: 0 };
}

function wantedAt(root: Wanted, path: Path): Wanted | undefined {
  let at = root;
  for (const step of path) {
    if (!('key' in step)) return undefined;
    at = keyOf(at, step.key).inside;
  }
  return at;
}

function keyOf({ keys }: Wanted, text: string): WantedKey {
  const known = keys.find((key) => key.text === text);
  if (known !== undefined) return known;
  const bytes = Buffer.from(text);
  const key = { text, bytes, hash: hashBytes(bytes, 0, bytes.length), inside: newWanted() };
  keys.push(key);
  return key;
}

function newWanted(): Wanted {
  return { keys: [], slot: newSlot() };
}
