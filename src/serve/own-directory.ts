/** A directory that nobody else can put anything in, for what tells where a server is and lets one in. */
import { lstatSync, mkdirSync } from 'node:fs';
import { Fault } from '../base/fault.ts';

/** Makes it where it is missing. Throws Fault `foreign-directory` where another user could have made it. */
export function ownDirectory(path: string, flag: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(path);
  const mine = process.getuid === undefined || uid === process.getuid();
  // Only a directory that all may write to, or another's, can have been laid there as a trap.
  if (mine && ((mode & 0o022) === 0 || process.platform === 'win32')) return;
  const message = 'its directory belongs to another user, or others may write to it';
  throw new Fault({
    code: 'foreign-directory',
    message,
    flag,
    span: { text: path, start: 0, end: path.length },
  });
}
