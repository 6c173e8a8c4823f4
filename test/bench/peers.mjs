/** Who is here to be measured, how each is called, and the line that says on what machine. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

const DUCKDB = join(import.meta.dirname, 'duckdb.mjs');

/** @typedef {'rg' | 'grep' | 'jq' | 'duckdb'} Peer */

/** How a peer says its version; one that cannot is missing. @type {Readonly<Record<Peer, readonly string[]>>} */
const VERSIONS = {
  rg: ['rg', '--version'],
  grep: ['grep', '--version'],
  jq: ['jq', '--version'],
  duckdb: [process.execPath, DUCKDB],
};

/**
 * The versions of the peers; undefined for those that are missing.
 * @returns {ReadonlyMap<Peer, string | undefined>}
 */
export function findPeers() {
  return new Map(
    Object.entries(VERSIONS).map(([name, [command = '', ...rest]]) => {
      const { status, stdout } = spawnSync(command, rest, { encoding: 'utf8' });
      const version = /\d+(\.\d+)+/.exec(stdout ?? '')?.[0];
      return [/** @type {Peer} */ (name), status === 0 ? version : undefined];
    }),
  );
}

/**
 * The command that asks DuckDB, with a thread for every core.
 * @param {string} sql
 */
export function duckdb(sql) {
  return [process.execPath, DUCKDB, String(availableParallelism()), sql];
}

/**
 * The command that runs an inquest; `bin` is its bin/inquest.js.
 * @param {string} bin
 * @param {readonly string[]} rest
 */
export function inquest(bin, rest) {
  return [process.execPath, resolve(bin), ...rest];
}

/**
 * One line: cores, memory, Node, every peer's version, the meter, and what the environment tells inquest.
 * @param {ReadonlyMap<Peer, string | undefined>} peers
 * @param {string} meter
 */
export function machineLine(peers, meter) {
  const tuning = Object.entries(process.env)
    .filter(([name]) => name.startsWith('INQUEST_'))
    .map(([name, value]) => `${name}=${value}`);
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    ...[...peers].map(([name, version]) =>
      version === undefined ? `${name} missing` : `${name} ${version}`,
    ),
    `CPU and memory by ${meter}`,
    ...tuning,
  ].join(' · ');
}
