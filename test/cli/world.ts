/** A world for tests: streams in memory, a fixed clock, signals sent by hand. */
import { PassThrough, Readable } from 'node:stream';
import { invoke } from '../../src/cli/main.ts';
import type { Signal, Sink, World } from '../../src/cli/world.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly stdin?: Readable;
  readonly stdout?: Sink;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard error is a terminal of this many columns. */
  readonly columns?: number;
  /** Standard output is a terminal of this many columns. */
  readonly terminal?: number;
  /** Called once the program listens, with a way to send it a signal. */
  readonly onStart?: (send: (signal: Signal) => void) => void;
}

/** Runs the program in this process. Standard output is what it wrote, as text. */
export async function inquest(args: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const stdout = setting.stdout ?? collector();
  const { columns, terminal } = setting;
  const stderr = collector();
  const world: World = {
    stdin: setting.stdin ?? Readable.from([]),
    stdinIsTerminal: setting.stdin === undefined,
    stdout: Object.assign(stdout, terminal === undefined ? {} : { isTTY: true, columns: terminal }),
    stderr: Object.assign(stderr, columns === undefined ? {} : { isTTY: true, columns }),
    env: withOneThread(setting.env ?? {}),
    cwd: '/',
    nowUs: Date.UTC(2025, 11, 10, 12) * 1000,
    clockUs: () => Date.UTC(2025, 11, 10, 12) * 1000,
    onSignal(handler) {
      setting.onStart?.(handler);
      return () => {};
    },
    onEverySignal: () => () => {},
    endBy: () => {},
  };
  const code = await invoke(args, world);
  return { code, stdout: stdout === setting.stdout ? '' : read(stdout), stderr: read(stderr) };
}

/** These tests run the sources, beside which no built worker stands. What is set is kept. */
function withOneThread(env: Readonly<Record<string, string>>): World['env'] {
  return new Proxy(env, {
    get: (of, name) => Reflect.get(of, name) ?? (name === 'INQUEST_THREADS' ? '1' : undefined),
  });
}

function collector(): Sink {
  return new PassThrough({ highWaterMark: 2 ** 28 });
}

function read(stream: Sink): string {
  return stream instanceof PassThrough ? allOf(stream).toString() : '';
}

/** All that was written. Some versions of Node give it at once, others what one write put in. */
export function allOf(stream: PassThrough): Buffer {
  const parts: Buffer[] = [];
  for (let part = stream.read() as Buffer | null; part !== null; part = stream.read() as Buffer | null) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}
