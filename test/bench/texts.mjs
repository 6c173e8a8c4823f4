/**
 * What the strings of a generated log hold, by the shape of the log. All texts are bodies of JSON strings: escaped, without their
 * quotes. Invariant: the same shape and the same random numbers give the same texts.
 */

/** The shapes; `disorder` differs from `typical` in its times alone. */
export const SHAPES = /** @type {const} */ (['typical', 'short', 'long', 'escapes', 'wide', 'disorder']);

/** @typedef {(typeof SHAPES)[number]} Shape */

/** Below these shapes a line is written byte for byte as Latin-1, which is fastest. */
const NON_ASCII = ['wide'];
const POOL = 64;
const LONG_BYTES = 500_000;

const WORDS = {
  // As Python's json.dumps writes it: commands and paths, now and then an escape.
  plain:
    'src/agent/session.py cd && make -j4 test tests/test_events.py --verbose Read the policy before the next step \\n git diff --stat HEAD~1 \\"quoted\\" /home/dev/project/tools/build.sh 2>&1 | tail -20 returned 0 in the worktree'.split(
      ' ',
    ),
  escapes: [
    '\\"',
    '\\\\',
    '\\u00e9',
    'a\\"b',
    '\\\\n',
    '\\u00e9t\\u00e9',
    '\\t',
    '\\ud83d\\ude00',
    'C:\\\\dir',
  ],
  wide: ['データ', 'événement', 'Ошибка', '会话开始', 'größer', '🙂', 'τέλος', 'naïve', '작업', 'ελέγχω'],
};

/**
 * Texts for a shape, between `least` and `most` characters; of `long`, one text makes a line of about 500 KB.
 * @param {Shape} shape
 * @param {() => number} random an unsigned 32-bit number
 * @param {{ least: number, most: number }} length
 * @returns {readonly string[]}
 */
export function textsOf(shape, random, { least, most }) {
  const words = shape === 'escapes' || shape === 'wide' ? WORDS[shape] : WORDS.plain;
  const count = shape === 'long' ? 4 : POOL;
  return Array.from({ length: count }, () => {
    const length = shape === 'long' ? LONG_BYTES : least + (random() % (most - least + 1));
    const parts = [];
    for (let size = 0; size < length; ) {
      const word = words[random() % words.length] ?? '';
      parts.push(word);
      size += word.length + 1;
    }
    return parts.join(' ');
  });
}

/**
 * Whether lines of this shape are ASCII only.
 * @param {Shape} shape
 */
export function isAscii(shape) {
  return !NON_ASCII.includes(shape);
}
