/**
 * Filter objects: JSON to Predicate. Source of the rules: cli.md, "A filter object".
 *
 * Every key is optional and all are joined with "and", in the order typed; equality is exact. `since` and `until` are
 * strict, `t_min` and `t_max` inclusive. Log times are whole microseconds, finer digits rounded down, so a bound between
 * two microseconds is moved to the one that keeps the same events. All faults of one filter are reported together.
 */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { integerOf } from '../base/number.ts';
import { parsePath } from '../base/path.ts';
import type { Operand, Predicate, TimeBound } from '../model/query.ts';
import { type JsonMember, type JsonNode, parseJsonTree } from './json-tree.ts';
import { moved } from './moved.ts';
import { parseWhere, type WhereOptions } from './where.ts';

export interface FilterOptions {
  /** Reads a time expression. */
  readonly parseTime: (text: string) => TimeBound;
}

export type Parsed = { readonly predicate: Predicate } | { readonly faults: readonly Fault[] };

/** Reads a filter object. Its faults have the code `bad-filter`, or that of `parseTime`, and the place in `text`. */
export function parseFilter(text: string, options: FilterOptions): Parsed {
  const job: Job = { text, options, faults: [] };
  const of = collect(job, () => {
    const root = parseJsonTree(text, CODE);
    if (root.kind !== 'object') throw bad(job, root, 'expected a filter object: {"event_type": "…", …}');
    return readMembers(job, root.members, FILTER_KEYS);
  });
  if (of === undefined || job.faults.length > 0) return { faults: job.faults };
  return { predicate: of.length === 1 ? of[0]! : { kind: 'and', of } };
}

/** Reads a query of a set: a filter object when its first character is `{`, else a where-expression. */
export function parseSetQuery(text: string, options: FilterOptions & WhereOptions): Parsed {
  if (/^\s*\{/.test(text)) return parseFilter(text, options);
  try {
    return { predicate: parseWhere(text, options) };
  } catch (error) {
    if (error instanceof Fault) return { faults: [error] };
    throw error;
  }
}

const CODE = 'bad-filter';

interface Job {
  readonly text: string;
  readonly options: FilterOptions;
  readonly faults: Fault[];
}

type KeyReader = (job: Job, value: JsonNode) => readonly Predicate[];

const TYPE: Operand = { kind: 'role', role: 'type' };
const SESSION: Operand = { kind: 'path', path: parsePath('data.session_id') };

const CRUMB_KEYS: Readonly<Record<string, KeyReader>> = {
  s: (job, value) => [{ kind: 'crumb', part: 's', op: '=', value: textOf(job, value) }],
  c: (job, value) => [{ kind: 'crumb', part: 'c', op: '=', value: cycleOf(job, value) }],
  g: (job, value) => [{ kind: 'crumb', part: 'g', op: '=', value: textOf(job, value) }],
  p: (job, value) => [{ kind: 'crumb', part: 'p', op: '=', value: textOf(job, value) }],
  t_min: (job, value) => [{ kind: 'crumb', part: 't', op: '>=', value: secondsOf(job, value, 'ceil') }],
  t_max: (job, value) => [{ kind: 'crumb', part: 't', op: '<=', value: secondsOf(job, value, 'floor') }],
};

const FILTER_KEYS: Readonly<Record<string, KeyReader>> = {
  event_type: (job, value) => [equal(TYPE, textOf(job, value))],
  since: (job, value) => [{ kind: 'time', op: '>', bound: boundOf(job, value, 'floor') }],
  until: (job, value) => [{ kind: 'time', op: '<', bound: boundOf(job, value, 'ceil') }],
  session_id: (job, value) => [equal(SESSION, textOf(job, value))],
  without_matching: (job, value) => [{ kind: 'not', of: equal(TYPE, textOf(job, value)) }],
  breadcrumb: (job, value) => {
    if (value.kind !== 'object') throw bad(job, value, 'expected an object: {"s": "…", "c": 1}');
    return readMembers(job, value.members, CRUMB_KEYS);
  },
};

function readMembers(
  job: Job,
  members: readonly JsonMember[],
  keys: Readonly<Record<string, KeyReader>>,
): readonly Predicate[] {
  return members.flatMap((member) => {
    const read = Object.hasOwn(keys, member.key) ? keys[member.key] : undefined;
    if (read !== undefined) return collect(job, () => read(job, member.value)) ?? [];
    const names = Object.keys(keys);
    const close = near(member.key, names);
    const hint = close === undefined ? undefined : `did you mean "${close}"?`;
    job.faults.push(bad(job, member, `expected one of the keys ${names.join(', ')}`, hint));
    return [];
  });
}

/** What `read` gives; a Fault of it is kept with the others. */
function collect<T>(job: Job, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    job.faults.push(error);
    return undefined;
  }
}

function equal(operand: Operand, text: string): Predicate {
  return { kind: 'compare', operand, op: '=', value: { kind: 'string', text } };
}

function textOf(job: Job, value: JsonNode): string {
  if (value.kind === 'string') return value.text;
  throw bad(job, value, 'expected a text in double quotes', hintForNull(value));
}

function cycleOf(job: Job, value: JsonNode): number {
  const down = value.kind === 'number' ? integerOf(value.text, 0, 'floor') : undefined;
  const up = value.kind === 'number' ? integerOf(value.text, 0, 'ceil') : undefined;
  if (down !== undefined && down === up) return down;
  const hint = value.kind === 'string' ? 'a number stands without quotes' : hintForNull(value);
  throw bad(job, value, 'expected a whole number', hint);
}

/** A number is seconds since the epoch; the bound is in whole microseconds. */
function boundOf(job: Job, value: JsonNode, round: 'floor' | 'ceil'): TimeBound {
  if (value.kind === 'string') return timeOf(job, value);
  const us = value.kind === 'number' ? integerOf(value.text, 6, round) : undefined;
  if (us !== undefined) return { kind: 'instant', us };
  throw bad(job, value, 'expected seconds since the epoch or a time in double quotes', hintForNull(value));
}

/** Whole seconds since the epoch, as a breadcrumb's `t` has them. */
function secondsOf(job: Job, value: JsonNode, round: 'floor' | 'ceil'): number {
  if (value.kind === 'string') {
    const bound = timeOf(job, value);
    if (bound.kind === 'instant') return Math[round](bound.us / 1e6);
    throw bad(job, value, 'expected a time that does not depend on the log');
  }
  const seconds = value.kind === 'number' ? integerOf(value.text, 0, round) : undefined;
  if (seconds !== undefined) return seconds;
  throw bad(job, value, 'expected seconds since the epoch or a time in double quotes', hintForNull(value));
}

function timeOf({ text, options }: Job, value: JsonNode & { readonly kind: 'string' }): TimeBound {
  return moved({ whole: text, quoted: true, ...value }, options.parseTime);
}

function hintForNull(value: JsonNode): string | undefined {
  return value.kind === 'null' ? 'leave the key out instead' : undefined;
}

function bad(
  job: Job,
  { start, end }: { start: number; end: number },
  message: string,
  hint?: string,
): Fault {
  const span = { text: job.text, start, end };
  return new Fault({ code: CODE, message, span, ...(hint === undefined ? {} : { hint }) });
}
