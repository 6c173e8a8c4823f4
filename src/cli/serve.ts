/**
 * `serve`: from the split line to a running server, and to its end. A signal is how a server is stopped, so it ends with 0;
 * what it prints is its address. Source: cli.md; promises.md rows 35 to 42.
 */
import { fileURLToPath } from 'node:url';
import type { Fault } from '../base/fault.ts';
import type { Listing } from '../model/query.ts';
import { EXIT } from './check.ts';
import type { Line } from './line.ts';
import type { Output } from './output.ts';
import { readQuestion } from './question.ts';
import { type Values, valuesOf } from './values.ts';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

/** What was typed of the server itself. */
interface Typed {
  readonly host: string;
  readonly port: number | undefined;
  readonly log: string | undefined;
  readonly allowHosts: readonly string[];
}

/** Serves until the signal; the exit code, or every fault of the line. */
export async function serve(
  line: Line,
  world: World,
  way: { readonly output: Output; readonly signal: AbortSignal },
): Promise<number | readonly Fault[]> {
  const faults: Fault[] = [];
  const typed = readTyped(valuesOf(line.given, faults));
  const read = readQuestion(withLog(line, typed.log), world);
  const all = [...('faults' in read ? read.faults : []), ...faults];
  if ('faults' in read || all.length > 0) return all;
  const { query } = read.question;
  const { log } = typed;
  const { startServer } = await import('../serve/server.ts');
  const { MESSAGE_VIEW } = await import('../serve/message.ts');
  const { NoPort } = await import('../serve/listen.ts');
  const { follow } = await import('../run/follow.ts');
  const { openAppender } = await import('../append/appender.ts');
  try {
    const running = await startServer({
      ...typed,
      version: VERSION,
      served: query,
      feed: (signal) => follow({ ...query, ask: NEW_EVENTS }, { view: MESSAGE_VIEW, signal }),
      ...(log !== undefined && { openLog: () => openAppender(log) }),
      pages: fileURLToPath(new URL('./web', import.meta.url)),
      onBug: (error) =>
        world.stderr.write(`inquest: a bug: ${error instanceof Error ? error.stack : String(error)}\n`),
    });
    await way.output.write([`${running.url}\n`]);
    await way.output.flush();
    await ended(way.signal);
    await running.stop();
    return EXIT.answered;
  } catch (error) {
    if (!(error instanceof NoPort)) throw error;
    world.stderr.write(`inquest: ${error.message}\n`);
    return EXIT.outputFailed;
  }
}

/** What is there already is had by asking. */
const NEW_EVENTS: Listing = {
  kind: 'list',
  tail: 0,
  sort: 'file',
  reverse: false,
  distinct: false,
  context: 0,
  contextSession: 0,
};

function readTyped(values: Values): Typed {
  const port = values.integer('port', 0);
  if (port !== undefined && port > 65_535)
    values.fault({ code: 'bad-port', message: 'expected a port from 0 to 65535', flag: '--port' });
  return {
    host: values.text('host') ?? '127.0.0.1',
    port,
    log: values.text('log'),
    allowHosts: values.texts('allow-host'),
  };
}

/** What is taken in is served as well. */
function withLog(line: Line, log: string | undefined): Line {
  if (log === undefined || line.operands.includes(log)) return line;
  return { ...line, operands: [...line.operands, log] };
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
