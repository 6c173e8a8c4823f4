/**
 * The breadcrumbs of a macf log's writer. Session and cycle are those that are given, else the log's own last ones; the
 * commit is that of the repository at hand. As Python's writers do, one breadcrumb serves a second. Source: dialects.md, macf.
 */
import { Fault } from '../base/fault.ts';
import { crumbText } from './crumb.ts';
import { gitHeadOf } from './git-head.ts';
import { type LastKnown, LOOK_BACK_BYTES, lastKnownOf } from './last-known.ts';

/** What a writer knows of itself. */
export interface Author {
  /** Whose run the events belong to, whatever the dialect calls it: session, instance, study. */
  readonly session?: string;
  readonly trace?: string;
  /** Of macf, as are the ones below. */
  readonly cycle?: number;
  readonly prompt?: string;
  /** A commit's hash; `null` for none. Default: the commit that is checked out where `directory` lies. */
  readonly git?: string | null;
  /** Where the repository is looked for. Default: the working directory. */
  readonly directory?: string;
}

export interface MadeCrumb {
  readonly breadcrumb: string;
  /** The full id; absent where only the hash in a breadcrumb is known. */
  readonly session?: string;
  readonly cycle: number;
}

const KEPT_US = 1_000_000;
const LOOK_BACK = `${LOOK_BACK_BYTES / 2 ** 20} MiB`;

/**
 * A function that makes breadcrumbs at `timeUs`; `exact` is for a time that was given, not that of writing. It throws
 * Fault `no-breadcrumb` where session or cycle is neither given nor known.
 */
export function crumbsOf(
  path: string,
  directory: string,
): (author: Author, timeUs: number, exact: boolean) => MadeCrumb {
  const lastKnown = lastKnownOf(path);
  const gitHead = gitHeadOf(directory);
  const kept = new Map<string, { readonly atUs: number; readonly made: MadeCrumb }>();
  return (author, timeUs, exact) => {
    const { session, cycle, prompt, git } = author;
    const key = JSON.stringify([session, cycle, prompt, git]);
    const before = kept.get(key);
    const age = before === undefined ? Number.NaN : timeUs - before.atUs;
    if (before !== undefined && !exact && age >= 0 && age < KEPT_US) return before.made;
    const whose = resolved(author, session !== undefined && cycle !== undefined ? {} : lastKnown());
    const commit = git === undefined ? gitHead() : (git ?? undefined);
    const breadcrumb = crumbText({
      session: whose.session,
      cycle: whose.cycle,
      timeUs,
      ...(commit !== undefined && { git: commit }),
      ...(prompt !== undefined && { prompt }),
    });
    const made = { breadcrumb, cycle: whose.cycle, ...(!whose.short && { session: whose.session }) };
    if (!exact) {
      // Authors of one writer are few; old ones are of no use.
      kept.clear();
      kept.set(key, { atUs: timeUs, made });
    }
    return made;
  };
}

function resolved(
  author: Author,
  last: LastKnown,
): { readonly session: string; readonly cycle: number; readonly short: boolean } {
  const session = author.session ?? last.session;
  const cycle = author.cycle ?? last.cycle;
  if (session !== undefined && cycle !== undefined)
    return { session, cycle, short: author.session === undefined && last.short === true };
  const missing = [session === undefined ? 'session' : '', cycle === undefined ? 'cycle' : ''];
  const names = missing.filter((name) => name !== '');
  throw new Fault({
    code: 'no-breadcrumb',
    message: `a macf event says its ${names.join(' and ')}, and the last ${LOOK_BACK} of the log name none`,
    hint: names.map((name) => (name === 'session' ? '--session ID' : '--cycle N')).join(' '),
  });
}
