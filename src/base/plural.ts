/** Counts in sentences. */

/** `3 sessions`, `1 session`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
