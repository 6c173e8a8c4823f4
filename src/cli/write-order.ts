/** What `append` and `run` have in common: which log is written, how, and what its writer says of itself. */
import { delimiter } from 'node:path';
import type { AppenderOptions, Durability, LockName } from '../append/options.ts';
import { DIALECT_NAMES, type DialectName } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { findDialect } from '../dialect/dialects.ts';
import type { Author } from '../write/crumbs.ts';
import type { GenericNames } from '../write/form.ts';
import { LOG_VARIABLE } from '../write/with-lifecycle.ts';
import { type Values, whole } from './values.ts';
import type { World } from './world.ts';

export interface WriteOrder {
  /** As typed. */
  readonly path: string;
  readonly options: AppenderOptions;
  readonly author: Author;
  /** As typed, for a log that does not tell its own. */
  readonly dialect?: DialectName;
  readonly quiet: boolean;
}

const DURABILITIES: readonly Durability[] = ['os', 'disk'];
const LOCKS: readonly LockName[] = ['auto', 'koffi', 'flock', 'none'];

/** Reads the flags that both have; faults are collected in `values`. */
export function readWriteOrder(values: Values, world: World): WriteOrder {
  const path = values.attempt('--log', () => logOf(values.text('log'), world.env));
  const durability = values.choice('durability', DURABILITIES);
  const lock = values.choice('lock', LOCKS);
  const waitUs = values.duration('lock-wait', 0);
  const named = values.text('dialect');
  const dialect = named === undefined ? undefined : values.attempt('--dialect', () => dialectOf(named));
  return {
    path: path ?? '',
    options: {
      nowUs: world.clockUs,
      ...(durability && { durability }),
      ...(lock && { lock }),
      ...(waitUs !== undefined && { lockWaitMs: waitUs / 1000 }),
      ...(values.has('no-redact') && { redact: false as const }),
    },
    author: { ...readAuthor(values), directory: world.cwd },
    ...(dialect && { dialect }),
    quiet: values.has('quiet'),
  };
}

/** Which dialect events are written in, and what a generic log calls things. */
export interface Target {
  readonly dialect: DialectName;
  readonly names?: GenericNames;
}

/** The dialect of the log where it tells, else the one typed, else `otherwise`. Throws Faults where events cannot be added. */
export async function targetOf(order: WriteOrder, otherwise: DialectName): Promise<Target> {
  const { logKindOf } = await import('../write/log-kind.ts');
  const kind = await logKindOf(order.path);
  if (kind === 'compressed' || (kind === undefined && /\.(?:gz|zst)$/.test(order.path))) {
    const span = whole(order.path);
    const message =
      kind === undefined
        ? 'events are not compressed, as such a name says; name the log otherwise'
        : 'the log is compressed, and events cannot be added to it';
    throw new Fault({ code: 'compressed-log', message, flag: '--log', span });
  }
  const { dialect } = order;
  if (kind === undefined) return { dialect: dialect ?? otherwise };
  if (dialect === undefined || dialect === kind.dialect) return kind;
  // A generic log is one that no dialect was seen in, and a generic event is one that every log may hold.
  if (kind.dialect === 'generic' || dialect === 'generic') return { dialect };
  throw new Fault({
    code: 'contradiction',
    message: `the log is of the dialect ${kind.dialect}, not ${dialect}`,
    flag: '--dialect',
    span: whole(dialect),
  });
}

function logOf(typed: string | undefined, env: World['env']): string {
  if (typed === '-')
    throw new Fault({
      code: 'no-log',
      message: 'expected a file, found -, which is standard input; ./- is a file of that name',
      flag: '--log',
    });
  if (typed !== undefined) return typed;
  const [path, ...others] = (env[LOG_VARIABLE] ?? '').split(delimiter).filter((each) => each !== '');
  if (path !== undefined && others.length === 0) return path;
  throw new Fault({
    code: path === undefined ? 'no-log' : 'several-logs',
    message:
      path === undefined
        ? `no log to write to is named: neither here nor in ${LOG_VARIABLE}`
        : `${LOG_VARIABLE} names several logs, and events go to one`,
    hint: 'say --log FILE',
  });
}

function dialectOf(name: string): DialectName {
  const found = DIALECT_NAMES.find((each) => each === name);
  if (found !== undefined) return found;
  // Says which there are, and the near one.
  findDialect(name, []);
  throw new Error(`${name} is a dialect that nothing is written in`);
}

function readAuthor(values: Values): Author {
  const text = (name: string): string | undefined => values.text(name);
  const session = text('session');
  const trace = text('trace');
  const prompt = text('prompt');
  const git = text('git-hash');
  const cycle = values.integer('cycle', 0);
  return {
    ...(session !== undefined && { session }),
    ...(trace !== undefined && { trace }),
    ...(prompt !== undefined && { prompt }),
    ...(git !== undefined && { git: git === 'none' ? null : git }),
    ...(cycle !== undefined && { cycle }),
  };
}
