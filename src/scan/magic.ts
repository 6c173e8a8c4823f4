/** Compressed logs are known by their first bytes, whatever their name (cli.md, Logs). */

/** Bytes that a log's beginning must give to tell. */
export const MAGIC_SIZE = 4;

/** How a log is compressed, by its first bytes; undefined for plain text. */
export function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return undefined;
}

/** One byte already tells that a text is plain: only a log that may be compressed is waited for longer. */
export function mayBeCompressed(firstByte: number | undefined): boolean {
  return firstByte === 0x1f || firstByte === 0x28;
}
