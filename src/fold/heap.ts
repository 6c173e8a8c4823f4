/** A binary heap in an array: the least element stands first. Plain data, so that a partial can hold one. */

/** Less than zero where `a` is to come out before `b`. */
export type Compare<T> = (a: T, b: T) => number;

/** Puts an element in. */
export function pushHeap<T>(heap: T[], element: T, compare: Compare<T>): void {
  let at = heap.push(element) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (compare(heap[above]!, element) <= 0) break;
    heap[at] = heap[above]!;
    at = above;
  }
  heap[at] = element;
}

/** Takes the least element out; undefined where there is none. */
export function popHeap<T>(heap: T[], compare: Compare<T>): T | undefined {
  const least = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return least;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && compare(heap[below + 1]!, heap[below]!) < 0) below++;
    if (compare(last, heap[below]!) <= 0) break;
    heap[at] = heap[below]!;
    at = below;
  }
  heap[at] = last;
  return least;
}
