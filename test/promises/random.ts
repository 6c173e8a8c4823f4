/** Random numbers that are the same in every run, and what is made with them: mutated bytes. */

export interface Random {
  /** An integer from 0 to below `bound`. */
  below(bound: number): number;
  pick<T>(of: readonly T[]): T;
}

/** mulberry32: 32 bits of state are enough for tests. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return { below, pick: (of) => of[below(of.length)]! };
}

const PIECES = [
  '\n',
  '\r\n',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\0',
  ' ',
  '0',
  'e',
  '\xff',
  '\xef\xbb\xbf',
  'tru',
  '1e5',
].map((text) => Buffer.from(text, 'latin1'));

/** The bytes with one to three changes: a part cut out, doubled, moved or overwritten, a byte flipped, the end cut off. */
export function mutated(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let times = 1 + random.below(3); times > 0; times--) changed = mutatedOnce(changed, random);
  return changed;
}

function mutatedOnce(bytes: Buffer, random: Random): Buffer {
  const [a, b] = [random.below(bytes.length + 1), random.below(bytes.length + 1)];
  const [from, to] = [Math.min(a, b), Math.min(Math.max(a, b), Math.min(a, b) + 40)];
  const [before, part, behind] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, behind]);
    case 1:
      return Buffer.concat([before, part, part, behind]);
    case 2:
      return Buffer.concat([before, random.pick(PIECES), bytes.subarray(from)]);
    case 3:
      return Buffer.concat([before, random.pick(PIECES), behind]);
    case 4: {
      const flipped = Buffer.from(bytes);
      if (from < flipped.length) flipped[from] = flipped[from]! ^ (1 << random.below(8));
      return flipped;
    }
    default:
      return random.below(4) === 0 ? Buffer.from(before) : Buffer.concat([behind, part, before]);
  }
}
