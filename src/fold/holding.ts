/**
 * Who still needs a span: it is held while it is open, while its end may be corrected, while the sink keeps it, and while
 * something that lies in it is held. The sink is told when nothing changes it any more; its room is given back when nobody
 * needs it.
 */
import type { SpanDetails, SpanSink } from './pairer.ts';
import type { Detail } from './span-detail.ts';
import { SETTLED, type SpanStore } from './span-store.ts';

const NO_DETAILS: SpanDetails = { start: undefined, end: undefined };

/** A class, for it holds spans. */
export class Holding {
  private readonly spans: SpanStore;
  private readonly sink: SpanSink;
  private readonly details = new Map<number, SpanDetails>();

  constructor(spans: SpanStore, sink: SpanSink) {
    this.spans = spans;
    this.sink = sink;
  }

  /** A span has begun. */
  begun(id: number, parent: number): void {
    const { spans } = this;
    spans.hold(id, 1);
    if (parent >= 0) {
      spans.addChild(parent);
      spans.hold(parent, 1);
    }
    this.sink.begun?.(id);
  }

  /** One needs it less. */
  release(id: number): void {
    const { spans } = this;
    if (spans.hold(id, -1) > 0) return;
    if (spans.has(id, SETTLED)) this.remove(id);
    else this.settle(id);
  }

  /** Settles all that is left, what lies in others first: it began later. */
  finish(): void {
    const { spans } = this;
    const left: number[] = [];
    spans.each((id) => {
      if (!spans.has(id, SETTLED)) left.push(id);
    });
    left.sort((a, b) => spans.seq(b) - spans.seq(a));
    for (const id of left) if (spans.isHeld(id) && !spans.has(id, SETTLED)) this.settle(id);
  }

  /** What records of the trace model say of a span. */
  detailOf(id: number): SpanDetails | undefined {
    return this.details.get(id);
  }

  tell(id: number, end: 'start' | 'end', detail: Detail | undefined): void {
    if (detail !== undefined)
      this.details.set(id, { ...(this.details.get(id) ?? NO_DETAILS), [end]: detail });
  }

  private settle(id: number): void {
    const { spans } = this;
    spans.mark(id, SETTLED);
    if (this.sink.settled(id)) spans.hold(id, 1);
    else if (spans.hold(id, 0) === 0) this.remove(id);
  }

  private remove(id: number): void {
    const parent = this.spans.parent(id);
    this.sink.dropped?.(id);
    this.details.delete(id);
    this.spans.drop(id);
    if (parent >= 0) this.release(parent);
  }
}
