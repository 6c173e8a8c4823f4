/**
 * What the program touches outside itself: its streams, environment, clock and signals. Tests bring their own. Nothing
 * else in this room reads `process`.
 */
import { fstatSync, writeSync } from 'node:fs';
import process from 'node:process';
import { type Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';

export type Signal = 'SIGINT' | 'SIGTERM';

/** A place to write text to, maybe a terminal. */
export type Sink = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export interface World {
  /** Opened when it is first asked for. */
  readonly stdin: Readable;
  readonly stdinIsTerminal: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The instant that `now` means, in microseconds since the epoch. */
  readonly nowUs: number;
  /** Calls the handler at the first signal; a second one ends the process as usual. Returns how to stop listening. */
  onSignal(handler: (signal: Signal) => void): () => void;
}

/** This process. */
export function realWorld(): World {
  return {
    get stdin() {
      return process.stdin;
    },
    stdinIsTerminal: isatty(0),
    stdout: isWrittenByUs(1) ? fileSink(1) : process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    nowUs: Date.now() * 1000,
    onSignal: listen,
  };
}

/** Files and devices, terminals aside: Node's own stream loses the rest of a short write there. */
function isWrittenByUs(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || (stat.isCharacterDevice() && !isatty(fd));
  } catch {
    return false;
  }
}

/** Writes every byte to a file before it calls back, or fails with the system's error. */
export function fileSink(fd: number): Sink {
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      try {
        for (let from = 0; from < chunk.length; ) from += writeSync(fd, chunk, from);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

function listen(handler: (signal: Signal) => void): () => void {
  const signals: readonly Signal[] = ['SIGINT', 'SIGTERM'];
  const stop = (): void => {
    for (const signal of signals) process.removeListener(signal, on);
  };
  const on = (signal: NodeJS.Signals): void => {
    stop();
    handler(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };
  for (const signal of signals) process.on(signal, on);
  return stop;
}
