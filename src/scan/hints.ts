/**
 * Hints that something changed in a directory. A hint is no more than that: the system may drop, join or invent them, so
 * whoever waits looks for himself, and looks from time to time without any.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';

/** Directories that are watched at most: each costs the system memory, and users have few to spend. */
const MOST = 512;

export class Hints {
  /** Every directory that was asked for is watched, as far as the system says. */
  complete = true;
  private readonly wake: (names: boolean) => void;
  private readonly watched = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();

  /** Calls `wake` at each hint; `names`: names came or went, not only content. */
  constructor(wake: (names: boolean) => void) {
    this.wake = wake;
  }

  /** Watches these directories and no others. One that is another by now is watched anew. */
  watch(directories: ReadonlySet<string>): void {
    for (const [path, { inode }] of this.watched) {
      if (!directories.has(path) || inodeOf(path) !== inode) this.drop(path);
    }
    this.complete = true;
    for (const path of directories) if (!this.watched.has(path)) this.add(path);
  }

  close(): void {
    for (const path of [...this.watched.keys()]) this.drop(path);
  }

  private add(path: string): void {
    const inode = inodeOf(path);
    if (inode === undefined || this.watched.size >= MOST) {
      this.complete = false;
      return;
    }
    try {
      const watcher = watch(path, { persistent: false }, (kind) => this.wake(kind === 'rename'));
      watcher.on('error', () => {
        this.drop(path);
        this.complete = false;
      });
      this.watched.set(path, { watcher, inode });
    } catch {
      this.complete = false;
    }
  }

  private drop(path: string): void {
    const found = this.watched.get(path);
    this.watched.delete(path);
    found?.watcher.close();
  }
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}
