/** The measured figures as Markdown that goes into ledger.md as it is. */

const PEAK_MB = 160;
const JUDGED_BYTES = 1e9;

/**
 * @typedef {object} Row a contender of a task
 * @property {string} task
 * @property {string} name
 * @property {boolean} ours whether it is inquest
 * @property {import('./measure.mjs').Measured} measured
 *
 * @typedef {object} Judged a ratio and what came of it
 * @property {import('./tasks.mjs').Ratio} ratio
 * @property {number} value NaN where a contender is missing
 */

/**
 * The ratios: what was found, what is to be reached, and whether it was; below a gigabyte the start of Node decides, and nothing
 * is judged.
 * @param {readonly Judged[]} judged
 * @param {number} sizeBytes of the log
 * @returns {string}
 */
export function ratioTable(judged, sizeBytes) {
  return table(
    ['ratio', 'found', 'to reach', ''],
    judged.map(({ ratio, value }) => [
      ratio.says,
      figure(value, ratio.unit),
      reach(ratio),
      sizeBytes < JUDGED_BYTES ? '' : mark(ratio, value),
    ]),
  );
}

/**
 * Every contender: medians, the spread of its wall times, and how many runs were taken.
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function timeTable(rows) {
  return table(
    ['task', 'who', 'wall', 'least – most', 'user + sys', 'peak memory', 'runs'],
    rows.map(({ task, name, measured }) => [
      task,
      name,
      seconds(measured.wallMs),
      `${seconds(measured.leastMs)} – ${seconds(measured.mostMs)}`,
      measured.cpuMs === undefined ? '–' : seconds(measured.cpuMs),
      measured.peakBytes === undefined ? '–' : `${Math.round(measured.peakBytes / 1e6)} MB`,
      String(measured.runs),
    ]),
  );
}

/**
 * The largest peak of a command of ours, as a ratio to be judged; beside it stands what the answer must hold (cli.md, Memory).
 * @param {readonly Row[]} rows
 * @returns {Judged}
 */
export function peakOf(rows) {
  const [most] = rows
    .filter(({ ours, measured }) => ours && measured.peakBytes !== undefined)
    .sort((a, b) => (b.measured.peakBytes ?? 0) - (a.measured.peakBytes ?? 0));
  const value = (most?.measured.peakBytes ?? Number.NaN) / 1e6;
  return {
    value,
    ratio: {
      says: `peak memory: ${most?.name ?? 'not measured'}`,
      unit: 'MB',
      value: () => value,
      atMost: PEAK_MB,
    },
  };
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/**
 * @param {number} value
 * @param {import('./tasks.mjs').Ratio['unit']} unit
 */
function figure(value, unit) {
  if (Number.isNaN(value)) return 'missing';
  return unit === 'times' ? `${value.toFixed(2)} ×` : `${value.toFixed(0)} ${unit}`;
}

/** @param {import('./tasks.mjs').Ratio} ratio */
function reach({ atLeast, atMost, unit }) {
  if (atLeast !== undefined) return `≥ ${atLeast} ${unit === 'times' ? '×' : unit}`;
  return atMost === undefined ? '–' : `≤ ${atMost} ${unit === 'times' ? '×' : unit}`;
}

/**
 * @param {import('./tasks.mjs').Ratio} ratio
 * @param {number} value
 */
function mark({ atLeast, atMost }, value) {
  if (Number.isNaN(value) || (atLeast === undefined && atMost === undefined)) return '';
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? 'yes' : '**no**';
}

/** @param {number} ms */
function seconds(ms) {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
