/** Which logs are meant when none is named: the rule "With no LOG" of cli.md. */
import { statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { Fault } from '../base/fault.ts';
import type { LogName } from '../model/query.ts';
import { parseLogName } from './citation.ts';

const NEAREST = join('.maceff', 'agent_events_log.jsonl');

/**
 * `$INQUEST_LOG`, else `$MACF_EVENTS_LOG_PATH`, else the nearest `.maceff/agent_events_log.jsonl` from `cwd` upwards,
 * else standard input where it is no terminal. Empty variables count as unset. Throws Fault `no-log`.
 */
export function defaultLogs(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  stdinIsTerminal: boolean,
): LogName[] {
  const named = (env.INQUEST_LOG ?? '').split(delimiter).filter((path) => path !== '');
  if (named.length > 0) return named.map(parseLogName);
  const single = env.MACF_EVENTS_LOG_PATH ?? '';
  if (single !== '') return [parseLogName(single)];
  const nearest = nearestLog(resolve(cwd));
  if (nearest !== undefined) return [{ path: nearest }];
  if (!stdinIsTerminal) return [{ path: '-' }];
  throw new Fault({
    code: 'no-log',
    message: 'no log is named, and none was found',
    flag: 'LOG',
    hint: 'name a file, a directory or "-" for standard input, or set INQUEST_LOG',
  });
}

function nearestLog(directory: string): string | undefined {
  const path = join(directory, NEAREST);
  if (isFile(path)) return path;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestLog(parent);
}

/** A directory that may not be entered holds no log for us. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
