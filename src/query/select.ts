/**
 * The selecting flags as one predicate, of a command line or of a request's parameters of the same names: different flags are joined with "and", repetitions of one flag with "or"
 * (`--where` with "and"). Time bounds are typed once. Source: cli.md, "Selecting".
 */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { isGlob } from '../base/pattern.ts';
import type { CompareOp, Predicate, TimeBound } from '../model/query.ts';
import { LEVELS, type Role } from '../model/role.ts';
import { parseTime } from './time.ts';
import { parseInteger, type Values, whole } from './values.ts';
import { parseWhere } from './where.ts';

export interface SelectContext {
  readonly nowUs: number;
  /** Zone of times typed without one, an IANA name. */
  readonly zone: string;
  /** Lists of `--values`, by name; absent where files must not be read: expressions that come from the network. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** The predicate of all selecting flags; no flag holds for every event. Faults are collected in `values`. */
export function select(values: Values, context: SelectContext): Predicate {
  const any = (name: string, make: (text: string) => Predicate): readonly Predicate[] =>
    joined('or', attempts(values, name, values.texts(name), make));
  const conditions = [
    ...joined('or', attempts(values, 'event-type', eventTypes(values), eventType)),
    ...timeBounds(values, context),
    ...any('session', (text) => ({ kind: 'session', text })),
    ...any('session-id', (text) => equals('session', text)),
    ...any('session-hash', (text) => ({ kind: 'crumb', part: 's', op: '=', value: text })),
    ...any('cycle', (text) => equals('cycle', integerText(text))),
    ...any('git-hash', (text) => ({ kind: 'alike', role: 'git', text })),
    ...any('prompt', (text) => ({ kind: 'alike', role: 'prompt', text })),
    ...any('agent', (text) => equals('agent', text)),
    ...any('workflow', (text) => equals('workflow', text)),
    ...any('trace', (text) => equals('trace', text)),
    ...any('severity', severity),
    ...any('min-importance', (text) => ({ kind: 'importance', min: parseInteger(text, 0) })),
    ...attempts(values, 'where', values.texts('where'), (text) => parseWhere(text, whereOptions(context))),
  ];
  return joined('and', conditions)[0] ?? { kind: 'and', of: [] };
}

/** What the parsers of where-expressions and filter objects need from whoever asks. */
export function whereOptions(context: SelectContext): {
  parseTime(text: string): TimeBound;
  values?: Readonly<Record<string, readonly string[]>>;
} {
  return {
    parseTime: (text) => parseTime(text, { nowUs: context.nowUs, zone: context.zone }),
    ...(context.lists && { values: context.lists }),
  };
}

/** One predicate for several: nothing for none, the one itself for one. */
export function joined(kind: 'and' | 'or', of: readonly Predicate[]): readonly Predicate[] {
  return of.length > 1 ? [{ kind, of }] : of;
}

function attempts(
  values: Values,
  name: string,
  texts: readonly string[],
  make: (text: string) => Predicate,
): readonly Predicate[] {
  const made = texts.map((text) => values.attempt(`--${name}`, () => make(text)));
  return made.filter((predicate) => predicate !== undefined);
}

function eventTypes(values: Values): readonly string[] {
  return values.texts('event-type').flatMap((text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.every((name) => name !== '')) return names;
    const message = 'expected event types with one comma between them';
    values.fault({ code: 'bad-type', message, flag: '--event-type', span: whole(text) });
    return [];
  });
}

function eventType(text: string): Predicate {
  if (!isGlob(text)) return equals('type', text);
  return { kind: 'text', operand: { kind: 'role', role: 'type' }, op: 'like', text };
}

function equals(role: Role, text: string): Predicate {
  return { kind: 'compare', operand: { kind: 'role', role }, op: '=', value: { kind: 'string', text } };
}

function timeBounds(values: Values, context: SelectContext): readonly Predicate[] {
  const since = bound(values, 'since', context);
  const after = bound(values, 'after', context);
  // A faulty start is told once: `--until since+1h` is then read from any instant.
  const typed = values.has('since') || values.has('after');
  const start = since ?? after ?? (typed ? ({ kind: 'instant', us: context.nowUs } as const) : undefined);
  const relative = start === undefined ? context : { ...context, since: start };
  const until = bound(values, 'until', relative);
  const before = bound(values, 'before', relative);
  const atLast = until?.kind === 'edge' && until.edge === 'last' && until.offsetUs === 0;
  return [
    ...time('>=', since),
    ...time('>', after),
    ...time(atLast ? '<=' : '<', until),
    ...time('<', before),
  ];
}

function bound(
  values: Values,
  name: string,
  context: SelectContext & { readonly since?: TimeBound },
): TimeBound | undefined {
  const texts = values.texts(name);
  if (texts.length > 1) {
    const message = `typed ${texts.length} times; a window has one bound on each side`;
    values.fault({ code: 'repeated-bound', message, flag: `--${name}`, hint: 'say "or" in --where' });
  }
  const { nowUs, since } = context;
  const parsed = texts.map((text) =>
    values.attempt(`--${name}`, () =>
      parseTime(text, { nowUs, zone: context.zone, ...(since && { since }) }),
    ),
  );
  return parsed.at(-1);
}

function time(op: CompareOp, at: TimeBound | undefined): readonly Predicate[] {
  return at === undefined ? [] : [{ kind: 'time', op, bound: at }];
}

/** A cycle is an integer and compares as text, so `01` is written `1`. */
function integerText(text: string): string {
  if (/^-?\d{1,15}$/.test(text)) return String(Number(text));
  throw new Fault({ code: 'bad-number', message: 'expected a whole number', span: whole(text) });
}

function severity(text: string): Predicate {
  const exact = text.startsWith('=');
  const name = (exact ? text.slice(1) : text).toLowerCase();
  const level = LEVELS.find((each) => each === name);
  if (level !== undefined) return { kind: 'level', op: exact ? '=' : '>=', level };
  const close = near(name, LEVELS);
  throw new Fault({
    code: 'bad-level',
    message: `expected a level: ${LEVELS.join(', ')}; or =LEVEL for exactly it`,
    span: whole(text),
    ...(close !== undefined && { hint: `did you mean "${exact ? '=' : ''}${close}"?` }),
  });
}
