/**
 * What is measured: a row per question, with its contenders and the ratios that count. `checks.mjs` holds that they gave the same
 * answer. A contender whose peer is missing is left out, and a ratio that needs it is said to be missing.
 */
import { duckdb, inquest } from './peers.mjs';
import { countSql, statsSql } from './sql.mjs';

/**
 * @typedef {object} Place what a task is asked about
 * @property {string} bin bin/inquest.js
 * @property {string} log
 * @property {string} small the log of 10 MB
 * @property {string} many the directory of small logs that hold the bytes of `log`; made when a task asks for it
 * @property {number} sizeBytes of `log`
 * @property {boolean} sessions whether its events have one
 *
 * @typedef {import('./measure.mjs').Contender & { peer?: import('./peers.mjs').Peer }} Contender
 *
 * @typedef {object} Reach the ratio that is to be reached, where there is one
 * @property {number} [atLeast]
 * @property {number} [atMost]
 *
 * @typedef {Reach & {
 *   says: string,
 *   unit: 'times' | 'ms' | 'MB',
 *   value: (ms: (contender: string) => number) => number,
 * }} Ratio from the medians; NaN where a contender is missing
 *
 * @typedef {object} Task
 * @property {string} name
 * @property {boolean} anyShape whether logs of other shapes can answer it
 * @property {(place: Place) => readonly Contender[]} contenders
 * @property {(place: Place) => readonly Ratio[]} ratios
 */

export const RARE = 'compaction_detected';
export const SLOW = 'data.duration_ms > 3900';
export const CYCLE_42 = `event = '${RARE}' and breadcrumb like '%/c_42/%'`;

const NODE = { name: 'node -e 0', argv: [process.execPath, '-e', '0'] };
const UNION = ['query-set', 'union', '--query', SLOW, '--query', `@type = ${RARE}`];

/** The rows, in the order of the report. @type {readonly Task[]} */
export const TASKS = [
  {
    name: 'stats',
    anyShape: true,
    contenders: ({ bin, log, sessions }) => [
      ours('stats', bin, ['stats', '--json', log]),
      sql('DuckDB', statsSql(log, { declared: false, sessions })),
      sql('DuckDB, columns declared', statsSql(log, { declared: true, sessions })),
    ],
    ratios: ({ sizeBytes }) => [
      ratio('DuckDB', 'stats', { atLeast: sizeBytes < 4e9 ? 1.6 : 2 }),
      ratio('DuckDB, columns declared', 'stats'),
    ],
  },
  {
    name: 'threads',
    anyShape: true,
    contenders: ({ bin, log }) => [
      ours('stats, 1 thread', bin, ['stats', '--json', '--threads', '1', log]),
      ours('stats, 2 threads', bin, ['stats', '--json', '--threads', '2', log]),
    ],
    ratios: () => [ratio('stats, 1 thread', 'stats, 2 threads', { atLeast: 1.8 })],
  },
  {
    name: 'rare',
    anyShape: false,
    contenders: ({ bin, log }) => [
      ours('query -t', bin, ['query', '-t', RARE, '--cycle', '42', '--count', log]),
      { name: 'rg -c', peer: 'rg', argv: ['rg', '--no-config', '-c', RARE, log] },
      { name: 'grep -c', peer: 'grep', argv: ['grep', '-c', RARE, log] },
      NODE,
      sql('DuckDB count', countSql(log, CYCLE_42)),
    ],
    ratios: () => [
      {
        says: 'query -t / (rg -c + node -e 0)',
        unit: 'times',
        value: (ms) => ms('query -t') / (ms('rg -c') + ms('node -e 0')),
        atMost: 1.5,
      },
      ratio('DuckDB count', 'query -t', { atLeast: 3 }),
      ratio('grep -c', 'query -t'),
    ],
  },
  {
    name: 'where',
    anyShape: false,
    contenders: ({ bin, log }) => [
      ours('query --where', bin, ['query', '--where', SLOW, '--format', 'ndjson', log]),
      ours('stats', bin, ['stats', '--json', log]),
      { name: 'jq', peer: 'jq', argv: ['jq', '-c', `select(.${SLOW})`, log] },
    ],
    ratios: () => [ratio('query --where', 'stats'), ratio('jq', 'query --where')],
  },
  {
    name: 'folds',
    anyShape: false,
    contenders: ({ bin, log }) => [
      ours('stats', bin, ['stats', '--json', log]),
      ours('gaps', bin, ['gaps', '--json', log]),
      ours('sessions-list', bin, ['sessions-list', '--json', log]),
      ours('query-set', bin, [...UNION, '--format', 'ndjson', log]),
    ],
    ratios: () => [ratio('gaps', 'stats'), ratio('sessions-list', 'stats'), ratio('query-set', 'stats')],
  },
  {
    name: 'show',
    anyShape: true,
    contenders: ({ bin, log, small }) => [
      NODE,
      ours('show, 10 MB', bin, ['show', '--format', 'raw', small]),
      ours('show', bin, ['show', '--format', 'raw', log]),
      ours('history -n 10', bin, ['history', '-n', '10', '--format', 'raw', log]),
    ],
    ratios: () => [
      ratio('show', 'show, 10 MB', { atMost: 1.1 }),
      beyondNode('show', { atMost: 60 }),
      beyondNode('history -n 10', { atMost: 60 }),
    ],
  },
  {
    name: 'many',
    anyShape: true,
    contenders: ({ bin, log, many }) => [
      ours('stats of one log', bin, ['stats', '--json', log]),
      ours('stats of its pieces', bin, ['stats', '--json', many]),
    ],
    ratios: () => [ratio('stats of its pieces', 'stats of one log', { atMost: 2 })],
  },
];

/**
 * @param {string} name
 * @param {string} bin
 * @param {readonly string[]} rest
 * @returns {Contender}
 */
function ours(name, bin, rest) {
  return { name, argv: inquest(bin, rest) };
}

/**
 * @param {string} name
 * @param {string} query
 * @returns {Contender}
 */
function sql(name, query) {
  return { name, peer: 'duckdb', argv: duckdb(query) };
}

/**
 * How many times as long the one takes as the other.
 * @param {string} one
 * @param {string} other
 * @param {Reach} [reach]
 * @returns {Ratio}
 */
function ratio(one, other, reach = {}) {
  return { says: `${one} / ${other}`, unit: 'times', value: (ms) => ms(one) / ms(other), ...reach };
}

/**
 * How much longer a command takes than Node's own start.
 * @param {string} name
 * @param {Reach} reach
 * @returns {Ratio}
 */
function beyondNode(name, reach) {
  return { says: `${name} − node -e 0`, unit: 'ms', value: (ms) => ms(name) - ms('node -e 0'), ...reach };
}
