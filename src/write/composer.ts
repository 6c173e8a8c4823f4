/**
 * A type and data, or an event that lacks parts of its envelope → the line of one log's dialect. Pure but for what a macf
 * breadcrumb is made of. Invariant: a line that is composed fits its dialect, or a Fault says why not.
 */
import type { DialectName } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { type Author, crumbsOf } from './crumbs.ts';
import { completed, isFields, type Known, laidOut, typeIn } from './event.ts';
import { type Form, formOf, type GenericNames } from './form.ts';
import { entriesOf, type Fields, spell } from './spell.ts';

/** What is said of one event beside its data. */
export interface EventOptions extends Omit<Author, 'directory'> {
  /** When it happened, in microseconds since 1970. Default: now. */
  readonly timeUs?: number;
  /** Of macf: what the hook was given. */
  readonly hookInput?: Fields;
}

export interface ComposerParts {
  /** The log, for what its end says. */
  readonly path: string;
  readonly dialect: DialectName;
  /** Of a generic log: what it calls time, type and session. */
  readonly names?: GenericNames;
  readonly author: Author;
  readonly nowUs: () => number;
}

export interface Composer {
  readonly form: Form;
  /** The line of a new event. Throws Faults: `unknown-type`, `taken-key`, `no-breadcrumb`, `bad-crumb`, `not-json`. */
  compose(type: string, data: Fields, options?: EventOptions): string;
  /** The line of an event as its dialect lays it out, with what its envelope lacks; its type is not judged. Throws `no-type` too. */
  complete(event: Fields, options?: EventOptions): string;
}

/** Composes the events of one log. */
export function composerOf({ path, dialect, names, author, nowUs }: ComposerParts): Composer {
  const form = formOf(dialect, names);
  const crumbs = dialect === 'macf' ? crumbsOf(path, author.directory ?? '.') : undefined;

  const knownOf = (given: ReadonlyMap<string, unknown>, options: EventOptions): Known => {
    const { timeUs = nowUs(), ...own } = options;
    const who: Author = { ...author, ...own };
    const base: Known = {
      timeUs,
      ...(who.session !== undefined && { session: who.session }),
      ...(who.trace !== undefined && { trace: who.trace }),
    };
    if (crumbs === undefined || given.has('breadcrumb')) return base;
    const made = crumbs({ ...saidBy(given), ...who }, timeUs, options.timeUs !== undefined);
    return { ...base, ...made };
  };

  const finish = (given: Map<string, unknown>, options: EventOptions): string => {
    const { hookInput } = options;
    if (hookInput !== undefined && dialect === 'macf') given.set('hook_input', hookInput);
    return spell(completed(form, given, knownOf(given, options)), dialect);
  };

  return {
    form,
    compose: (type, data, options = {}) => finish(laidOut(form, typeIn(dialect, type), data), options),
    complete(event, options = {}) {
      const given = new Map(entriesOf(event));
      const type = given.get(form.typeKey);
      if (dialect !== 'generic' && (typeof type !== 'string' || type === ''))
        throw new Fault({ code: 'no-type', message: `expected the event's type at "${form.typeKey}"` });
      const saidUs = dialect === 'macf' ? secondsUs(given.get(form.timeKey)) : undefined;
      return finish(given, { ...(saidUs !== undefined && { timeUs: saidUs }), ...options });
    },
  };
}

/** A time in seconds, as macf writes it, in microseconds. */
function secondsUs(value: unknown): number | undefined {
  return typeof value === 'number' ? Math.floor(value * 1e6) : undefined;
}

/** What the event itself says of its session, cycle and prompt: a new session is told by its first event. */
function saidBy(given: ReadonlyMap<string, unknown>): Author {
  const inData = valueIn(given.get('data'));
  const inHook = valueIn(given.get('hook_input'));
  const session = inData('session_id') ?? inHook('session_id');
  const cycle = inData('cycle');
  const prompt = inData('prompt_uuid');
  const type = given.get('event');
  return {
    ...(typeof session === 'string' && session !== '' && session !== 'unknown' && { session }),
    // These two begin a cycle, or a drive; their breadcrumb still says the one before.
    ...(typeof cycle === 'number' && type !== 'compaction_detected' && { cycle }),
    ...(typeof prompt === 'string' && prompt !== '' && type !== 'dev_drv_started' && { prompt }),
  };
}

function valueIn(fields: unknown): (key: string) => unknown {
  const held = isFields(fields) ? new Map(entriesOf(fields)) : new Map<string, unknown>();
  return (key) => held.get(key);
}
