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

/** The siblings of a log that are plain files, the one that was changed first at the head. */
export function siblingsOf(path: string): readonly Sibling[] {
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
  return found.sort((a, b) => Number(a.changedNs - b.changedNs));
}

/** Whether a file may hold what was once called `name`. Compressed ones are left to whoever reads them by name. */
export function isOlder(name: string, other: string): boolean {
  if (other.startsWith(name) && ROTATED.test(other.slice(name.length))) return true;
  const end = extname(name);
  const stem = name.slice(0, name.length - end.length);
  const inside = other.startsWith(stem) && other.endsWith(end) && other.length > name.length;
  return end !== '' && inside && ROTATED.test(other.slice(stem.length, other.length - end.length));
}
