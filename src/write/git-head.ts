/**
 * The commit that is checked out, read from the repository's own files, so that no process is started: HEAD, loose refs,
 * packed-refs, and the files that lead from a worktree to its repository. Only a repository that keeps its refs in another
 * form (reftable) is asked through git, once for each change of its refs. Nothing is thrown.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A ref may name a ref. */
const MOST_STEPS = 5;
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const GIT_TIMEOUT_MS = 1000;

interface Repository {
  readonly directory: string;
  /** Of this worktree: HEAD. */
  readonly own: string;
  /** Of all worktrees: refs. */
  readonly common: string;
}

/** What a file said at this time and size. */
interface Kept {
  readonly mark: string;
  readonly hash: string | undefined;
}

/** A function that gives the full hash of the commit checked out where `directory` lies; undefined where there is none. */
export function gitHeadOf(directory: string): () => string | undefined {
  let repository: Repository | undefined;
  const kept = new Map<string, Kept>();
  return () => {
    // A repository may be made later, and one that was found may go.
    if (repository === undefined || text(join(repository.own, 'HEAD')) === undefined)
      repository = repositoryAt(resolve(directory));
    return repository === undefined ? undefined : headOf(repository, kept);
  };
}

function repositoryAt(directory: string): Repository | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const own = gitDirectoryIn(at);
    if (own !== undefined) {
      const common = text(join(own, 'commondir'))?.trim();
      return { directory, own, common: common === undefined ? own : resolve(own, common) };
    }
    if (dirname(at) === at) return undefined;
  }
}

/** `.git`, a directory or a file that names one; or the directory itself, of a bare repository. */
function gitDirectoryIn(directory: string): string | undefined {
  const inside = join(directory, '.git');
  const named = /^gitdir: (.+)$/m.exec(text(inside) ?? '')?.[1];
  if (named !== undefined) return resolve(directory, named.trim());
  if (text(join(inside, 'HEAD')) !== undefined) return inside;
  const bare = ['HEAD', 'objects', 'refs'].every((name) => markOf(join(directory, name)) !== undefined);
  return bare ? directory : undefined;
}

function headOf(repository: Repository, kept: Map<string, Kept>): string | undefined {
  let said = text(join(repository.own, 'HEAD'))?.trim();
  for (let step = 0; step < MOST_STEPS && said !== undefined; step++) {
    if (HASH.test(said)) return said;
    const name = /^ref: (refs\/\S+)$/.exec(said)?.[1];
    if (name === undefined || name.split('/').includes('..')) return undefined;
    if (name === 'refs/heads/.invalid') return askedOfGit(repository, kept);
    said =
      text(join(repository.own, name))?.trim() ??
      text(join(repository.common, name))?.trim() ??
      packed(repository, { name, kept });
  }
  return undefined;
}

/** The hash of a ref in packed-refs, which may be large and seldom changes. */
function packed({ common }: Repository, ask: { name: string; kept: Map<string, Kept> }): string | undefined {
  const path = join(common, 'packed-refs');
  return once(`${path} ${ask.name}`, { mark: markOf(path), kept: ask.kept }, () => {
    const line = (text(path) ?? '').split('\n').find((each) => each.endsWith(` ${ask.name}`));
    return line?.slice(0, line.indexOf(' '));
  });
}

function askedOfGit({ directory, common }: Repository, kept: Map<string, Kept>): string | undefined {
  const mark = markOf(join(common, 'reftable', 'tables.list'));
  return once('git', { mark, kept }, () => {
    try {
      const said = execFileSync('git', ['rev-parse', '--verify', 'HEAD'], {
        cwd: directory,
        encoding: 'utf8',
        timeout: GIT_TIMEOUT_MS,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return HASH.test(said.trim()) ? said.trim() : undefined;
    } catch {
      return undefined;
    }
  });
}

/** What `make` said last for this mark of the file behind it. */
function once(
  key: string,
  { mark, kept }: { readonly mark: string | undefined; readonly kept: Map<string, Kept> },
  make: () => string | undefined,
): string | undefined {
  if (mark === undefined) return undefined;
  const before = kept.get(key);
  if (before?.mark === mark) return before.hash;
  const hash = make();
  kept.set(key, { mark, hash });
  return hash;
}

function markOf(path: string): string | undefined {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
