/**
 * The layout of a waterfall: spans as rows of a tree, each with its place on a common axis.
 *
 * Invariants: every span has exactly one row, whatever its parent says (one that is not there, itself, or a circle makes it
 * a root); children stand behind their parent, siblings by start; a bar lies within the axis.
 */
import type { SpanRow } from '../../../model/span.ts';

export interface Bar {
  readonly span: SpanRow;
  readonly depth: number;
  readonly hasChildren: boolean;
  /** Parts of the axis, 0 to 1. Undefined where the span has no time at all. */
  readonly left: number | undefined;
  readonly width: number;
  /** The end is not known: the bar runs to the end of the axis. */
  readonly isOpen: boolean;
}

export interface Waterfall {
  /** Seconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly bars: readonly Bar[];
}

/** All spans, those inside of folded ones left out. `folded` holds ids. */
export function waterfallOf(spans: readonly SpanRow[], folded: ReadonlySet<string>): Waterfall {
  const [from, to] = axisOf(spans);
  const children = childrenOf(spans);
  const bars: Bar[] = [];
  const seen = new Set<SpanRow>();
  const walk = (root: SpanRow): void => {
    const stack: { span: SpanRow; depth: number; shown: boolean }[] = [{ span: root, depth: 0, shown: true }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { span, depth, shown } = top;
      if (seen.has(span)) continue;
      seen.add(span);
      const inside = children.get(span.id) ?? [];
      if (shown) bars.push(barOf(span, { depth, hasChildren: inside.length > 0, from, to }));
      const open = shown && !folded.has(span.id);
      for (const child of [...inside].reverse()) stack.push({ span: child, depth: depth + 1, shown: open });
    }
  };
  for (const root of children.get(undefined) ?? []) walk(root);
  // What lies in a circle has no root: the first of it becomes one.
  for (const span of spans) if (!seen.has(span)) walk(span);
  return { from, to, bars };
}

/** Round moments on the axis, about as many as asked for. Seconds since the axis' start. */
export function ticksOf({ from, to }: Pick<Waterfall, 'from' | 'to'>, about: number): readonly number[] {
  const length = to - from;
  const rough = length / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((each) => each >= rough * (1 - 1e-9)) ?? rough;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, i) =>
    Number((i * step).toPrecision(12)),
  );
}

interface Frame {
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly from: number;
  readonly to: number;
}

function barOf(span: SpanRow, { depth, hasChildren, from, to }: Frame): Bar {
  const start = span.start_epoch ?? span.end_epoch;
  const isOpen = span.end_epoch === undefined && start !== undefined;
  if (start === undefined) return { span, depth, hasChildren, left: undefined, width: 0, isOpen: false };
  const part = (epoch: number): number => Math.min(1, Math.max(0, (epoch - from) / (to - from)));
  const left = part(start);
  return { span, depth, hasChildren, left, width: part(span.end_epoch ?? to) - left, isOpen };
}

function axisOf(spans: readonly SpanRow[]): readonly [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { start_epoch, end_epoch } of spans) {
    for (const epoch of [start_epoch, end_epoch]) {
      if (epoch === undefined) continue;
      from = Math.min(from, epoch);
      to = Math.max(to, epoch);
    }
  }
  if (from > to) return [0, 1];
  return [from, to > from ? to : from + 0.001];
}

/** Spans by their parent's id, roots under undefined, each list by start. */
function childrenOf(spans: readonly SpanRow[]): ReadonlyMap<string | undefined, readonly SpanRow[]> {
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string | undefined, SpanRow[]>();
  for (const span of spans) {
    const parent =
      span.parent !== undefined && span.parent !== span.id && ids.has(span.parent) ? span.parent : undefined;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [span]);
    else list.push(span);
  }
  const at = ({ start_epoch, end_epoch }: SpanRow): number =>
    start_epoch ?? end_epoch ?? Number.POSITIVE_INFINITY;
  for (const list of children.values()) list.sort((a, b) => compare(at(a), at(b)));
  return children;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
