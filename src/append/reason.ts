/** Why the system refused to open or write a log, in plain words. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'a part of its path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ELOOP: 'it is a symbolic link',
  EISDIR: 'it is a directory',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL character',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota of disk space is used up',
  EFBIG: 'it would be larger than a file may be',
  EIO: 'the device failed',
  EAGAIN: 'the system had no room for it now',
  ESTALE: 'it vanished from its server',
  ENOLCK: 'the file system has no locks to give',
  EOPNOTSUPP: 'the file system knows no such locks',
  ENOSYS: 'the system knows no such locks',
};

/** What will be so at the next try too: the log's place is wrong, not the moment. */
const LASTING: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ELOOP',
  'EISDIR',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

/** The reason of a refused system call; an unknown one in the system's own words. */
export function reasonOf(cause: unknown): string {
  return REASONS[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause));
}

/** Whether the log cannot be opened where it is, whoever tries again. */
export function isLasting(cause: unknown): boolean {
  return LASTING.has(codeOf(cause));
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
