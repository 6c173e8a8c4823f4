/**
 * The front door: from arguments to an exit code. Order of codes: a bug of ours, a failed output, an interrupt, incomplete
 * evidence, a failed check. The process is left to end by itself, so that piped output is whole. Source: cli.md,
 * "Exit codes".
 */
import { Fault, unreachable } from '../base/fault.ts';
import { EXIT } from './check.ts';
import { commandOf, type DoingRow } from './commands.ts';
import type { DeedIo } from './deed.ts';
import { HELP_NAMES, helpText } from './help.ts';
import { type Line, splitLine, type Typed } from './line.ts';
import { unknownTopic } from './mistyped.ts';
import { type Output, outputTo } from './output.ts';
import type { Question } from './question.ts';
import { VERSION } from './version.ts';
import { realWorld, type Signal, type World } from './world.ts';

/** Runs the program on its arguments (without node and the script) and sets the process's exit code. */
export async function main(argv: readonly string[], world: World = realWorld()): Promise<void> {
  process.exitCode = await invoke(argv, world);
}

/** Runs the program; its exit code. Nothing is thrown. */
export async function invoke(argv: readonly string[], world: World): Promise<number> {
  // Nobody is left to tell that standard error failed.
  world.stderr.on('error', () => {});
  const stop = new AbortController();
  const output = outputTo(world.stdout, () => stop.abort());
  let signal: Signal | undefined;
  const typed = splitLine(argv);
  const listen = (): (() => void) =>
    world.onSignal((received) => {
      signal = received;
      output.abandon();
      stop.abort();
    });
  const stopListening = hasOwnSignals(typed) ? () => {} : listen();
  try {
    let lingers = false;
    const linger = (): void => {
      lingers = true;
    };
    const work = dispatch(typed, world, { output, signal: stop.signal, linger });
    const code = await orStopped(work, stop.signal, () => lingers);
    const state = output.state();
    if (state.kind === 'failed') {
      world.stderr.write(`inquest: cannot write the output: ${state.reason}\n`);
      return EXIT.outputFailed;
    }
    if (signal !== undefined) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    return state.kind === 'left' ? EXIT.answered : code;
  } catch (error) {
    return sayBug(error, world);
  } finally {
    stopListening();
  }
}

interface Way {
  readonly output: Output;
  readonly signal: AbortSignal;
  /** The work ends by itself when it is stopped, and is waited for. */
  linger(): void;
}

function hasOwnSignals(typed: Typed): boolean {
  if (typed.kind !== 'line') return false;
  const row = commandOf(typed.line.command);
  return 'deed' in row && row.ownSignals === true;
}

async function dispatch(typed: Typed, world: World, way: Way): Promise<number> {
  const { output, signal } = way;
  switch (typed.kind) {
    case 'nothing':
      world.stderr.write(helpText());
      return EXIT.askedWrongly;
    case 'help':
      return help(typed.about, world, output);
    case 'version':
      return print(`inquest ${VERSION}\n`, output);
    case 'fault':
      return sayFaults([typed.fault], world);
    case 'line': {
      const row = commandOf(typed.line.command);
      if ('deed' in row) return perform(row, typed.line, { world, output, signal });
      const { readQuestion } = await import('./question.ts');
      const read = readQuestion(typed.line, world);
      if ('faults' in read) return sayFaults(read.faults, world);
      return ask(read.question, world, way);
    }
    default:
      return unreachable(typed);
  }
}

function help(about: string | undefined, world: World, output: Output): Promise<number> {
  const known = about === undefined || HELP_NAMES.includes(about);
  return known ? print(helpText(about), output) : sayFaults([unknownTopic(about, HELP_NAMES)], world);
}

async function print(text: string, output: Output): Promise<number> {
  await output.write([text]);
  await output.flush();
  return EXIT.answered;
}

async function perform(row: DoingRow, line: Line, io: DeedIo): Promise<number> {
  const deed = await row.deed();
  const end = await deed(line, io);
  return 'faults' in end ? sayFaults(end.faults, io.world) : end.code;
}

async function ask(question: Question, world: World, way: Way): Promise<number> {
  const { answer } = await import('./answer.ts');
  try {
    return await answer(question, { world, ...way });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return sayFaults([error], world);
  }
}

/**
 * The work's result, or a placeholder as soon as it is to stop: whoever waits for input is not waited for, save for work
 * that lingers.
 */
function orStopped(work: Promise<number>, signal: AbortSignal, lingers: () => boolean): Promise<number> {
  const stopped = new Promise<number>((resolve) => {
    const stop = (): void => {
      if (!lingers()) resolve(EXIT.answered);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, stopped]);
}

async function sayFaults(faults: readonly Fault[], world: World): Promise<number> {
  const [{ faultText }, { palette, colorWanted }] = await Promise.all([
    import('../render/note.ts'),
    import('../render/colour.ts'),
  ]);
  const colors = palette(colorWanted('auto', world.env, world.stderr.isTTY === true));
  world.stderr.write(faultText(faults, colors, world.stderr.columns ?? 80));
  return EXIT.askedWrongly;
}

async function sayBug(error: unknown, world: World): Promise<number> {
  const { inert } = await import('../render/inert.ts');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n').map((line) => `  ${inert(line)}\n`);
  world.stderr.write(
    `inquest: this is a bug of inquest ${VERSION}, not of your log; please report it:\n${lines.join('')}`,
  );
  return EXIT.ourBug;
}
