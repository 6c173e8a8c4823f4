/**
 * A command as a child of this process, with this one's own streams: how it ended, as shells tell it. Source: cli.md, "Exit
 * codes": `run` passes its command's own code on.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** How a command ended. `refused`: it could not be started, and `code` is that of shells: 127 not found, 126 not executable. */
export type ChildEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals; readonly code: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly code: number };

export interface ChildIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls the handler at each signal that this process gets; returns how to stop. */
  onEverySignal(handler: (signal: NodeJS.Signals) => void): () => void;
}

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** Keys of a terminal send these to every program in its foreground, so that the child has them already. */
const BY_KEY: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

/** Runs the command until it ends. Signals that this process gets meanwhile are passed on to it. Never rejects. */
export function runChild(command: string, args: readonly string[], io: ChildIo): Promise<ChildEnd> {
  return new Promise((resolve) => {
    let child: ChildProcess | undefined;
    const stop = io.onEverySignal((signal) => {
      if (!(BY_KEY.has(signal) && isInForeground())) child?.kill(signal);
    });
    const end = (how: ChildEnd): void => {
      stop();
      resolve(how);
    };
    try {
      child = spawn(command, args, { stdio: 'inherit', env: { ...io.env } });
    } catch (error) {
      end(refusal(error, command));
      return;
    }
    child.once('error', (error) => end(refusal(error, command)));
    child.once('exit', (code, signal) => end(endOf(code, signal)));
  });
}

/** The number that shells add 128 to. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + (constants.signals[signal] ?? 0);
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ChildEnd {
  if (signal !== null) return { kind: 'killed', signal, code: signalCode(signal) };
  return { kind: 'exited', code: code ?? 0 };
}

function refusal(error: unknown, command: string): ChildEnd {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Readonly<Record<string, readonly [string, number]>> = {
    ENOENT: [missing(command), NOT_FOUND],
    EACCES: ['it is not executable', NOT_EXECUTABLE],
    ENOTDIR: ['a part of its path is not a directory', NOT_FOUND],
    E2BIG: ['its arguments are too long', NOT_EXECUTABLE],
  };
  const [reason, shellCode] = reasons[code] ?? [
    error instanceof Error ? error.message : String(error),
    NOT_EXECUTABLE,
  ];
  return { kind: 'refused', reason, code: shellCode };
}

/** What is missing where the system says that something is. */
function missing(command: string): string {
  if (!command.includes('/')) return 'command not found';
  return existsSync(command) ? 'the interpreter that it names is missing' : 'no such file';
}

/** Whether the keys of a terminal reach this process: its group is the terminal's foreground. */
function isInForeground(): boolean {
  try {
    // Behind the command's name, which may hold anything: state, parent, group, session, terminal, its foreground group.
    const status = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , terminal, foreground] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return terminal !== '0' && group === foreground;
  } catch {
    return isatty(0) || isatty(2);
  }
}
