/**
 * Lets a few through at a time; the others wait in order, and beyond a number they are turned away. Invariant: whoever is
 * let in leaves once, whatever comes of the work; who stops waiting takes no place.
 */

/** Thrown where too many wait already. */
export class TurnedAway extends Error {}

export interface Turnstile {
  /** Runs the work when its turn comes. Throws TurnedAway, or the signal's reason where it was aborted while waiting. */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface Waiting {
  enter(): void;
}

/** A turnstile for `inside` at a time, with room for `outside` that wait. */
export function turnstile(inside: number, outside: number): Turnstile {
  let present = 0;
  const queue: Waiting[] = [];

  function turn(signal: AbortSignal): Promise<void> {
    if (present < inside) {
      present++;
      return Promise.resolve();
    }
    if (queue.length >= outside) throw new TurnedAway();
    return new Promise((resolve, reject) => {
      const give = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        enter() {
          signal.removeEventListener('abort', give);
          resolve();
        },
      };
      queue.push(waiting);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  return {
    async pass(work, signal) {
      signal.throwIfAborted();
      await turn(signal);
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) present--;
        else next.enter();
      }
    },
  };
}
