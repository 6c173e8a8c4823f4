/** Options of the three scripts: `--name value`, sizes such as 20M, and a fault said in one line instead of a stack. */
import { parseArgs } from 'node:util';

const UNITS = { '': 1, K: 1e3, M: 1e6, G: 1e9 };

/**
 * The options of a script, each a text; a list where its default is a list. What was not given has its default.
 * @template {Record<string, string | readonly string[] | undefined>} D
 * @param {D} defaults
 * @param {string} usage said where an option is unknown
 * @returns {{ [K in keyof D]: D[K] extends readonly string[] ? string[] : D[K] extends string ? string : string | undefined }}
 */
export function readOptions(defaults, usage) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: /** @type {const} */ ('string'), multiple: Array.isArray(value) },
    ]),
  );
  try {
    const { values } = parseArgs({ options });
    return /** @type {any} */ ({ ...defaults, ...values });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/**
 * Bytes of a size such as 20M or 1.5G; units are powers of 1,000. Throws where it is no size.
 * @param {string} text
 * @returns {number}
 */
export function readSize(text) {
  const match = /^(\d+(?:\.\d+)?)([KMG]?)B?$/i.exec(text);
  const unit = /** @type {keyof typeof UNITS} */ (match?.[2]?.toUpperCase() ?? '');
  const size = Math.round(Number(match?.[1]) * UNITS[unit]);
  if (!(size > 0)) throw new Error(`"${text}" is no size; 20M or 1G is one`);
  return size;
}

/**
 * A whole number of at least `least`. Throws where it is none.
 * @param {string} text
 * @param {number} least
 * @returns {number}
 */
export function readCount(text, least) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < least)
    throw new Error(`"${text}" is no whole number from ${least}`);
  return count;
}

/**
 * One of these names. Throws where it is none of them.
 * @template {string} T
 * @param {string} text
 * @param {readonly T[]} names
 * @returns {T}
 */
export function readChoice(text, names) {
  const name = names.find((each) => each === text);
  if (name === undefined) throw new Error(`"${text}" is none of ${names.join(', ')}`);
  return name;
}

/**
 * Runs a script's body; what it throws is said in one line, with exit code 2.
 * @param {() => Promise<void> | void} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
