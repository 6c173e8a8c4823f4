/** Notes of a log that is followed: damaged lines are told soon after they came, everything is told once more at the end. */
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import { tallyNotes } from './notes.ts';
import type { Mark, Tally } from './tally.ts';

/** Milliseconds between two notes on damage. */
const EVERY_MS = 1000;

export class LiveNotes {
  private readonly tallies: readonly Tally[];
  /** By log. */
  private readonly told = new Map<number, Tally>();
  private toldMs = Number.NEGATIVE_INFINITY;

  /** `tallies` grows. */
  constructor(tallies: readonly Tally[]) {
    this.tallies = tallies;
  }

  /** Notes on the damaged lines that came since the last call; none where that was a moment ago, save at the `last` call. */
  fresh(plan: Plan, last = false): readonly Note[] {
    if (!last && performance.now() < this.toldMs + EVERY_MS) return [];
    const fresh = this.tallies.flatMap((tally): Tally[] => {
      const marks = new Map<string, Mark>();
      for (const [key, mark] of tally.marks) if (mark.kind === 'damaged') marks.set(key, mark);
      for (const key of marks.keys()) tally.marks.delete(key);
      return marks.size === 0 ? [] : [{ ...tally, marks }];
    });
    if (fresh.length === 0) return [];
    this.toldMs = performance.now();
    for (const tally of fresh) this.keep(tally);
    return tallyNotes(plan, fresh, () => 0);
  }

  /** All that is to be said of lines. */
  all(plan: Plan): readonly Note[] {
    return tallyNotes(plan, [...this.told.values(), ...this.tallies], () => 0);
  }

  private keep(tally: Tally): void {
    const before = this.told.get(tally.source);
    if (!before) this.told.set(tally.source, tally);
    for (const [key, mark] of before ? tally.marks : []) {
      const known = before?.marks.get(key);
      if (known) known.count += mark.count;
      else before?.marks.set(key, mark);
    }
  }
}
