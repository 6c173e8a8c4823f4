/**
 * `append`: writes one event, or those of standard input, and says what it wrote. Nothing is written before the whole line
 * is known to be right; what could not be written is exit 4. Source: cli.md, "Exit codes"; README.md, "Writing events".
 */
import { AppendError } from '../append/append-error.ts';
import { openAppender } from '../append/appender.ts';
import { Fault } from '../base/fault.ts';
import { inert } from '../render/inert.ts';
import { composerOf } from '../write/composer.ts';
import { appendBatch } from './batch.ts';
import { EXIT } from './check.ts';
import type { Deed, DeedEnd, DeedIo } from './deed.ts';
import { composeOne, fromInput, readNewEvent } from './new-event.ts';
import { valuesOf } from './values.ts';
import { readWriteOrder, targetOf, type WriteOrder } from './write-order.ts';

/** Writes what the line says. */
export const append: Deed = async (line, io) => {
  const faults: Fault[] = [...line.faults];
  const values = valuesOf(line.given, faults);
  const order = readWriteOrder(values, io.world);
  const event = readNewEvent(line, values, io.world.nowUs);
  if (faults.length > 0) return { faults };
  try {
    const target = await targetOf(order, 'generic');
    const composer = composerOf({ ...order, ...target, nowUs: io.world.clockUs });
    if (event.batch) return await appendBatch(composer, order, { ...io, type: event.type });
    const whole = await fromInput(event, io);
    return await writeOne(composeOne(composer, whole), order, io);
  } catch (error) {
    if (error instanceof Fault) return { faults: [error] };
    throw error;
  }
};

async function writeOne(event: string, order: WriteOrder, io: DeedIo): Promise<DeedEnd> {
  const { world, output } = io;
  try {
    const appender = await openAppender(order.path, order.options);
    const { line } = await appender.append({ line: event }).finally(() => appender.close());
    if (!order.quiet) await output.write([world.stdout.isTTY === true ? inert(line) : line, '\n']);
    await output.flush();
    return { code: EXIT.answered };
  } catch (error) {
    if (!(error instanceof AppendError)) throw error;
    world.stderr.write(`inquest: ${inert(error.message)}\n`);
    return { code: EXIT.outputFailed };
  }
}
