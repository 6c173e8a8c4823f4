/** Trying again until something is to be had, with the event loop free between the tries. */
import { setTimeout } from 'node:timers/promises';

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 10;
const GROWTH = 1.3;

/** Whether `tries` came true before `untilMs` (of `performance.now()`). At least one try is made. Throws what it throws. */
export async function waitFor(tries: () => boolean, untilMs: number): Promise<boolean> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)) {
    if (tries()) return true;
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) return false;
    // Waiters that began together do not try together.
    await setTimeout(Math.min(leftMs, pauseMs * (0.5 + Math.random())));
  }
}
