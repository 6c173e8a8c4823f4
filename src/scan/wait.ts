/** Waits until something may be there to read: a hint, a time, or an end that was asked for. */

/** Milliseconds that a timer can count, at most. */
const LONGEST_MS = 2 ** 31 - 1;

export class Waiter {
  private resolve: (() => void) | undefined;
  private woken = false;

  /** Ends the present wait, or the next one where nobody waits. */
  wake(): void {
    this.woken = true;
    this.resolve?.();
  }

  /** Resolves after `ms`, or when woken; at once where that happened meanwhile. */
  async wait(ms: number): Promise<void> {
    if (!this.woken) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
        timer = setTimeout(resolve, Math.min(LONGEST_MS, Math.max(0, ms)));
      });
      clearTimeout(timer);
      this.resolve = undefined;
    }
    this.woken = false;
  }
}
