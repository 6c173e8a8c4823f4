/**
 * Writes a log of any size: the same options give the same bytes, on any machine. Blocks of about a megabyte are built and
 * written one after the other, so memory does not grow with the size.
 */
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { LINES, SHORT_LINES } from './lines.mjs';
import { main, readChoice, readCount, readOptions, readSize } from './options.mjs';
import { isAscii, SHAPES, textsOf } from './texts.mjs';

const USAGE = `usage: generate.mjs --out FILE [--dialect ${Object.keys(LINES).join('|')}]
       [--shape ${SHAPES.join('|')}] [--size 1G] [--seed 1]`;

const BLOCK_CHARACTERS = 1 << 20;
const START_SECONDS = 1_765_343_222;
const RARE_EVERY = 10_000;
const DISORDER = 1000;
/** With these, macf lines are about 738 bytes on average. */
const TEXT = { least: 194, most: 520 };

/**
 * Writes the log and returns its bytes: `sizeBytes`, and what the last line needs to be whole. FILE appears when it is whole.
 * @param {{ out: string, dialect: import('./lines.mjs').Dialect, shape: import('./texts.mjs').Shape, sizeBytes: number, seed: number }} wanted
 * @returns {number}
 */
export function generate({ out, dialect, shape, sizeBytes, seed }) {
  const random = randomOf(seed);
  const line = shape === 'short' ? SHORT_LINES[dialect] : LINES[dialect];
  const next = momentsOf(shape, random);
  const encoding = isAscii(shape) ? 'latin1' : 'utf8';
  const part = `${out}.part`;
  const file = openSync(part, 'w');
  let written = 0;
  try {
    while (written < sizeBytes) {
      let block = '';
      const most = Math.min(BLOCK_CHARACTERS, sizeBytes - written);
      while (block.length < most) block += `${line(next())}\n`;
      const bytes = Buffer.from(block, encoding);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      written += bytes.length;
    }
  } finally {
    closeSync(file);
  }
  renameSync(part, out);
  return written;
}

/**
 * The moments of a log one after the other. Sessions last 3,000 to 7,000 events and one in eight begins after two hours of
 * silence; the first is of cycle 42 and holds a rare event. Of `disorder`, the times of each 1,000 lines are shuffled.
 * @param {import('./texts.mjs').Shape} shape
 * @param {() => number} random
 * @returns {() => import('./lines.mjs').Moment}
 */
function momentsOf(shape, random) {
  const texts = textsOf(shape, random, TEXT);
  const digits = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
  const timesUs = new Float64Array(DISORDER);
  /** @type {import('./lines.mjs').Moment} */
  const moment = {
    ...{ index: -1, draw: 0, rare: false, first: false, seconds: '', millis: '', micros: '', iso: '' },
    ...{ hash: '', uuid: '', cycle: 41, text: '' },
  };
  let clockUs = START_SECONDS * 1e6;
  let second = 0;
  let sessionLeft = 0;
  let pauseUs = 0;
  return () => {
    moment.index++;
    moment.draw = random();
    moment.first = sessionLeft === 0;
    if (moment.first) beginSession();
    sessionLeft--;
    const place = moment.index % DISORDER;
    if (place === 0) drawTimes();
    setTime((timesUs[place] ?? 0) + pauseUs);
    moment.rare = moment.index % RARE_EVERY === RARE_EVERY / 4;
    moment.text = texts[random() % texts.length] ?? '';
    return moment;
  };

  function beginSession() {
    // The first session must reach the first rare event.
    sessionLeft = 3000 + (random() % 4001);
    moment.hash = random().toString(16).padStart(8, '0');
    moment.uuid = `${moment.hash}-6075-4547-9b4b-${random().toString(16).padStart(12, '7')}`;
    moment.cycle = (moment.cycle % 1000) + 1;
    if (moment.index > 0 && random() % 8 === 0) pauseUs += 7200e6;
  }

  function drawTimes() {
    for (let place = 0; place < DISORDER; place++) {
      clockUs += 1 + (random() % 400_000);
      timesUs[place] = clockUs;
    }
    if (shape !== 'disorder') return;
    for (let place = DISORDER - 1; place > 0; place--) {
      const other = random() % (place + 1);
      const us = timesUs[place] ?? 0;
      timesUs[place] = timesUs[other] ?? 0;
      timesUs[other] = us;
    }
  }

  /** @param {number} us */
  function setTime(us) {
    const whole = Math.floor(us / 1e6);
    const rest = us - whole * 1e6;
    if (whole !== second) {
      second = whole;
      moment.seconds = String(whole);
      moment.iso = new Date(whole * 1000).toISOString().slice(0, 19);
    }
    moment.millis = digits[Math.floor(rest / 1000)] ?? '';
    moment.micros = digits[rest % 1000] ?? '';
  }
}

/**
 * Marsaglia's xorshift: unsigned 32-bit numbers, the same for the same seed.
 * @param {number} seed
 * @returns {() => number}
 */
function randomOf(seed) {
  let state = (seed * 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

if (process.argv[1] === import.meta.filename)
  await main(() => {
    const options = readOptions(
      { out: undefined, dialect: 'macf', shape: 'typical', size: '1G', seed: '1' },
      USAGE,
    );
    if (options.out === undefined) throw new Error(USAGE);
    const bytes = generate({
      out: options.out,
      dialect: readChoice(
        options.dialect,
        /** @type {import('./lines.mjs').Dialect[]} */ (Object.keys(LINES)),
      ),
      shape: readChoice(options.shape, SHAPES),
      sizeBytes: readSize(options.size),
      seed: readCount(options.seed, 0),
    });
    process.stderr.write(`${options.out}: ${bytes} bytes\n`);
  });
