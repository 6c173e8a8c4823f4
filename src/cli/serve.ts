/**
 * `serve`: from the split line to a running server, and to its end. A signal is how a server is stopped, so it ends with 0;
 * what it prints is its address. Source: cli.md; promises.md rows 35 to 42.
 */
import { fileURLToPath } from 'node:url';
import { Fault } from '../base/fault.ts';
import type { Listing, Query } from '../model/query.ts';
import { inert } from '../render/inert.ts';
import { EXIT } from './check.ts';
import type { Line } from './line.ts';
import type { Output } from './output.ts';
import { readQuestion } from './question.ts';
import { readServeFlags, type ServeFlags, tokenPathOf } from './serve-flags.ts';
import { valuesOf } from './values.ts';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

interface Way {
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Serves until the signal, or sees to a server in the background; the exit code, or every fault of the line. */
export async function serve(line: Line, world: World, way: Way): Promise<number | readonly Fault[]> {
  const faults: Fault[] = [];
  const values = valuesOf(line.given, faults);
  const flags = readServeFlags(values, { line, world });
  if (flags.stop && faults.length === 0) return stop(flags, world);
  if (world.env.INQUEST_DISABLE_SERVE) {
    if (!values.has('quiet')) world.stderr.write('inquest: serve is switched off (INQUEST_DISABLE_SERVE)\n');
    return EXIT.answered;
  }
  const read = readQuestion(flags.line, world);
  const all = [...('faults' in read ? read.faults : []), ...faults];
  if ('faults' in read) return all;
  const { query } = read.question;
  if (query.logs.some(({ path }) => path === '-'))
    all.push(
      new Fault({
        code: 'no-stream',
        message: 'standard input can be read only once; serve files',
        flag: 'LOG',
      }),
    );
  const cited = query.logs.find(({ offset }) => offset !== undefined);
  if (cited)
    all.push(
      new Fault({
        code: 'contradiction',
        message: `${cited.path}@${cited.offset} is one event`,
        flag: 'LOG',
      }),
    );
  if (all.length > 0) return all;
  try {
    return await (flags.ensure ? ensure(flags, world, way) : run(query, flags, { world, ...way }));
  } catch (error) {
    if (error instanceof Fault) return [error];
    throw error;
  }
}

async function run(query: Query, flags: ServeFlags, way: Way & { readonly world: World }): Promise<number> {
  const { world, output, signal } = way;
  const [
    { startServer },
    { NoPort },
    { removeInstance, writeInstance },
    { keptToken, readToken },
    { isLoopback },
  ] = await Promise.all([
    import('../serve/server.ts'),
    import('../serve/listen.ts'),
    import('../serve/background.ts'),
    import('../serve/token.ts'),
    import('../serve/guard.ts'),
  ]);
  const [{ follow }, { openAppender }, { MESSAGE_VIEW }] = await Promise.all([
    import('../run/follow.ts'),
    import('../append/appender.ts'),
    import('../serve/message.ts'),
  ]);
  const { log, host, port, tokenFile, pidFile, webhook } = flags;
  const open = tokenFile === undefined && isLoopback(host);
  const tokenPath = tokenFile ?? tokenPathOf(world);
  const token = open ? undefined : tokenFile === undefined ? keptToken(tokenPath) : readToken(tokenFile);
  try {
    const running = await startServer({
      ...{ host, port, log, token },
      version: VERSION,
      served: query,
      allowHosts: flags.allowHosts,
      feed: (ended) => follow({ ...query, ask: NEW_EVENTS }, { view: MESSAGE_VIEW, signal: ended }),
      ...(log !== undefined && { openLog: () => openAppender(log) }),
      ...(flags.emitRate !== undefined && {
        limits: { emitPerSecond: flags.emitRate, emitBurst: 2 * flags.emitRate },
      }),
      ...(webhook && {
        webhook: { ...webhook, onTrouble: (trouble) => sayTrouble(trouble, world) },
      }),
      pages: fileURLToPath(new URL('./web', import.meta.url)),
      onBug: (error) => sayBug(error, world),
    });
    const instance = { pid: process.pid, url: running.url, instance: running.instance };
    if (pidFile !== undefined) writeInstance(pidFile, instance);
    if (!open && !flags.quiet) world.stderr.write(`inquest: the token is in ${tokenPath}\n`);
    await output.write([`${running.url}\n`]);
    await output.flush();
    if (flags.open) await openPage(running.url, world);
    await ended(signal);
    await running.stop();
    if (pidFile !== undefined) removeInstance(pidFile, instance);
    return EXIT.answered;
  } catch (error) {
    if (!(error instanceof NoPort)) throw error;
    world.stderr.write(`inquest: ${error.message}\n`);
    return EXIT.outputFailed;
  }
}

async function ensure(flags: ServeFlags, world: World, { output }: Way): Promise<number> {
  const { ensureServer, NotStarted } = await import('../serve/background.ts');
  const program = fileURLToPath(new URL('../bin/inquest.js', import.meta.url));
  const url = flags.port ? `http://${flags.host}:${flags.port}/` : undefined;
  try {
    const found = await ensureServer({
      pidFile: flags.backgroundFile,
      command: [process.execPath, program, 'serve', ...flags.backgroundArgs],
      url,
    });
    await output.write([`${found}\n`]);
    await output.flush();
    if (flags.open) await openPage(found, world);
    return EXIT.answered;
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    world.stderr.write(
      `inquest: no server was started\n${error.message
        .split('\n')
        .map((text) => `  ${inert(text)}\n`)
        .join('')}`,
    );
    return EXIT.outputFailed;
  }
}

async function stop(flags: ServeFlags, world: World): Promise<number> {
  const { stopServer } = await import('../serve/background.ts');
  const stopped = await stopServer(flags.backgroundFile);
  if (!flags.quiet)
    world.stderr.write(stopped ? 'inquest: the server has stopped\n' : 'inquest: no server runs\n');
  return EXIT.answered;
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

/** With the program that this system opens addresses with. */
async function openPage(url: string, world: World): Promise<void> {
  const { openAddress } = await import('../serve/browser.ts');
  if (!(await openAddress(url))) world.stderr.write(`inquest: no browser could be started; open ${url}\n`);
}

function sayTrouble({ message, count }: { message: string; count: number }, world: World): void {
  const events = count === 1 ? 'event' : 'events';
  world.stderr.write(`inquest: webhook: ${count} ${events}: ${inert(message)}\n`);
}

function sayBug(error: unknown, world: World): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.stderr.write(`inquest: this is a bug of inquest ${VERSION}; please report it: ${text}\n`);
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
