/** The paths that a program asks for, as a trie in the module's memory whose leaves are slots (layout: assembly/walk.ts). */
import { type Path, readings } from '../base/path.ts';
import type { Heap } from './heap.ts';

const SLOT_SIZE = 16;

interface Branch {
  slot: number;
  readonly below: Map<string, Branch>;
}

export class Slots {
  private readonly heap: Heap;
  private readonly trie = new Map<string, Branch>();
  private count = 0;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Number and address of the slots of a path's readings. */
  spot(path: Path): readonly [number, number] {
    const slots = readings(path).map((reading) => this.slot(reading));
    return [slots.length, this.heap.words(slots)];
  }

  /** Writes the trie of all paths asked for, and room for their slots. */
  write(): { readonly root: number; readonly slots: number; readonly slotCount: number } {
    const root = this.node(this.trie);
    return { root, slots: this.heap.take(this.count * SLOT_SIZE), slotCount: this.count };
  }

  private slot(path: Path): number {
    let below = this.trie;
    let branch: Branch | undefined;
    for (const step of path) {
      if (!('key' in step)) throw new Error('a program asks for keys only');
      branch = below.get(step.key) ?? { slot: -1, below: new Map() };
      below.set(step.key, branch);
      below = branch.below;
    }
    if (branch!.slot < 0) branch!.slot = this.count++;
    return branch!.slot;
  }

  private node(below: ReadonlyMap<string, Branch>): number {
    if (below.size === 0) return 0;
    const children = [...below].flatMap(([key, branch]) => {
      const bytes = Buffer.from(key, 'utf8');
      return [this.heap.text(bytes), bytes.length, this.node(branch.below), branch.slot, 0];
    });
    return this.heap.words([below.size, ...children]);
  }
}
