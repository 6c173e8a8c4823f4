/** The questions, as DuckDB is asked them: over macf logs, with the schema that it finds by itself. */

/** How little of the schema `stats` needs; declared, DuckDB neither samples nor reads the rest. */
const DECLARED = "columns = {event: 'VARCHAR', timestamp: 'DOUBLE', data: 'STRUCT(session_id VARCHAR)'}";

/**
 * Count, first, last and sessions of each type. Logs of short lines have no session.
 * @param {string} log
 * @param {{ declared: boolean, sessions: boolean }} how
 */
export function statsSql(log, { declared, sessions }) {
  const from = declared
    ? read(log, `, ${sessions ? DECLARED : DECLARED.replace(/, data: .*?\)'/, '')}`)
    : read(log);
  const distinct = sessions ? ', count(distinct data.session_id) as sessions' : '';
  return `select event, count(*) as count, min(timestamp) as first, max(timestamp) as last${distinct} from ${from} group by event`;
}

/**
 * How many events hold this condition.
 * @param {string} log
 * @param {string} condition
 */
export function countSql(log, condition) {
  return `select count(*) as count from ${read(log)} where ${condition}`;
}

/**
 * How many sessions there are.
 * @param {string} log
 */
export function sessionsSql(log) {
  return `select count(distinct data.session_id) as count from ${read(log)}`;
}

/**
 * How many neighbours in time are more than an hour apart.
 * @param {string} log
 */
export function gapsSql(log) {
  return `select count(*) as count from (select timestamp - lag(timestamp) over (order by timestamp) as pause from ${read(log)}) where pause > 3600`;
}

/**
 * @param {string} log
 * @param {string} [more] further arguments of read_json
 */
function read(log, more = '') {
  return `read_json('${log.replaceAll("'", "''")}', format = 'newline_delimited'${more})`;
}
