/**
 * Files beside a log that are called like older ones of it: `log.jsonl.1`, `log.jsonl-20251210`, `log.2.jsonl`. Nothing is
 * opened here.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** What a rotation puts behind a name or before its extension. */
const ROTATED = /^[.\-_~](?:\d[\dTZ.\-_:]*|old|bak)$/i;

export interface Sibling {
  readonly path: string;
  /** Device and inode. */
  readonly id: string;
  /** Tells a file from an earlier one of the same inode, where the system dates births. */
  readonly birth: string;
  /** Of its last change, in nanoseconds. */
  readonly changedNs: bigint;
}

/**
 * The siblings of a log that are plain files, the one that was changed first at the head. The clock of files ticks slowly:
 * those of one tick are in the order of their numbers, which go up or down with age as from the `latest` on.
 */
export function siblingsOf(path: string, latest?: string): readonly Sibling[] {
  const name = basename(path);
  const directory = dirname(path);
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  const found = names.flatMap((each): Sibling[] => {
    if (!isOlder(name, each)) return [];
    const sibling = join(directory, each);
    try {
      const stat = statSync(sibling, { bigint: true });
      if (!stat.isFile()) return [];
      const id = `${stat.dev}:${stat.ino}`;
      return [{ path: sibling, id, birth: `${id}:${stat.birthtimeNs}`, changedNs: stat.mtimeNs }];
    } catch {
      return [];
    }
  });
  const from = numberOf(found.find(({ id }) => id === latest)?.path ?? '');
  const upward = found.some(({ path }) => numberOf(path) > from);
  return found.sort((a, b) => {
    const apart = numberOf(a.path) - numberOf(b.path);
    return Number(a.changedNs - b.changedNs) || (upward ? apart : -apart);
  });
}

/** The last number in a file's name. */
function numberOf(path: string): number {
  return Number(/(\d+)\D*$/.exec(basename(path))?.[1] ?? 0);
}

/** Whether a file may hold what was once called `name`. Compressed ones are left to whoever reads them by name. */
export function isOlder(name: string, other: string): boolean {
  if (other.startsWith(name) && ROTATED.test(other.slice(name.length))) return true;
  const end = extname(name);
  const stem = name.slice(0, name.length - end.length);
  const inside = other.startsWith(stem) && other.endsWith(end) && other.length > name.length;
  return end !== '' && inside && ROTATED.test(other.slice(stem.length, other.length - end.length));
}
