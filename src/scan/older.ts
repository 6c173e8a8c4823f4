/** Older files of a log that nobody has a name for by now: what a rotation renamed while nobody looked. */
import type { FilePosition } from '../model/follow.ts';
import type { Sibling } from './siblings.ts';
import type { Tailed } from './tailed.ts';

type Open = (path: string) => Tailed | undefined;

/**
 * The file that was read up to `place`, where it is among the siblings, to be read on from there, and those that were
 * changed after it. Nothing where it is not found.
 */
export function olderSince(siblings: readonly Sibling[], place: FilePosition, open: Open): readonly Tailed[] {
  const found: Tailed[] = [];
  for (const { path, id } of siblings) {
    const file = open(path);
    if (!file) continue;
    // Nothing but its inode tells a file of which nothing was read.
    const same = (place.offset > 0 || id === place.id) && file.agrees(place);
    if (found.length === 0 && same) file.seek(place.offset, place.line ?? -1);
    if (found.length > 0 || same) found.push(file);
    else file.close();
  }
  return found;
}

/** Files that came and were renamed between two looks. A copy of the latest one is read on from where that one is. */
export function missed(siblings: readonly Sibling[], latest: Tailed, open: Open): readonly Tailed[] {
  return siblings.flatMap(({ path }) => {
    const file = open(path);
    const { offset, line } = latest;
    if (file && offset > 0 && file.agrees(latest.position(path, offset, line))) file.seek(offset, line);
    return file ? [file] : [];
  });
}
