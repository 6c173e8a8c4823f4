/**
 * `append --batch`: events from standard input, one a line, as they come. Invariants: a line that is an event of its dialect
 * is written to the byte; one that lacks parts of the envelope gets them; a damaged one is told with its number and not
 * written. The count that is printed at the end is of events that were written.
 */
import type { Readable } from 'node:stream';
import { AppendError } from '../append/append-error.ts';
import { openAppender } from '../append/appender.ts';
import type { Appender } from '../append/options.ts';
import { Fault } from '../base/fault.ts';
import { inert } from '../render/inert.ts';
import type { Composer } from '../write/composer.ts';
import { isComplete, typeIn } from '../write/event.ts';
import { EXIT } from './check.ts';
import type { DeedEnd, DeedIo } from './deed.ts';
import { jsonObject } from './json-values.ts';
import { type InputLine, linesOf } from './lines.ts';
import type { WriteOrder } from './write-order.ts';

/** What a line may be nested, as everywhere (promises.md row 10). */
const DEEPEST = 1000;
const MOST_TOLD = 10;

interface Batch {
  readonly composer: Composer;
  /** Each line is the data of an event of this type. */
  readonly type: string | undefined;
  readonly appender: Appender;
  /** Told of a line that is not written. */
  refuse(line: number, why: string): void;
}

/** Writes the events of standard input. Throws the Fault of a type that the dialect does not have. */
export async function appendBatch(
  composer: Composer,
  order: WriteOrder,
  io: DeedIo & { readonly type: string | undefined },
): Promise<DeedEnd> {
  const { world, output, signal, type } = io;
  if (type !== undefined) typeIn(composer.form.dialect, type);
  let refused = 0;
  const refuse = (line: number, why: string): void => {
    refused++;
    if (refused <= MOST_TOLD)
      world.stderr.write(`inquest: line ${line} of the input was not written: ${inert(why)}\n`);
  };
  let written = 0;
  let failure: AppendError | undefined;
  try {
    const appender = await openAppender(order.path, order.options);
    try {
      for await (const lines of linesUntil(world.stdin, signal))
        written += await writeLines(lines, { composer, type, appender, refuse });
    } finally {
      await appender.close();
    }
  } catch (error) {
    if (!(error instanceof AppendError)) throw error;
    failure = error;
    written += error.written;
  }
  if (refused > MOST_TOLD)
    world.stderr.write(`inquest: ${refused - MOST_TOLD} more lines of the input were not written\n`);
  if (failure !== undefined) world.stderr.write(`inquest: ${inert(failure.message)}\n`);
  if (!order.quiet) await output.write([`${written}\n`]);
  await output.flush();
  return { code: failure === undefined && refused === 0 ? EXIT.answered : EXIT.outputFailed };
}

/** The lines until the input ends or the program is to stop. */
function linesUntil(stdin: Readable, signal: AbortSignal): AsyncIterable<readonly InputLine[]> {
  signal.addEventListener('abort', () => stdin.destroy(), { once: true });
  return linesOf(stdin);
}

/** How many of the lines were written. */
async function writeLines(lines: readonly InputLine[], batch: Batch): Promise<number> {
  const events: { readonly number: number; readonly line: string }[] = [];
  for (const { number, text } of lines) {
    const line = lineOf(text, number, batch);
    if (line !== undefined) events.push({ number, line });
  }
  try {
    return (await batch.appender.appendMany(events.map(({ line }) => ({ line })))).length;
  } catch (error) {
    if (!(error instanceof AppendError) || error.code !== 'invalid') throw error;
  }
  // One that no reader would take keeps the others from being written together.
  let written = 0;
  for (const { number, line } of events) {
    try {
      await batch.appender.append({ line });
      written++;
    } catch (error) {
      if (!(error instanceof AppendError) || error.code !== 'invalid') throw error;
      batch.refuse(number, error.message);
    }
  }
  return written;
}

/** What is written of an input line; undefined for a blank one and one that was refused. */
function lineOf(text: string | undefined, number: number, batch: Batch): string | undefined {
  if (text === undefined) {
    batch.refuse(number, 'it is longer than 16 MiB, or not UTF-8');
    return undefined;
  }
  if (text.trim() === '') return undefined;
  const { composer, type } = batch;
  try {
    const object = jsonObject(text, DEEPEST);
    if (type !== undefined) return composer.compose(type, object);
    return isComplete(composer.form, object) ? text : composer.complete(object);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    batch.refuse(number, error.message);
    return undefined;
  }
}
