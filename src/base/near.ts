/**
 * Near names: what a mistyped word most likely meant. A name is near when few slips of the hand lie between them
 * (a letter wrong, missing, too many, or two swapped) or when the word is its beginning.
 */

const LONGEST_WORD = 200;

/**
 * The closest candidate, within about a third of the word's length (at least 1 slip, at most 3), upper and lower case
 * aside; else the first candidate that the word, of two letters or more, begins. Ties go to the earlier candidate.
 */
export function near(word: string, candidates: readonly string[]): string | undefined {
  if (word === '' || word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const slips = slipsBetween(wanted, name);
    // A short word must share a letter with its near name: `x` is not near `y`.
    if (slips < least && slips < Math.max(wanted.length, name.length)) {
      best = candidate;
      least = slips;
    }
  }
  if (best !== undefined || wanted.length < 2) return best;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted));
}

/** Damerau-Levenshtein distance, neighbours swapped at most once (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min(now[column - 1]! + 1, last[column]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) slips = Math.min(slips, before[column - 2]! + 1);
      now.push(slips);
    }
    before = last;
    last = now;
  }
  return last[b.length]!;
}
