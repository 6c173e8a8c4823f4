/** Files whose names say little (`.json`, `.log`): the first line decides whether they are logs. Source: cli.md, Logs. */
import type { Source } from './source.ts';
import { firstLineOf } from './stream.ts';

/** Whether the first line of a plain file is one JSON value; `unknown` where it is not finished. */
export function looksLikeLog(source: Source): 'log' | 'none' | 'unknown' {
  const line = firstLineOf(source);
  if (line === undefined) return 'unknown';
  try {
    JSON.parse(new TextDecoder().decode(line));
    return 'log';
  } catch {
    return 'none';
  }
}
