/** Sessions that are named by the directory their log lies in: `sessions/{session_id}/events.jsonl`. */

/** The name of the directory of `path` where its file is `file` (compressed or not), else undefined. */
export function namedDirectory(path: string, file: string): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1)?.replace(/\.(?:gz|zst)$/, '');
  const directory = parts.at(-2);
  return name === file && directory && directory !== '.' && directory !== '..' ? directory : undefined;
}
