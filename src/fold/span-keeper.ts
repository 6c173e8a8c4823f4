/**
 * Chooses, of the spans that a pairer finds, those that were asked for: all, of one turn, failed ones with those that they
 * lie in, the longest. Only these are held; nothing that it answers depends on the order in which spans are settled.
 */
import type { SpansSpec } from '../model/span.ts';
import { Longest } from './longest.ts';
import type { Orphan, Pairer, SpanSink } from './pairer.ts';
import type { Mark } from './place.ts';
import type { Detail } from './span-detail.ts';
import { CHOSEN, KEPT, type SpanStore, WITHIN } from './span-store.ts';

/** Orphans that are listed. */
const LISTED = 100;

/** An event of a span of the trace model that is none itself. */
export interface Point {
  readonly at: Mark;
  readonly detail: Detail | undefined;
}

export interface Keeper extends SpanSink {
  /** The spans to answer, in the order of their starts or from the longest down. */
  chosen(): Uint32Array;
  points(span: number): readonly Point[];
  /** The first, and how many of each pair. */
  readonly orphans: readonly Orphan[];
  readonly orphanCounts: ReadonlyMap<number, number>;
  /** Spans that were asked for and that the cap left out. */
  readonly left: number;
}

/** What is asked for. */
export type KeeperSpec = Pick<SpansSpec, 'pairs' | 'texts' | 'turn' | 'slowest' | 'errors' | 'rows'>;

/** A sink that keeps what was asked for. */
export function makeKeeper(spec: KeeperSpec, pairer: Pairer): Keeper {
  const { pairs, texts, turn, slowest, errors } = spec;
  const { spans } = pairer;
  const counted = pairs.some((pair) => pair.turn && !pair.foreign);
  const points = new Map<number, Point[]>();
  const orphans: Orphan[] = [];
  const orphanCounts = new Map<number, number>();
  const longest = slowest === undefined ? undefined : new Longest(spans, Math.min(slowest, spec.rows));
  let turns = 0;
  let asked = 0;
  let left = 0;
  const isTurn = (id: number): boolean => {
    const one = counted ? pairs[spans.pair(id)]!.turn === true : spans.parent(id) < 0;
    return one && ++turns === turn;
  };
  const within = (id: number): boolean => {
    if (turn === undefined) return true;
    const own = isTurn(id);
    return own || (spans.parent(id) >= 0 && spans.has(spans.parent(id), WITHIN));
  };
  /** One more, where the cap allows it. */
  const allowed = (): boolean => {
    if (asked++ < spec.rows) return true;
    left++;
    return false;
  };
  const all = !errors && slowest === undefined;
  return {
    begun(id) {
      // Of all spans the first are kept, and which these are is known when they begin.
      if (within(id) && (!all || allowed())) spans.mark(id, WITHIN);
    },
    settled(id) {
      if (!spans.has(id, WITHIN)) return false;
      if (errors) {
        if (spans.failed(id))
          for (let one = id; one >= 0; one = slowest === undefined ? spans.parent(one) : -1)
            spans.mark(one, CHOSEN);
        if (!spans.has(id, CHOSEN)) return false;
      }
      if (longest !== undefined) {
        const worse = longest.add(id);
        if (worse >= 0 && worse !== id) pairer.drop(worse);
        return worse !== id;
      }
      if (!all && !allowed()) return false;
      spans.mark(id, KEPT);
      return true;
    },
    dropped(id) {
      points.delete(id);
    },
    orphan(pair, made) {
      if (orphans.length < LISTED) orphans.push(made());
      orphanCounts.set(pair, (orphanCounts.get(pair) ?? 0) + 1);
    },
    point(span, at, detail) {
      if (!texts) return;
      const some = points.get(span);
      if (some === undefined) points.set(span, [{ at, detail }]);
      else some.push({ at, detail });
    },
    chosen() {
      return longest === undefined ? inOrder(spans) : Uint32Array.from(longest.ids());
    },
    points: (span) => points.get(span) ?? [],
    orphans,
    orphanCounts,
    get left() {
      return left;
    },
  };
}

/** The kept spans in the order of their starts, which is that of their ids where none was dropped. */
function inOrder(spans: SpanStore): Uint32Array {
  let count = 0;
  spans.each((id) => {
    if (spans.has(id, KEPT)) count++;
  });
  const ids = new Uint32Array(count);
  let ordered = true;
  let n = 0;
  spans.each((id) => {
    if (!spans.has(id, KEPT)) return;
    if (n > 0 && spans.seq(ids[n - 1]!) > spans.seq(id)) ordered = false;
    ids[n++] = id;
  });
  return ordered ? ids : ids.sort((a, b) => spans.seq(a) - spans.seq(b));
}
