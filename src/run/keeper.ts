/** Holds back what is worked out of a log until its whole lines are done, keeps it for the next answer and lets it go on. */
import type { Fold } from '../fold/fold.ts';
import type { Shard } from '../model/plan.ts';
import type { Done } from './job.ts';
import type { Standing } from './kept.ts';
import { joinTallies, type Tally } from './tally.ts';

export class Keeper {
  private readonly fold: Fold<unknown>;
  private readonly standing: readonly (Standing | undefined)[];
  private partial: unknown;
  private tally: Tally | undefined;
  /** The log was read as far as was thought. */
  private whole = true;

  constructor(fold: Fold<unknown>, standing: readonly (Standing | undefined)[]) {
    this.fold = fold;
    this.standing = standing;
  }

  /** What goes on of what was worked out of a shard, which is alone in its job where its log is kept. */
  pass(shard: Shard, { partial, parts: [part], more }: Done): unknown {
    const stand = this.standing[shard.source];
    if (stand === undefined || shard.from >= stand.settled) return partial;
    if (this.partial === undefined) this.partial = partial;
    else if (partial !== undefined) this.partial = this.fold.merge(this.partial, partial);
    if (more || part === undefined) return undefined;
    this.tally = this.tally ? joinTallies(this.tally, part.tally) : part.tally;
    this.whole &&= part.truncated.length === 0;
    if (shard.to < stand.settled) return undefined;
    const all = this.partial;
    if (this.whole && stand.had?.to !== stand.settled) stand.keep(this.tally, all);
    this.partial = undefined;
    this.tally = undefined;
    this.whole = true;
    return all;
  }
}
