/** What a browser remembers of its user's tastes: the theme, whether single keys act. Nothing of a log is kept. */

/** What was remembered; null where nothing was or the browser keeps nothing. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`inquest.${name}`);
  } catch {
    return null;
  }
}

/** Remembers, where the browser lets it. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`inquest.${name}`, value);
  } catch {
    // A browser that keeps nothing shows its default the next time.
  }
}
