/**
 * Names → what there is to open, each thing once. Invariants: links that the user names are followed, links inside a
 * directory are not; nothing is opened here; what a name does not lead to is one note.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { near } from '../base/near.ts';
import type { Note } from '../model/note.ts';
import type { LogName } from '../model/query.ts';
import { membersOf } from './directory.ts';
import { isUrl, shownUrl } from './live.ts';
import { codeOf, reasonOf, skipped, unreadable } from './reason.ts';

/** Standard input, a descriptor that was handed down (`<(command)`), a URL, or a path. */
export type Target = {
  /** As it is shown. */
  readonly path: string;
  /** Equal for two names of one thing. */
  readonly key: string;
  /** Set for `LOG@OFFSET`. */
  readonly offset?: number | undefined;
} & (
  | { readonly kind: 'stdin' }
  | { readonly kind: 'descriptor'; readonly fd: number }
  | { readonly kind: 'live'; readonly url: string }
  | { readonly kind: 'path'; readonly open: string | Buffer; readonly doubtful: boolean }
);

const STDIN = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;
const HANDED_DOWN = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

/** What the names lead to, directories searched, in order and each thing once; notes say what is left out. */
export function targetsOf(names: readonly LogName[]): { targets: Target[]; notes: Note[] } {
  const notes: Note[] = [];
  const all = names.flatMap((name) => targetsAt(name, notes));
  const whole = new Map<string, Target>();
  for (const target of all) {
    if (target.offset === undefined && !whole.has(target.key)) whole.set(target.key, target);
  }
  const cited = new Map<string, Target>();
  const targets: Target[] = [];
  for (const target of all) {
    const citation = `${target.key}@${target.offset}`;
    const first = whole.get(target.key) ?? cited.get(citation);
    if (first === undefined) cited.set(citation, target);
    if (first === undefined || first === target) targets.push(target);
    else notes.push(skipped(target.path, sameAs(first)));
  }
  return { targets, notes };
}

function sameAs(first: Target): string {
  return first.kind === 'stdin'
    ? 'standard input is read once'
    : `it is the same file as ${JSON.stringify(first.path)}`;
}

function targetsAt(name: LogName, notes: Note[]): Target[] {
  const { path, offset } = name;
  if (STDIN.test(path)) return [{ kind: 'stdin', path, key: 'stdin', offset }];
  if (isUrl(path)) {
    if (URL.canParse(path)) return [{ kind: 'live', path: shownUrl(path), key: path, url: path, offset }];
    notes.push(unreadable(path, 'it is no URL'));
    return [];
  }
  try {
    const found = statSync(path, { bigint: true });
    const target = { path, key: `${found.dev}:${found.ino}`, offset };
    const handed = HANDED_DOWN.exec(path);
    // Opening such a pipe anew would lose that its writer has come and gone.
    if (handed !== null && (found.isFIFO() || found.isSocket())) {
      return [{ ...target, kind: 'descriptor', fd: Number(handed[1]) }];
    }
    if (found.isSocket()) {
      notes.push(unreadable(path, 'it is a socket, which holds no log'));
      return [];
    }
    if (!found.isDirectory()) return [{ ...target, kind: 'path', open: path, doubtful: false }];
  } catch (error) {
    notes.push(unreadable(path, refusal(path, error)));
    return [];
  }
  return targetsIn(name, notes);
}

function targetsIn({ path, offset }: LogName, notes: Note[]): Target[] {
  if (offset !== undefined) {
    notes.push(unreadable(path, 'it is a directory, which has no offsets'));
    return [];
  }
  const found = membersOf(path);
  notes.push(...found.notes);
  if (found.members.length === 0 && found.notes.length === 0) {
    notes.push(unreadable(path, 'the directory holds no *.jsonl, *.ndjson, *.json or *.log'));
  }
  return found.members.flatMap((member): Target[] => {
    try {
      const { dev, ino } = statSync(member.bytes, { bigint: true });
      const { path, bytes, doubtful } = member;
      return [{ kind: 'path', path, key: `${dev}:${ino}`, open: bytes, doubtful }];
    } catch (error) {
      notes.push(unreadable(member.path, reasonOf(error)));
      return [];
    }
  });
}

function refusal(path: string, error: unknown): string {
  if (codeOf(error) !== 'ENOENT') return reasonOf(error);
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    return 'it is a link to a file that does not exist';
  const hint = nearPath(path);
  return hint === undefined ? reasonOf(error) : `${reasonOf(error)}; did you mean ${JSON.stringify(hint)}?`;
}

function nearPath(path: string): string | undefined {
  const name = basename(path);
  try {
    const found = near(name, readdirSync(dirname(path)));
    return found === undefined ? undefined : path.slice(0, path.length - name.length) + found;
  } catch {
    return undefined;
  }
}
