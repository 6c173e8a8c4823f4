/**
 * `serve`: from the split line to a running server, and to its end. A signal is how a server is stopped, so it ends with 0;
 * what it prints is its address. Source: cli.md; promises.md rows 35 to 42.
 */
import { fileURLToPath } from 'node:url';
import { Fault } from '../base/fault.ts';
import type { Note, NoteKind } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import { select } from '../query/select.ts';
import { colorWanted, palette } from '../render/colour.ts';
import { inert } from '../render/inert.ts';
import { noteText } from '../render/note.ts';
import type { EventView } from '../run/io.ts';
import { EXIT } from './check.ts';
import type { Deed, DeedEnd } from './deed.ts';
import type { Line } from './line.ts';
import type { Output } from './output.ts';
import { readLists, readLogs, readReader } from './reading.ts';
import { readServeFlags, type ServeFlags, tokenPathOf } from './serve-flags.ts';
import { readTuning } from './tuning.ts';
import { zoneOf } from './typed-zone.ts';
import { type Values, valuesOf } from './values.ts';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

/** Serves until a signal, or sees to a server in the background. */
export const serve: Deed = async (line, { world, output }) => {
  const faults: Fault[] = [];
  const values = valuesOf(line.given, faults);
  const flags = readServeFlags(values, { line, world });
  if (flags.stop && faults.length === 0 && line.faults.length === 0) return stop(flags, world);
  if (world.env.INQUEST_DISABLE_SERVE) {
    if (!flags.quiet) world.stderr.write('inquest: serve is switched off (INQUEST_DISABLE_SERVE)\n');
    return { code: EXIT.answered };
  }
  const query = readServed(flags.line, values, world);
  faults.push(...line.faults, ...unservable(query, line.operands));
  if (faults.length > 0) return { faults };
  try {
    const code = await (flags.ensure ? ensure(flags, world, output) : run(query, flags, { world, output }));
    return { code };
  } catch (error) {
    if (error instanceof Fault) return { faults: [error] };
    throw error;
  }
};

/** A server that is told to stop does so within two seconds, so it waits no longer for the lock of its log. */
const LOCK_WAIT_MS = 1000;

interface Way {
  readonly world: World;
  readonly output: Output;
}

/** What is served at all; what of it is asked comes from the clients. */
function readServed(line: Line, values: Values, world: World): Query {
  const zone = zoneOf(values);
  const context = {
    nowUs: world.nowUs,
    lists: readLists(values),
    get zone() {
      return zone();
    },
  };
  const cap = values.integer('cap', 1);
  return {
    logs: readLogs(line.operands, values, world),
    where: select(values, context),
    reader: readReader(values),
    ask: { kind: 'count' },
    zone: 'UTC',
    ...(cap !== undefined && { cap }),
    strict: false,
    tuning: readTuning(world.env, values),
  };
}

