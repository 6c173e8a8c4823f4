/**
 * Each content once, the earlier one, while it comes (`query-set --follow`): events of equal content are the same JSON
 * value. Memory holds a hash of the last ones; beyond them an old content would be shown again.
 */
import { canonicalJson } from '../base/canonical.ts';
import { digest } from '../base/digest.ts';
import type { Row } from '../model/event.ts';

/** Bytes of a hash that are kept: two contents in 10^18 would be taken for one. */
const HASH_SIZE = 15;

export class Once {
  private readonly seen = new Set<string>();
  private readonly most: number;
  /** Contents that were forgotten. */
  forgotten = 0;

  /** Remembers `most` contents. */
  constructor(most: number) {
    this.most = most;
  }

  /** Whether the row's content has not been met before; from now on it has. */
  isNew({ bytes }: Row): boolean {
    const text = canonicalJson(bytes);
    if (text === undefined) return true;
    const hash = digest(text, HASH_SIZE);
    if (this.seen.has(hash)) return false;
    this.seen.add(hash);
    if (this.seen.size > this.most) {
      const [oldest] = this.seen;
      this.seen.delete(oldest!);
      this.forgotten++;
    }
    return true;
  }
}
