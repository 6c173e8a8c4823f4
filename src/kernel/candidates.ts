/** The lines of a chunk that hold a needle, found without looking at the others. */

/** Candidate lines: where each begins, where the next line begins, its number in the chunk; and all lines counted. */
export interface Candidates {
  readonly start: readonly number[];
  readonly next: readonly number[];
  readonly line: readonly number[];
  readonly lines: number;
}

/** Finds the lines of `bytes` that hold one of the needles or `\u00`. `newlines` counts those in [from, to). */
export function findCandidates(
  bytes: Buffer,
  needles: readonly string[],
  newlines: (from: number, to: number) => number,
): Candidates {
  const wanted = [...needles, '\\u00'].map((text) => {
    const needle = Buffer.from(text, 'latin1');
    return { needle, at: bytes.indexOf(needle) };
  });
  const found = { start: [] as number[], next: [] as number[], line: [] as number[] };
  let counted = 0;
  let lines = 0;
  for (;;) {
    let hit = -1;
    for (const { at } of wanted) if (at >= 0 && (hit < 0 || at < hit)) hit = at;
    if (hit < 0) break;
    const start = bytes.lastIndexOf(0x0a, hit) + 1;
    const newline = bytes.indexOf(0x0a, hit);
    const next = newline < 0 ? bytes.length : newline + 1;
    lines += newlines(counted, start);
    found.start.push(start);
    found.next.push(next);
    found.line.push(lines);
    lines++;
    counted = next;
    for (const one of wanted) if (one.at >= 0 && one.at < next) one.at = bytes.indexOf(one.needle, next);
  }
  const unended = bytes.length > counted && bytes[bytes.length - 1] !== 0x0a ? 1 : 0;
  return { ...found, lines: lines + newlines(counted, bytes.length) + unended };
}
