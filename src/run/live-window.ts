/**
 * Merges what several logs say as it comes: rows wait a moment, so that what another log wrote at the same time can
 * stand before them. Invariants: a log's own order stays; a row waits no longer than the window; ties go to the log that
 * was named first. Source: cli.md, Logs (each log's running greatest time).
 */
import type { LiveRow } from './live-log.ts';

/** Rows that wait at most. */
const MOST = 65_536;

interface Waiting {
  readonly row: LiveRow;
  /** Greatest time of the log so far, in microseconds. */
  readonly us: number;
  readonly sinceMs: number;
}

export class LiveWindow {
  private readonly ms: number;
  private readonly latest: number[] = [];
  private waiting: Waiting[] = [];
  private sorted = true;

  /** Rows wait `ms` milliseconds. */
  constructor(ms: number) {
    this.ms = ms;
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Takes rows of one log, in their order. */
  add(rows: readonly LiveRow[]): void {
    const sinceMs = performance.now();
    for (const row of rows) {
      const before = this.latest[row.source] ?? Number.NEGATIVE_INFINITY;
      const us = row.us > before ? row.us : before;
      this.latest[row.source] = us;
      this.waiting.push({ row, us, sinceMs });
    }
    this.sorted &&= rows.length === 0;
  }

  /** The rows that have waited long enough and those that stand before them; all of them where `all`. */
  release(all: boolean): readonly LiveRow[] {
    const { waiting } = this;
    if (waiting.length === 0) return [];
    if (!this.sorted) waiting.sort((a, b) => a.us - b.us || a.row.source - b.row.source);
    this.sorted = true;
    const dueMs = performance.now() - this.ms;
    const count = all ? waiting.length : 1 + waiting.findLastIndex(({ sinceMs }) => sinceMs <= dueMs);
    const least = Math.max(count, waiting.length - MOST);
    this.waiting = waiting.slice(least);
    return waiting.slice(0, least).map(({ row }) => row);
  }

  /** Milliseconds until rows are due; infinite where none waits. */
  dueMs(): number {
    const first = this.waiting.reduce(
      (least, { sinceMs }) => Math.min(least, sinceMs),
      Number.POSITIVE_INFINITY,
    );
    return first + this.ms - performance.now();
  }
}
