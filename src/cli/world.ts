/**
 * What the program touches outside itself: its streams, environment, clock and signals. Tests bring their own. Nothing
 * else in this room reads `process`.
 */
import { fstatSync, writeSync } from 'node:fs';
import process from 'node:process';
import { type Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { systemNowUs } from '../append/clock.ts';

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
  /** Microseconds since the epoch, now. */
  clockUs(): number;
  /** Calls the handler at the first signal; a second one ends the process as usual. Returns how to stop listening. */
  onSignal(handler: (signal: Signal) => void): () => void;
  /** Calls the handler at every signal that a program may be sent, none of which ends this one. Returns how to stop. */
  onEverySignal(handler: (signal: NodeJS.Signals) => void): () => void;
  /** Ends this process as the signal does. */
  endBy(signal: NodeJS.Signals): void;
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
    clockUs: systemNowUs,
    onSignal: listen,
    onEverySignal: listenToAll,
    endBy: (signal) => void process.kill(process.pid, signal),
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

/** What users and other programs send; the system's own (SIGSEGV, SIGPIPE, SIGWINCH) are not passed on. */
const SENT: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
];

function listenToAll(handler: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SENT) process.on(signal, handler);
  return () => {
    for (const signal of SENT) process.removeListener(signal, handler);
  };
}
