/**
 * A type and data → the whole event of a dialect, its envelope made by the rules of its own writers. Invariant: what the
 * caller gives is never overwritten; only what is missing is filled in.
 */
import type { DialectName } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { findDialect, genericCandidates } from '../dialect/dialects.ts';
import type { Form } from './form.ts';
import { entriesOf, type Fields } from './spell.ts';
import { timeText } from './time.ts';

/** What the writer knows of an event beside what it is. */
export interface Known {
  /** Microseconds since 1970. */
  readonly timeUs: number;
  /** Whose run the event belongs to, as the dialect calls it: session, instance, study. */
  readonly session?: string;
  readonly trace?: string;
  /** Of macf events. */
  readonly breadcrumb?: string;
  readonly cycle?: number;
}

/** Dialects whose lines are known by their type, so that no other type may be written. */
const CLOSED: ReadonlySet<DialectName> = new Set(['study', 'mnemosyne', 'agentbus']);

/** The keys at which the time of a generic event is looked for. */
const GENERIC_TIMES: readonly string[] = (genericCandidates().roles.time ?? []).flatMap(({ path: [step] }) =>
  step !== undefined && 'key' in step ? [step.key] : [],
);

const MACF_TYPE = /^[a-z][a-z0-9_]*$/;

/** Types that every dialect has under some name, so that a hook need not know it. */
const READY: Readonly<Record<string, Readonly<Partial<Record<DialectName, string>>>>> = {
  'session-started': { agentbus: 'session.started', amplifier: 'session:start' },
  'session-ended': { agentbus: 'session.ended', amplifier: 'session:end' },
};

/**
 * The type as the dialect calls it: `session-started` and `session-ended` are known in all but study. Throws Fault
 * `unknown-type` with the near one, for a dialect that has no such type.
 */
export function typeIn(dialect: DialectName, text: string): string {
  const ready = READY[text];
  const type = ready === undefined ? text : (ready[dialect] ?? text.replaceAll('-', '_'));
  const span = { text, start: 0, end: text.length };
  if (dialect === 'macf' && !MACF_TYPE.test(type)) {
    const meant = type.toLowerCase().replace(/[^a-z0-9]+/g, '_');
    const hint = MACF_TYPE.test(meant) ? { hint: `did you mean "${meant}"?` } : {};
    const message = 'macf types are lower-case words joined by _';
    throw new Fault({ code: 'unknown-type', message, span, ...hint });
  }
  if (!CLOSED.has(dialect)) return type;
  const { types } = findDialect(dialect, []);
  if (types.includes(type)) return type;
  const close = near(type.replace(/[-_.:]/g, separatorOf(types)), types) ?? near(type, types);
  throw new Fault({
    code: 'unknown-type',
    message: `${dialect} has no event type "${text}"`,
    span,
    hint: close === undefined ? '--dialect generic writes events of any type' : `did you mean "${close}"?`,
  });
}

/** The data laid out as the dialect does. Throws Fault `taken-key` where flat data would give the event another type. */
export function laidOut(form: Form, type: string, data: Fields): Map<string, unknown> {
  const { typeKey, dataKey } = form;
  if (dataKey !== undefined) {
    return new Map<string, unknown>([
      [typeKey, type],
      [dataKey, new Map(entriesOf(data))],
    ]);
  }
  const event = new Map(entriesOf(data));
  if (event.has(typeKey) && event.get(typeKey) !== type) {
    const message = `the data hold "${typeKey}", which is where the event's type stands`;
    throw new Fault({ code: 'taken-key', message });
  }
  return event.set(typeKey, type);
}

/** The event with all that its envelope lacks, its keys in the order of the dialect's writers. */
export function completed(
  form: Form,
  given: ReadonlyMap<string, unknown>,
  known: Known,
): Map<string, unknown> {
  const all = new Map(given);
  for (const [key, value] of missing(form, given, known)) all.set(key, value);
  const event = new Map<string, unknown>();
  for (const key of form.order) {
    if (key !== '*') {
      if (all.has(key)) event.set(key, all.get(key));
      continue;
    }
    for (const [name, value] of all) if (!form.order.includes(name)) event.set(name, value);
  }
  return event;
}

/**
 * Whether an event that is given whole needs nothing more, so that its own bytes can be written. A generic one needs but a
 * time, at any of the places where generic logs have it.
 */
export function isComplete(form: Form, given: ReadonlyMap<string, unknown>): boolean {
  if (form.dialect === 'generic')
    return GENERIC_TIMES.some((key) => given.has(key)) || given.has(form.timeKey);
  const needed = [form.typeKey, form.timeKey, form.idKey, form.dialect === 'macf' ? 'breadcrumb' : undefined];
  return needed.every((key) => key === undefined || given.has(key));
}

function missing(
  form: Form,
  given: ReadonlyMap<string, unknown>,
  known: Known,
): readonly (readonly [string, unknown])[] {
  const { dialect, dataKey, session } = form;
  const found: [string, unknown][] = [];
  const add = (key: string | undefined, value: unknown): void => {
    if (key !== undefined && value !== undefined && !given.has(key)) found.push([key, value]);
  };
  add(form.timeKey, timeText(known.timeUs, form.style));
  if (form.idKey !== undefined && !given.has(form.idKey)) add(form.idKey, crypto.randomUUID());
  if (session.in === 'envelope') add(session.key, known.session);
  add(form.traceKey, known.trace);
  if (dialect === 'macf') {
    add('breadcrumb', known.breadcrumb);
    add('hook_input', {});
  }
  if (dataKey !== undefined) found.push(...dataWith(form, given, known));
  return found;
}

/** The data with what they lack, before what they hold; nothing where they are as they should be. */
function dataWith(
  { typeKey, dataKey = '', session, sessionless, cycled }: Form,
  given: ReadonlyMap<string, unknown>,
  known: Known,
): readonly [string, unknown][] {
  const data = given.get(dataKey) ?? {};
  if (!isFields(data)) return [];
  const type = String(given.get(typeKey));
  const held = new Map(entriesOf(data));
  const lacking: [string, unknown][] = [];
  if (session.in === 'data' && known.session !== undefined && sessionless?.includes(type) !== true)
    lacking.push([session.key, known.session]);
  if (cycled?.includes(type) && known.cycle !== undefined) lacking.push(['cycle', known.cycle]);
  const missed = lacking.filter(([key]) => !held.has(key));
  return missed.length === 0 && given.has(dataKey) ? [] : [[dataKey, new Map([...missed, ...held])]];
}

/** An object, whose members may be read. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What parts the words of these types: `.` of agentbus, else `_`. */
function separatorOf(types: readonly string[]): string {
  return types.some((type) => type.includes('.')) ? '.' : '_';
}