function unservable({ logs }: Query, typed: readonly string[]): readonly Fault[] {
  const fault = (code: string, message: string): Fault => new Fault({ code, message, flag: 'LOG' });
  if (typed.length === 0 && logs.some(({ path }) => path === '-'))
    return [fault('no-log', 'name a log to serve, or one to take events into: --log FILE')];
  const cited = logs.find(({ offset }) => offset !== undefined);
  const remote = logs.find(({ path }) => /^https?:\/\//.test(path));
  return [
    ...(remote ? [fault('no-stream', `${remote.path} cannot be read again; serve files`)] : []),
    ...(logs.some(({ path }) => path === '-')
      ? [fault('no-stream', 'standard input can be read only once; serve files')]
      : []),
    ...(cited ? [fault('contradiction', `${cited.path}@${cited.offset} is one event`)] : []),
  ];
}

async function run(query: Query, flags: ServeFlags, { world, output }: Way): Promise<number> {
  const [
    { startServer },
    { NoPort },
    { removeInstance, writeInstance },
    { keptToken, readToken },
    { isLoopback },
    { keepHeapSmall },
  ] = await Promise.all([
    import('../serve/server.ts'),
    import('../serve/listen.ts'),
    import('../serve/background.ts'),
    import('../serve/token.ts'),
    import('../serve/guard.ts'),
    import('../serve/memory.ts'),
  ]);
  const [{ follow }, { openAppender }] = await Promise.all([
    import('../run/follow.ts'),
    import('../append/appender.ts'),
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
      feed: (ended) => follow({ ...query, ask: NEW_EVENTS }, { view: ROWS_ALONE, signal: ended }),
      ...(log !== undefined && { openLog: () => openAppender(log, { lockWaitMs: LOCK_WAIT_MS }) }),
      ...(flags.emitRate !== undefined && {
        limits: { emitPerSecond: flags.emitRate, emitBurst: 2 * flags.emitRate },
      }),
      ...(webhook && {
        webhook: { ...webhook, onTrouble: (trouble) => sayTrouble(trouble, world) },
      }),
      pages: fileURLToPath(new URL('./web', import.meta.url)),
      onBug: (error) => sayBug(error, world),
      ...(!flags.quiet && { onNote: (note) => isMade(note, log) || sayNote(note, world) }),
    });
    keepHeapSmall();
    const instance = { pid: process.pid, url: running.url, instance: running.instance };
    if (pidFile !== undefined) writeInstance(pidFile, instance);
    if (!open && !flags.quiet) world.stderr.write(`inquest: the token is in ${tokenPath}\n`);
    await output.write([`${running.url}\n`]);
    await output.flush();
    if (!flags.quiet && world.stderr.isTTY === true)
      world.stderr.write('inquest: open this address in a browser; Ctrl-C stops the server\n');
    if (flags.open) await openPage(running.url, world);
    await signalled(world);
    await running.stop();
    if (pidFile !== undefined) removeInstance(pidFile, instance);
    return EXIT.answered;
  } catch (error) {
    if (!(error instanceof NoPort)) throw error;
    world.stderr.write(`inquest: ${error.message}\n`);
    return EXIT.outputFailed;
  }
}

async function ensure(flags: ServeFlags, world: World, output: Output): Promise<number> {
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

async function stop(flags: ServeFlags, world: World): Promise<DeedEnd> {
  const { stopServer } = await import('../serve/background.ts');
  const stopped = await stopServer(flags.backgroundFile);
  if (!flags.quiet)
    world.stderr.write(stopped ? 'inquest: the server has stopped\n' : 'inquest: no server runs\n');
  return { code: EXIT.answered };
}

/** What is shown of an event is worked out where somebody wants it. */
const ROWS_ALONE: EventView = { decode: false, fields: [] };

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

/** Of the logs themselves; what is odd in their lines, answers say. */
const OF_LOGS: ReadonlySet<NoteKind> = new Set(['unreadable', 'waiting', 'skipped-file', 'gap']);

/** It is of the log that the server makes itself with the first event that it takes in. */
function isMade({ kind, places }: Note, log: string | undefined): boolean {
  return kind === 'waiting' && log !== undefined && places[0]?.source === log;
}

function sayNote(note: Note, world: World): void {
  if (!OF_LOGS.has(note.kind)) return;
  const colors = palette(colorWanted('auto', world.env, world.stderr.isTTY === true));
  world.stderr.write(noteText(note, colors));
}

function sayTrouble({ message, count }: { message: string; count: number }, world: World): void {
  const events = count === 1 ? 'event' : 'events';
  world.stderr.write(`inquest: webhook: ${count} ${events}: ${inert(message)}\n`);
}

function sayBug(error: unknown, world: World): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.stderr.write(`inquest: this is a bug of inquest ${VERSION}; please report it: ${text}\n`);
}

/** Resolves with the first signal. */
function signalled(world: World): Promise<void> {
  return new Promise((resolve) => {
    world.onSignal(() => resolve());
  });
}
