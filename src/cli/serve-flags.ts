/** The flags of `serve`: what was typed of the server itself, beside the logs and what of them is served. */
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Predicate } from '../model/query.ts';
import { parseTime } from '../query/time.ts';
import { parseWhere } from '../query/where.ts';
import { readTextFile } from '../scan/text.ts';
import type { Line } from './line.ts';
import type { Values } from './values.ts';
import type { World } from './world.ts';

/** Where events are posted, and which. */
export interface Webhook {
  readonly url: string;
  readonly where: Predicate;
  readonly secret?: string;
}

export interface ServeFlags {
  readonly host: string;
  /** Without one, the default or one of those behind it. */
  readonly port: number | undefined;
  readonly log: string | undefined;
  readonly allowHosts: readonly string[];
  readonly tokenFile: string | undefined;
  readonly emitRate: number | undefined;
  readonly webhook: Webhook | undefined;
  readonly open: boolean;
  readonly quiet: boolean;
  readonly ensure: boolean;
  readonly stop: boolean;
  /** Where the server says where it is, where it is to. */
  readonly pidFile: string | undefined;
  /** The same of a server in the background: by default one file for each set of logs. */
  readonly backgroundFile: string;
  readonly backgroundArgs: readonly string[];
  /** The line with the log that events are taken into among those that are served. */
  readonly line: Line;
}

const LAST_PORT = 65_535;
/** Flags of the call, not of the server that it starts. */
const OF_THE_CALL: ReadonlySet<string> = new Set(['ensure', 'stop', 'open', 'pid-file']);

/** Reads the flags; faults are collected in `values`. */
export function readServeFlags(
  values: Values,
  { line: typed, world }: { readonly line: Line; readonly world: World },
): ServeFlags {
  const port = values.integer('port', 0);
  if (port !== undefined && port > LAST_PORT)
    values.fault({ code: 'bad-port', message: `expected a port from 0 to ${LAST_PORT}`, flag: '--port' });
  if (values.has('ensure') && values.has('stop'))
    values.fault({ code: 'contradiction', message: 'contradicts --ensure', flag: '--stop' });
  const log = values.text('log');
  const line = withLog(typed, log);
  const args = argsOf(line);
  const named = values.text('pid-file');
  const backgroundFile = named ?? join(runtimeDirectory(world), `${nameOf(world.cwd, args)}.json`);
  return {
    host: values.text('host') ?? '127.0.0.1',
    ...{ port, log, line, backgroundFile },
    allowHosts: values.texts('allow-host'),
    tokenFile: values.text('token-file'),
    emitRate: values.integer('emit-rate', 1),
    webhook: readWebhook(values, world),
    open: values.has('open'),
    quiet: values.has('quiet'),
    ensure: values.has('ensure'),
    stop: values.has('stop'),
    pidFile: named,
    backgroundArgs: [`--pid-file=${resolve(world.cwd, backgroundFile)}`, ...args],
  };
}

function readWebhook(values: Values, world: World): Webhook | undefined {
  const url = values.text('webhook');
  if (url === undefined) {
    for (const name of ['webhook-where', 'webhook-secret'].filter((each) => values.has(each)))
      values.fault({ code: 'contradiction', message: 'needs --webhook URL beside it', flag: `--${name}` });
    return undefined;
  }
  const text = values.text('webhook-where');
  const time = (typed: string) => parseTime(typed, { nowUs: world.nowUs, zone: 'UTC' });
  const where =
    text === undefined
      ? EVERYTHING
      : values.attempt('--webhook-where', () => parseWhere(text, { parseTime: time }));
  const file = values.text('webhook-secret');
  const secret =
    file === undefined ? undefined : values.attempt('--webhook-secret', () => readTextFile(file).trim());
  return { url, where: where ?? EVERYTHING, ...(secret !== undefined && { secret }) };
}

const EVERYTHING: Predicate = { kind: 'and', of: [] };

/** Where a new token is kept, which its owner alone can read. */
export function tokenPathOf(world: World): string {
  return join(runtimeDirectory(world), 'token');
}

/** What is taken in is served as well. */
function withLog(line: Line, log: string | undefined): Line {
  if (log === undefined || line.operands.includes(log)) return line;
  return { ...line, operands: [...line.operands, log] };
}

/** The line as arguments again, without the flags of the call. */
function argsOf({ given, operands }: Line): readonly string[] {
  const flags = [...given].flatMap(([name, texts]) => {
    if (OF_THE_CALL.has(name)) return [];
    return texts.length === 0 ? [`--${name}`] : texts.flatMap((text) => [`--${name}=${text}`]);
  });
  return [...flags.sort(), '--', ...operands];
}

function nameOf(cwd: string, args: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([cwd, args]))
    .digest('hex')
    .slice(0, 16);
}

function runtimeDirectory({ env }: World): string {
  const own = env.XDG_RUNTIME_DIR;
  return own ? join(own, 'inquest') : join(tmpdir(), `inquest-${userInfo().uid}`);
}
