/**
 * `run`: another command, with its start and its end in a log. Invariant: the command runs, ends and is seen to end as
 * without us; what goes wrong with the log is said on standard error and changes nothing else.
 */
import { openAppender } from '../append/appender.ts';
import { Fault } from '../base/fault.ts';
import { inert } from '../render/inert.ts';
import { type ChildEnd, runChild, signalCode } from '../write/child.ts';
import { type Composer, composerOf } from '../write/composer.ts';
import {
  type Ended,
  endedEvent,
  LIFECYCLE_DIALECT,
  type LifecycleEvent,
  type Started,
  startedEvent,
} from '../write/lifecycle.ts';
import type { Deed } from './deed.ts';
import { type Values, valuesOf } from './values.ts';
import type { World } from './world.ts';
import { readWriteOrder, targetOf } from './write-order.ts';

/** Runs the command behind `--`; its exit code. */
export const run: Deed = async (line, { world }) => {
  // Without "--" the flags of the command look like mistyped ones of ours.
  const misread = line.rest === undefined && line.operands.length > 0;
  const faults = line.faults.filter(({ parts }) => !(misread && parts.code === 'unknown-flag'));
  const values = valuesOf(line.given, faults);
  const order = readWriteOrder(values, world);
  const started = readCommand([...line.operands], line.rest, values);
  if (faults.length > 0 || started === undefined) return { faults };
  let composer: Composer;
  try {
    const target = await targetOf(order, LIFECYCLE_DIALECT);
    composer = composerOf({ ...order, ...target, nowUs: world.clockUs });
    // What is asked wrongly is told before anything runs; the event itself is made when it does.
    lineOf(composer, startedEvent(target.dialect, started));
  } catch (error) {
    if (error instanceof Fault) return { faults: [error] };
    throw error;
  }
  const log = observed(world, order.quiet);
  // From here on no signal ends us before the end is written.
  let early: NodeJS.Signals | undefined;
  const release = world.onEverySignal((signal) => {
    early ??= signal;
  });
  const appender = await log.attempt(() => openAppender(order.path, order.options));
  const write = async (make: () => string): Promise<void> => {
    if (appender !== undefined) await log.attempt(() => appender.append({ line: make() }));
  };
  const { dialect } = composer.form;
  await write(() => lineOf(composer, startedEvent(dialect, started)));
  const fromMs = performance.now();
  const end: ChildEnd =
    early === undefined
      ? await runChild(started.program, started.args, world)
      : { kind: 'killed', signal: early, code: signalCode(early) };
  const durationMs = performance.now() - fromMs;
  if (end.kind === 'refused')
    world.stderr.write(`inquest: ${inert(started.program)}: ${inert(end.reason)}\n`);
  await write(() => lineOf(composer, endedEvent(dialect, endedBy(started, end, durationMs))));
  await log.attempt(async () => appender?.close());
  release();
  if (end.kind === 'killed' && ENDS_US.has(end.signal)) world.endBy(end.signal);
  return { code: end.code };
};

/** Shells look at how a program ended: after Ctrl-C, a loop goes on unless it was by the signal itself. */
const ENDS_US: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

interface Command extends Started {
  readonly program: string;
  readonly args: readonly string[];
}

function readCommand(
  before: readonly string[],
  rest: readonly string[] | undefined,
  values: Values,
): Command | undefined {
  const [program, ...args] = rest ?? [];
  if (before.length > 0 || program === undefined || program === '') {
    const meant = before.length > 0 ? `${before.join(' ')} …` : 'make -j4';
    const message = 'expected the command to run, behind "--"';
    const hint = `inquest run --log FILE -- ${meant}`;
    values.fault({ code: 'no-command', message, flag: 'COMMAND', hint });
    return undefined;
  }
  const name = values.text('name') ?? program.slice(program.lastIndexOf('/') + 1);
  return { id: crypto.randomUUID(), name, args, program, ...(name !== program && { more: { program } }) };
}

function endedBy(started: Command, end: ChildEnd, durationMs: number): Ended {
  const { id, name, args } = started;
  const base = { id, name, args, durationMs };
  if (end.kind === 'killed') {
    const error = `killed by ${end.signal}`;
    return { ...base, summary: error, error, more: { exit_code: end.code, signal: end.signal } };
  }
  const summary = end.kind === 'refused' ? end.reason : `exit code ${end.code}`;
  const failed = end.kind === 'refused' || end.code !== 0;
  return { ...base, summary, more: { exit_code: end.code }, ...(failed && { error: summary }) };
}

function lineOf(composer: Composer, { type, data }: LifecycleEvent): string {
  return composer.compose(type, data);
}

/** What is tried with the log; a failure is said, once each. */
function observed(
  world: World,
  quiet: boolean,
): { attempt<T>(work: () => Promise<T>): Promise<T | undefined> } {
  return {
    async attempt(work) {
      try {
        return await work();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!quiet) world.stderr.write(`inquest: this run is not in the log: ${inert(message)}\n`);
        return undefined;
      }
    },
  };
}
