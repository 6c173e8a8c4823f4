/**
 * The one writer of standard output. Every write is whole lines and waits for a slow reader. A reader that left (EPIPE)
 * ends the output quietly; any other failure is kept to be told, once. Source: promises.md rows 18 and 19.
 */
import type { Sink } from './world.ts';

/** Open; or ended because nobody reads any more; or failed, with the system's reason. */
export type OutputState =
  | { readonly kind: 'open' | 'left' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Output {
  /** Resolves when the stream has room again; at once when the output is no longer open or was abandoned. */
  write(parts: readonly (string | Uint8Array)[]): Promise<void>;
  /** Resolves when the system took every byte, or the output is no longer open. */
  flush(): Promise<void>;
  /** Resolves when the system took every byte that was written; false where it did not, or where bytes were dropped. */
  delivered(): Promise<boolean>;
  /** Writes what ends a document that was begun, also when the output was abandoned; nobody waits for it. */
  last(parts: readonly (string | Uint8Array)[]): void;
  /** Lets go of whoever waits for a slow reader; what was written before is still delivered. */
  abandon(): void;
  state(): OutputState;
}

/** Writes to the stream; `onEnd` is called once, when the output ends before its time. */
export function outputTo(stream: Sink, onEnd: () => void): Output {
  let state: OutputState = { kind: 'open' };
  let abandoned = false;
  /** Something was not written any more. */
  let dropped = false;
  const waiting = new Set<() => void>();
  const release = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  const end = (error: NodeJS.ErrnoException | undefined): void => {
    if (state.kind !== 'open') return;
    const left = error === undefined || error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
    state = left ? { kind: 'left' } : { kind: 'failed', reason: reasonOf(error) };
    release();
    onEnd();
  };
  // The listeners stay for good: an error that comes after the last write must not crash the process.
  stream.on('error', end);
  stream.on('close', () => end(undefined));
  stream.on('drain', release);
  const idle = (): boolean => state.kind !== 'open' || abandoned;
  const wait = (begin: (resume: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      waiting.add(resolve);
      begin(resolve);
    });
  return {
    async write(parts) {
      if (parts.length === 0) return;
      dropped ||= idle();
      if (idle()) return;
      const hasRoom = stream.write(joined(parts), (error) => error && end(error));
      if (!hasRoom && !idle()) await wait(() => {});
    },
    async flush() {
      if (!idle())
        await wait((resume) =>
          stream.write('', (error) => {
            if (error) end(error);
            resume();
          }),
        );
    },
    async delivered() {
      if (state.kind !== 'open' || dropped) return false;
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
      return state.kind === 'open';
    },
    last(parts) {
      if (state.kind === 'open') stream.write(joined(parts), (error) => error && end(error));
    },
    abandon() {
      abandoned = true;
      release();
    },
    state: () => state,
  };
}

function joined(parts: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** The system's reason in plain words, where it has common ones. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'no space left on device',
    EIO: 'input/output error',
    EFBIG: 'file too large',
    EDQUOT: 'disk quota exceeded',
    EBADF: 'it is not open for writing',
  };
  return words[error.code ?? ''] ?? error.code ?? error.message;
}
