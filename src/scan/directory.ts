/**
 * The logs of a directory: searched to the bottom, links inside not followed, in the order of their paths' bytes
 * (cli.md, Logs). Names are bytes here, for a name need not be UTF-8; they are text only where they are shown.
 */
import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Note } from '../model/note.ts';
import { reasonOf, unreadable } from './reason.ts';

const LOG = /\.(?:jsonl|ndjson|json|log)(?:\.gz|\.zst)?$/;
const MAYBE_LOG = /\.(?:json|log)(?:\.gz|\.zst)?$/;
const SLASH = Buffer.from('/');

export interface Member {
  /** As it is opened. */
  readonly bytes: Buffer;
  /** As it is shown. */
  readonly path: string;
  /** The name says little (`.json`, `.log`): the first line decides whether it is a log. */
  readonly doubtful: boolean;
}

/** The files below `path` that are named like logs; directories that could not be read are notes. */
export function membersOf(path: string): { members: Member[]; notes: Note[] } {
  const found: Buffer[] = [];
  const notes: Note[] = [];
  const waiting: Buffer[] = [Buffer.from(prefixOf(path))];
  for (let prefix = waiting.pop(); prefix !== undefined; prefix = waiting.pop()) {
    try {
      for (const entry of readdirSync(prefixDirectory(prefix), { withFileTypes: true, encoding: 'buffer' })) {
        const whole = Buffer.concat([prefix, entry.name]);
        if (entry.isDirectory()) waiting.push(Buffer.concat([whole, SLASH]));
        else if (entry.isFile() && LOG.test(entry.name.toString('latin1'))) found.push(whole);
      }
    } catch (error) {
      notes.push(
        unreadable(prefix.length === 0 ? path : prefixDirectory(prefix).toString(), reasonOf(error)),
      );
    }
  }
  const members = found.sort(Buffer.compare).map((bytes) => {
    const shown = bytes.toString();
    return { bytes, path: shown, doubtful: MAYBE_LOG.test(shown) };
  });
  return { members, notes };
}

/** What stands before the names in `path`: nothing for the working directory. */
function prefixOf(path: string): string {
  return path === '.' || path === './' ? '' : path.replace(/\/*$/, '/');
}

function prefixDirectory(prefix: Buffer): Buffer {
  if (prefix.length === 0) return Buffer.from('.');
  return prefix.length === 1 ? prefix : prefix.subarray(0, -1);
}

/** Where names may come and go, or content change: beside what is named, where that leads to, and beside its files. */
export function directoriesOf(names: readonly string[], files: readonly string[]): ReadonlySet<string> {
  const beside = [...names.map((name) => resolve(name)), ...files].map(dirname);
  return new Set([...beside, ...names.map(directoryOf)]);
}

/** Where what the path leads to stands; of a link, its target's directory. */
function directoryOf(path: string): string {
  try {
    const real = realpathSync(path);
    return lstatSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return dirname(resolve(path));
  }
}

/** Whether the name is that of a link. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
