/**
 * That all contenders of a task gave the same answer: pairs that must be equal, read from what the measured runs printed and from
 * questions that nobody measures. A figure whose check fails is worth nothing.
 */
import { ask } from './measure.mjs';
import { duckdb, inquest } from './peers.mjs';
import { countSql, gapsSql, sessionsSql } from './sql.mjs';
import { CYCLE_42, RARE, SLOW } from './tasks.mjs';

/**
 * @typedef {object} Check
 * @property {string} says
 * @property {import('./peers.mjs').Peer} [peer] without it there is no check
 * @property {() => readonly [unknown, unknown]} pair equal as JSON
 */

/** @typedef {(contender: string) => string} Answer the standard output of a contender's last run */

/**
 * The checks of a task.
 * @param {string} task
 * @param {import('./tasks.mjs').Place} place
 * @param {Answer} answer
 * @returns {readonly Check[]}
 */
export function checksOf(task, place, answer) {
  return CHECKS[task]?.(place, answer) ?? [];
}

/** @type {Readonly<Record<string, (place: import('./tasks.mjs').Place, answer: Answer) => readonly Check[]>>} */
const CHECKS = {
  stats: ({ bin, log, sessions }, answer) => [
    {
      says: 'stats: count, first and last of each type are those of DuckDB',
      peer: 'duckdb',
      pair: () => [inquestTypes(answer('stats')), duckdbTypes(answer('DuckDB'))],
    },
    {
      says: 'DuckDB answers alike with its columns declared',
      peer: 'duckdb',
      pair: () => [duckdbTypes(answer('DuckDB')), duckdbTypes(answer('DuckDB, columns declared'))],
    },
    {
      says: 'stats and sessions-list agree on the sessions',
      pair: () => [
        JSON.parse(answer('stats')).sessions,
        JSON.parse(ask(inquest(bin, ['sessions-list', '--json', log]))).total,
      ],
    },
    ...(sessions
      ? [
          against('stats: the sessions are as many as those of DuckDB', sessionsSql(log), () =>
            Number(JSON.parse(answer('stats')).sessions),
          ),
        ]
      : []),
  ],
  threads: (_place, answer) => [
    {
      says: 'one thread and two give the same bytes',
      pair: () => [answer('stats, 1 thread'), answer('stats, 2 threads')],
    },
  ],
  rare: ({ bin, log }, answer) => [
    against('query -t: as many events of cycle 42 as DuckDB', countSql(log, CYCLE_42), () =>
      Number(answer('query -t')),
    ),
    { says: 'query -t: there is one of cycle 42', pair: () => [Number(answer('query -t')) > 0, true] },
    ...[/** @type {const} */ ('rg'), /** @type {const} */ ('grep')].map((peer) => ({
      says: `query -t: as many events of the type as lines of ${peer} -c`,
      peer,
      /** @returns {[unknown, unknown]} */
      pair: () => [
        Number(ask(inquest(bin, ['query', '-t', RARE, '--count', log]))),
        Number(answer(`${peer} -c`)),
      ],
    })),
  ],
  where: ({ log }, answer) => [
    against(
      'query --where: as many events as DuckDB',
      countSql(log, SLOW),
      () => lines(answer('query --where')).length,
    ),
    {
      says: 'query --where: the events are those of jq',
      peer: 'jq',
      pair: () => [values(answer('query --where')), values(answer('jq'))],
    },
  ],
  folds: ({ log }, answer) => [
    against(
      'gaps: as many as by the window of DuckDB',
      gapsSql(log),
      () => JSON.parse(answer('gaps')).gaps.length,
    ),
    against(
      'query-set: the union is as large as that of DuckDB',
      countSql(log, `${SLOW} or event = '${RARE}'`),
      () => lines(answer('query-set')).length,
    ),
  ],
  show: ({ log }, answer) => [
    {
      says: 'show: the lines are those of tail',
      pair: () => [answer('show'), ask(['tail', '-n', '10', log])],
    },
  ],
  many: (_place, answer) => [
    {
      says: 'the pieces have the types, counts and times of the one log',
      pair: () => [inquestTypes(answer('stats of its pieces')), inquestTypes(answer('stats of one log'))],
    },
  ],
};

/**
 * @param {string} says
 * @param {string} sql gives one row with a `count`
 * @param {() => number} ours
 * @returns {Check}
 */
function against(says, sql, ours) {
  return { says, peer: 'duckdb', pair: () => [ours(), Number(JSON.parse(ask(duckdb(sql)))[0]?.count)] };
}

/** @param {string} text a stats report */
function inquestTypes(text) {
  /** @type {{ types: readonly { type: string, count: number, first_epoch: number, last_epoch: number }[] }} */
  const { types } = JSON.parse(text);
  return types
    .map(({ type, count, first_epoch, last_epoch }) => typeLine(type, count, first_epoch, last_epoch))
    .sort();
}

/** @param {string} text rows of `statsSql` */
function duckdbTypes(text) {
  /** @type {readonly { event: string, count: string, first: number, last: number }[]} */
  const rows = JSON.parse(text);
  return rows.map(({ event, count, first, last }) => typeLine(event, Number(count), first, last)).sort();
}

/**
 * @param {string} type
 * @param {number} count
 * @param {number} firstSeconds
 * @param {number} lastSeconds
 */
function typeLine(type, count, firstSeconds, lastSeconds) {
  return [type, count, Math.round(firstSeconds * 1e6), Math.round(lastSeconds * 1e6)].join(' ');
}

/** @param {string} text */
function lines(text) {
  return text.split('\n').slice(0, -1);
}

/**
 * Times of events, for jq spells an event in its own way.
 * @param {string} text
 */
function values(text) {
  return lines(text).map((line) => JSON.parse(line).timestamp);
}
