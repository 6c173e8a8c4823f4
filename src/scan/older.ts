/**
 * Older files of a log that nobody has a name for by now: what a rotation renamed or copied while nobody looked. What was
 * read of them is known by its last bytes, so that nothing is read twice.
 */
import { basename, dirname } from 'node:path';
import type { FilePosition } from '../model/follow.ts';
import { isOlder, type Sibling } from './siblings.ts';
import type { Tailed } from './tailed.ts';

export interface Shelf {
  /** Opens a file as one of the log's; undefined where it cannot be read as it stands. */
  open(path: string): Tailed | undefined;
  /** Whether nothing that is read has this id. */
  isFree(id: string): boolean;
}

/**
 * Files that came and were renamed between two looks, of those that stand beside the log now. A copy of the latest one is
 * read on from where that one is.
 */
export function missedOf(
  around: readonly Sibling[],
  { latest, known }: { readonly latest: Tailed; readonly known: ReadonlySet<string> },
  shelf: Shelf,
): readonly Tailed[] {
  const others = around.filter(({ birth, id }) => !known.has(birth) && shelf.isFree(id));
  return others.flatMap(({ path }) => {
    const file = shelf.open(path);
    if (file) goOn(latest, file);
    return file ? [file] : [];
  });
}

/** What is left of a log's files that a former reader has read, and which of them were not found. */
export interface Left {
  readonly files: readonly Tailed[];
  readonly lost: readonly FilePosition[];
}

/**
 * The files that a former reader has read, to be read on from there, and those that were written after the `last` of them;
 * nothing of the latter where that is not among them, for then it is the log's own.
 */
export function leftOf(
  around: readonly Sibling[],
  { former, last }: { readonly former: readonly FilePosition[]; readonly last: FilePosition | undefined },
  shelf: Shelf,
): Left {
  const files: Tailed[] = [];
  const lost = new Set(former);
  for (const { path, id } of around) {
    const file = shelf.isFree(id) ? shelf.open(path) : undefined;
    if (!file) continue;
    const isIt = (place: FilePosition): boolean =>
      // Nothing but its inode tells a file of which nothing was read.
      (place.offset > 0 || id === place.id) && file.agrees(place);
    const places = [...lost].filter(isIt);
    const place = places.find((each) => each.id === id) ?? places[0];
    if (place) {
      file.seek(place.offset, place.line ?? -1);
      lost.delete(place);
    }
    const isOver = place?.whole && file.sizeNow === place.offset && Date.now() - file.changed > OVER_MS;
    if ((place && !isOver) || (!place && last && !lost.has(last))) files.push(file);
    else file.close();
  }
  return { files, lost: [...lost].filter(({ whole }) => !whole) };
}

/** A copy of a log's file from before it was cut, to be read on from where that one was. */
export function copyOf(around: readonly Sibling[], file: Tailed, shelf: Shelf): Tailed | undefined {
  for (const { path, id } of around.toReversed()) {
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

/** Files that are called like older ones of a log: copies of it, perhaps, that are still being made. */
export class Settling {
  private readonly since = new Map<string, number>();

  /** Whether a file has not grown for a while; one that never stops growing is no copy. */
  isWhole(path: string, file: Tailed): boolean {
    const now = performance.now();
    const since = this.since.get(path) ?? now;
    this.since.set(path, since);
    const whole = Date.now() - file.changed >= SETTLED_MS || now - since >= 4 * SETTLED_MS;
    if (whole) this.since.delete(path);
    return whole;
  }
}

/** An older file that was read to its end and has not grown for so long is let go. */
const OVER_MS = 60_000;
/** A copy that has not grown for so long is whole. */
const SETTLED_MS = 500;
