/**
 * Messages from the client of a WebSocket: what it wants to be told. Values of a filter are or-ed, filters are and-ed; a
 * where-expression narrows them. Source: realtime-monitoring.md, the four filter types.
 */
import { Fault, unreachable } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { isGlob } from '../base/pattern.ts';
import type { Operand, Predicate } from '../model/query.ts';
import { LEVELS } from '../model/role.ts';
import { parseTime } from '../query/time.ts';
import { parseWhere } from '../query/where.ts';
import { EVERYTHING, isRelative } from '../run/judge.ts';
import { parseBody } from './body.ts';
import { Refused } from './errors.ts';

export const FILTER_TYPES = ['event_type', 'agent', 'severity', 'workflow'] as const;
type FilterType = (typeof FILTER_TYPES)[number];

export interface Filter {
  readonly filter_type: FilterType;
  readonly values: readonly string[];
}

export type ClientMessage =
  | {
      readonly type: 'subscribe';
      readonly filters: readonly Filter[];
      readonly where: string | undefined;
      readonly predicate: Predicate;
      readonly after: string | undefined;
    }
  | { readonly type: 'unsubscribe' | 'ping' }
  | { readonly type: 'set_window'; readonly window: string };

const TYPES = ['subscribe', 'unsubscribe', 'ping', 'set_window'] as const;
const MOST_VALUES = 256;

/** The message. Throws Refused and Faults that say what is wrong with it. */
export function readMessage(bytes: Uint8Array, mostFilters: number): ClientMessage {
  const body = parseBody(bytes);
  if (!isObject(body)) throw wrong('message', 'expected a JSON object');
  const { type } = body;
  switch (type) {
    case 'subscribe':
      return readSubscribe(body, mostFilters);
    case 'unsubscribe':
    case 'ping':
      return { type };
    case 'set_window': {
      const { window } = body;
      if (typeof window === 'string' || typeof window === 'number') return { type, window: String(window) };
      throw wrong('window', 'expected a window: "1m"');
    }
    default: {
      const close = typeof type === 'string' ? near(type, TYPES) : undefined;
      const hint = close === undefined ? {} : { hint: `did you mean "${close}"?` };
      throw new Fault({
        code: 'bad-type',
        message: `expected one of ${TYPES.join(', ')}`,
        flag: 'type',
        ...hint,
      });
    }
  }
}

function readSubscribe(body: Readonly<Record<string, unknown>>, mostFilters: number): ClientMessage {
  const { filters = [], filter_type, values, where, after } = body;
  if (!Array.isArray(filters)) throw wrong('filters', 'expected a list of filters');
  const all: unknown[] = filter_type === undefined ? filters : [...filters, { filter_type, values }];
  if (all.length > mostFilters)
    throw new Refused(400, 'too-many-filters', `expected at most ${mostFilters} filters`);
  if (where !== undefined && typeof where !== 'string') throw wrong('where', 'expected an expression');
  if (after !== undefined && typeof after !== 'string') throw wrong('after', 'expected a cursor');
  const read = all.map(readFilter);
  const of = [...read.map(predicateOf), ...(where === undefined ? [] : [readWhere(where)])];
  const predicate: Predicate = of.length === 0 ? EVERYTHING : of.length === 1 ? of[0]! : { kind: 'and', of };
  return { type: 'subscribe', filters: read, where, predicate, after };
}

function readFilter(filter: unknown): Filter {
  if (!isObject(filter)) throw wrong('filters', 'expected {"filter_type": …, "values": […]}');
  const { filter_type, values } = filter;
  const type = FILTER_TYPES.find((each) => each === filter_type);
  if (type === undefined) throw wrong('filter_type', `expected one of ${FILTER_TYPES.join(', ')}`);
  const list: unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0 || list.length > MOST_VALUES || !list.every((value) => typeof value === 'string'))
    throw wrong('values', `expected 1 to ${MOST_VALUES} texts`);
  return { filter_type: type, values: list };
}

function predicateOf({ filter_type, values }: Filter): Predicate {
  const of = values.map((text) => valueIs(filter_type, text));
  return of.length === 1 ? of[0]! : { kind: 'or', of };
}

function valueIs(type: FilterType, text: string): Predicate {
  switch (type) {
    case 'event_type':
      return isGlob(text) ? { kind: 'text', operand: role('type'), op: 'like', text } : equals('type', text);
    case 'severity': {
      const level = LEVELS.find((each) => each === text.toLowerCase());
      if (level === undefined) throw wrong('values', `expected severities: ${LEVELS.join(', ')}`);
      return { kind: 'level', op: '=', level };
    }
    case 'agent':
    case 'workflow':
      return equals(type, text);
    default:
      return unreachable(type);
  }
}

function readWhere(text: string): Predicate {
  const time = (typed: string) => parseTime(typed, { nowUs: Date.now() * 1000, zone: 'UTC' });
  const where = parseWhere(text, { parseTime: time });
  if (!isRelative(where)) return where;
  throw new Fault({
    code: 'no-edge',
    message: '@first and @last are not known of a log that grows',
    flag: 'where',
  });
}

function role(name: 'type' | 'agent' | 'workflow'): Operand {
  return { kind: 'role', role: name };
}

function equals(name: 'type' | 'agent' | 'workflow', text: string): Predicate {
  return { kind: 'compare', operand: role(name), op: '=', value: { kind: 'string', text } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(parameter: string, message: string): Fault {
  return new Fault({ code: 'bad-message', message, flag: parameter });
}
