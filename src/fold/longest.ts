/** The N longest closed spans of those that come, of equal ones the earlier. A heap with the worst of them on top. */
import type { SpanStore } from './span-store.ts';

/** A class, for it holds what it was given. */
export class Longest {
  private readonly spans: SpanStore;
  private readonly most: number;
  private readonly heap: number[] = [];

  constructor(spans: SpanStore, most: number) {
    this.spans = spans;
    this.most = most;
  }

  /** Takes a span in; the one that falls out for it, perhaps itself; -1 for none. A span without both times has no length. */
  add(id: number): number {
    const { heap, spans } = this;
    if (Number.isNaN(spans.endUs(id) - spans.startUs(id))) return id;
    if (heap.length < this.most) {
      heap.push(id);
      this.raise(heap.length - 1);
      return -1;
    }
    const worst = heap[0];
    if (worst === undefined || this.isWorse(id, worst)) return id;
    heap[0] = id;
    this.sink();
    return worst;
  }

  /** Those that are left, the longest first. */
  ids(): number[] {
    return [...this.heap].sort((a, b) => (this.isWorse(a, b) ? 1 : -1));
  }

  private isWorse(a: number, b: number): boolean {
    const { spans } = this;
    const sizeA = spans.endUs(a) - spans.startUs(a);
    const sizeB = spans.endUs(b) - spans.startUs(b);
    return sizeA < sizeB || (sizeA === sizeB && spans.seq(a) > spans.seq(b));
  }

  private raise(from: number): void {
    const { heap } = this;
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.isWorse(heap[at]!, heap[above]!)) return;
      this.swap(at, above);
      at = above;
    }
  }

  private sink(): void {
    const { heap } = this;
    for (let at = 0; ; ) {
      let below = 2 * at + 1;
      if (below + 1 < heap.length && this.isWorse(heap[below + 1]!, heap[below]!)) below++;
      if (below >= heap.length || !this.isWorse(heap[below]!, heap[at]!)) return;
      this.swap(at, below);
      at = below;
    }
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }
}
