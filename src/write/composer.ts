/**
 * A type and data, or an event that lacks parts of its envelope → the line of one log's dialect. Pure but for what a macf
 * breadcrumb is made of. Invariant: a line that is composed fits its dialect, or a Fault says why not.
 */
import type { DialectName } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { type Author, crumbsOf } from './crumbs.ts';
import { completed, isFields, type Known, laidOut, typeIn } from './event.ts';
import { type Form, formOf, type GenericNames } from './form.ts';
import { lastStudyOf } from './last-known.ts';
import { checkRequired } from './required.ts';
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
  /** The line of a new event. Throws Faults: `unknown-type`, `taken-key`, `incomplete-event`, `no-breadcrumb`, `bad-crumb`, `not-json`. */
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
    const session = who.session ?? (lacksStudy(form, given) ? lastStudyOf(path) : undefined);
    const base: Known = {
      timeUs,
      ...(session !== undefined && { session }),
      ...(who.trace !== undefined && { trace: who.trace }),
    };
    if (crumbs === undefined || given.has('breadcrumb')) return base;
    // The data say whose event it is: a breadcrumb of another session would contradict them.
    const said = saidBy(valueIn(given.get('data')), String(given.get('event')));
    const hook = sessionOf(valueIn(given.get('hook_input'))('session_id'));
    const { session: owner, ...rest } = said;
    const whose: Author = { ...hook, ...rest, ...who, ...(owner !== undefined && { session: owner }) };
    const made = crumbs(whose, timeUs, options.timeUs !== undefined);
    return { ...base, ...made };
  };

  const finish = (given: Map<string, unknown>, options: EventOptions): Map<string, unknown> => {
    const { hookInput } = options;
    if (hookInput !== undefined && dialect === 'macf') given.set('hook_input', hookInput);
    return completed(form, given, knownOf(given, options));
  };

  return {
    form,
    compose(name, data, options = {}) {
      const type = typeIn(dialect, name);
      const event = finish(laidOut(form, type, data), options);
      checkRequired(dialect, type, event);
      return spell(event, dialect);
    },
    complete(event, options = {}) {
      const given = new Map(entriesOf(event));
      const type = given.get(form.typeKey);
      if (dialect !== 'generic' && (typeof type !== 'string' || type === ''))
        throw new Fault({ code: 'no-type', message: `expected the event's type at "${form.typeKey}"` });
      const saidUs = dialect === 'macf' ? secondsUs(given.get(form.timeKey)) : undefined;
      return spell(finish(given, { ...(saidUs !== undefined && { timeUs: saidUs }), ...options }), dialect);
    },
  };
}

/** A time in seconds, as macf writes it, in microseconds. */
function secondsUs(value: unknown): number | undefined {
  return typeof value === 'number' ? Math.floor(value * 1e6) : undefined;
}

/** A study's event that does not say of which study. */
function lacksStudy({ dialect, dataKey = '', session }: Form, given: ReadonlyMap<string, unknown>): boolean {
  return dialect === 'study' && valueIn(given.get(dataKey))(session.key) === undefined;
}

/** What the data say of session, cycle and prompt: a new session is told by its first event. */
function saidBy(inData: (key: string) => unknown, type: string): Author {
  const cycle = inData('cycle');
  const prompt = inData('prompt_uuid');
  return {
    ...sessionOf(inData('session_id')),
    // These two begin a cycle, or a drive; their breadcrumb still says the one before.
    ...(typeof cycle === 'number' && type !== 'compaction_detected' && { cycle }),
    ...(typeof prompt === 'string' && prompt !== '' && type !== 'dev_drv_started' && { prompt }),
  };
}

function sessionOf(value: unknown): Author {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? { session: value } : {};
}

function valueIn(fields: unknown): (key: string) => unknown {
  const held = isFields(fields) ? new Map(entriesOf(fields)) : new Map<string, unknown>();
  return (key) => held.get(key);
}
