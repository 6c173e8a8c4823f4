/**
 * Open starts by their keys. A start and an end belong together by the first key that both have.
 *
 * A start waits once for each key that it has, beside the set of earlier keys that it has too; an end that has one of
 * those would have been compared by it. So an end looks into a queue for each set of earlier keys that it lacks, and no
 * start is looked at in vain more than once.
 */

/** What waits: its keys, by the pair's number of the key. */
export interface Waiting {
  readonly keys: readonly (string | null)[];
  open: boolean;
}

export interface Queues<T extends Waiting> {
  add(item: T): void;
  /** The open item that an end with these keys takes, the oldest or the newest; it stays open. */
  find(keys: readonly (string | null)[], order: 'fifo' | 'lifo'): T | undefined;
}

interface Queue<T> {
  readonly items: { readonly item: T; readonly n: number }[];
  head: number;
}

/** No starts yet. */
export function makeQueues<T extends Waiting>(): Queues<T> {
  const queues = new Map<string, Queue<T>>();
  let count = 0;
  return {
    add(item) {
      const n = count++;
      let earlier = 0;
      for (const [at, key] of item.keys.entries()) {
        if (key === null) continue;
        const name = nameOf(at, earlier, key);
        let queue = queues.get(name);
        if (queue === undefined) {
          queue = { items: [], head: 0 };
          queues.set(name, queue);
        }
        queue.items.push({ item, n });
        earlier |= 1 << at;
      }
    },
    find(keys, order) {
      let earlier = 0;
      for (const [at, key] of keys.entries()) {
        if (key === null) continue;
        let best: { readonly item: T; readonly n: number } | undefined;
        for (let set = 0; set < 1 << at; set++) {
          if ((set & earlier) !== 0) continue;
          const queue = queues.get(nameOf(at, set, key));
          const found = queue === undefined ? undefined : openOf(queue, order);
          if (found === undefined) continue;
          if (best === undefined || (order === 'fifo' ? found.n < best.n : found.n > best.n)) best = found;
        }
        if (best !== undefined) return best.item;
        earlier |= 1 << at;
      }
      return undefined;
    },
  };
}

function nameOf(at: number, earlier: number, key: string): string {
  return `${at} ${earlier} ${key}`;
}

/** The first or last open one; closed ones in the way are dropped. */
function openOf<T extends Waiting>(
  queue: Queue<T>,
  order: 'fifo' | 'lifo',
): { readonly item: T; readonly n: number } | undefined {
  const { items } = queue;
  if (order === 'lifo') {
    while (items.length > queue.head && !items.at(-1)!.item.open) items.pop();
    return items.length > queue.head ? items.at(-1) : undefined;
  }
  while (queue.head < items.length && !items[queue.head]!.item.open) queue.head++;
  if (queue.head > 1024 && queue.head * 2 > items.length) {
    items.splice(0, queue.head);
    queue.head = 0;
  }
  return items[queue.head];
}
