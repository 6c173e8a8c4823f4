/**
 * Older files of a log that nobody has a name for by now: what a rotation renamed or copied while nobody looked. What was
 * read of them is known by its last bytes, so that nothing is read twice.
 */
import { basename, dirname } from 'node:path';
import type { FilePosition } from '../model/follow.ts';
import { isLink } from './directory.ts';
import { isOlder, siblingsOf } from './siblings.ts';
import type { Tailed } from './tailed.ts';

/** What is known of a log whose older files are looked for. */
export interface Known {
  readonly absolute: string;
  readonly older: readonly Tailed[];
  /** Births of the siblings that were there when the log's file was opened. */
  readonly siblings: ReadonlySet<string> | undefined;
}

export interface Shelf {
  /** Opens a file as one of the log's; undefined where it cannot be read as it stands. */
  open(path: string): Tailed | undefined;
  /** Whether nothing that is read has this id. */
  isFree(id: string): boolean;
}

/** Files that came and were renamed between two looks. A copy of the latest one is read on from where that one is. */
export function missedOf({ absolute, older, siblings }: Known, shelf: Shelf): readonly Tailed[] {
  const latest = older.at(-1);
  if (!latest || !siblings || isLink(absolute)) return [];
  const others = siblingsOf(absolute, latest.id).filter(
    ({ birth, id }) => !siblings.has(birth) && shelf.isFree(id),
  );
  return others.flatMap(({ path }) => {
    const file = shelf.open(path);
    if (file) goOn(latest, file);
    return file ? [file] : [];
  });
}

/**
 * The file that was read up to `place`, where it is among the siblings, to be read on from there, and those that were
 * changed after it. Nothing where it is not found.
 */
export function olderSince({ absolute }: Known, place: FilePosition, shelf: Shelf): readonly Tailed[] {
  const found: Tailed[] = [];
  for (const { path, id } of siblingsOf(absolute, place.id)) {
    const file = shelf.isFree(id) ? shelf.open(path) : undefined;
    if (!file) continue;
    // Nothing but its inode tells a file of which nothing was read.
    const same = (place.offset > 0 || id === place.id) && file.agrees(place);
    if (found.length === 0 && same) file.seek(place.offset, place.line ?? -1);
    if (found.length > 0 || same) found.push(file);
    else file.close();
  }
  return found;
}

/** A copy of a log's file from before it was cut, to be read on from where that one was. */
export function copyOf({ absolute }: Known, file: Tailed, shelf: Shelf): Tailed | undefined {
  for (const { path, id } of siblingsOf(absolute).toReversed()) {
    const copy = shelf.isFree(id) ? shelf.open(path) : undefined;
    if (copy && goOn(file, copy)) return copy;
    copy?.close();
  }
  return undefined;
}

/** Puts a copy where its original was read to; false where it is none. */
export function goOn(original: Tailed, copy: Tailed): boolean {
  const place = original.placeIn(copy);
  if (place) copy.seek(place.offset, place.line);
  return place !== undefined;
}

/** Whether a file is called like an older one of a log beside it. */
export function isCalledOlder(log: string, other: string): boolean {
  return dirname(log) === dirname(other) && isOlder(basename(log), basename(other));
}
