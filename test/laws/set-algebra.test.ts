/**
 * `query-set` is the algebra of sets: union, intersection and subtraction of what the queries find when they are asked
 * one by one, by time, each content once. Typed as users type it, over every fixture.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inquest } from '../cli/world.ts';
import { ask, FIXTURES, FULL, LOGS } from '../run/ask.ts';
import { fileOf } from '../scan/room.ts';

interface Found {
  readonly source: string;
  readonly offset: number;
  readonly event: unknown;
}

const QUERIES = [
  '@type like "*start*"',
  '@type like "*e*" and not (@type like "*c*")',
  '@status = error',
  '@status = ok or @severity >= warning',
  '@duration > 1s',
  'exists @session',
  'not (exists @session)',
  'data.tool in (Read, Edit)',
  '@time < 2025-12-01T00:00:00Z',
  '@type = nothing',
  '{"event_type":"tool_call_started"}',
  '{"without_matching":"tool_call_started"}',
  '{"breadcrumb":{"c":2}}',
  '{"session_id":"b81d27fa-03c6-4e95-8a7f-21e9d05c6b48"}',
];

async function find(args: readonly string[]): Promise<Found[]> {
  const { stdout, stderr, code } = await inquest([...args, '--json', '--provenance', '--quiet']);
  expect([stderr, code]).toEqual(['', 0]);
  return JSON.parse(stdout) as Found[];
}

function placeOf({ source, offset }: Found): string {
  return `${source}@${offset}`;
}

interface Timed extends Found {
  /** Microseconds; NaN without a time. */
  readonly us: number;
}

/** All events of all logs, log by log, in file order. */
async function universe(): Promise<Timed[]> {
  const logs = await Promise.all(FIXTURES.map((log) => ask([log])));
  return logs.flatMap(({ events }) =>
    events.map(({ row }) => ({
      source: row.path,
      offset: row.offset,
      us: row.us,
      event: JSON.parse(Buffer.from(row.bytes).toString()) as unknown,
    })),
  );
}

/** By time, stable; an event without one stands behind the one before it in its log. */
function byTime(found: readonly Timed[]): Timed[] {
  let last = { source: '', us: Number.NEGATIVE_INFINITY };
  const placed = found.map((each) => {
    const before = each.source === last.source ? last.us : Number.NEGATIVE_INFINITY;
    last = { source: each.source, us: Number.isNaN(each.us) ? before : each.us };
    return { each, us: last.us };
  });
  return placed.sort((a, b) => (a.us === b.us ? 0 : a.us - b.us)).map(({ each }) => each);
}

/** What a query finds by itself; a filter object has no command of its own and is joined with itself. */
async function alone(query: string): Promise<ReadonlySet<string>> {
  const where = query.startsWith('{') ? byHand(query) : undefined;
  if (where) return new Set((await universe()).filter(({ event }) => where(event as Macf)).map(placeOf));
  return new Set((await find(['query', '--where', query, ...FIXTURES])).map(placeOf));
}

interface Macf {
  readonly event?: string;
  readonly event_type?: string;
  readonly breadcrumb?: string;
  readonly data?: { readonly session_id?: string };
}

/** The filter objects of the list, judged on the parsed line. */
function byHand(query: string): (event: Macf) => boolean {
  if (query.includes('"event_type"')) return ({ event }) => event === 'tool_call_started';
  if (query.includes('without_matching')) return ({ event }) => event !== 'tool_call_started';
  if (query.includes('"c"')) return ({ breadcrumb }) => /(?:^|\/)c_2(?:\/|$)|^C2\//.test(breadcrumb ?? '');
  const { session_id } = JSON.parse(query) as { session_id: string };
  return ({ data }) => data?.session_id === session_id;
}

const OPERATIONS: Readonly<Record<string, (sets: readonly ReadonlySet<string>[], place: string) => boolean>> =
  {
    union: (sets, place) => sets.some((set) => set.has(place)),
    intersection: (sets, place) => sets.every((set) => set.has(place)),
    subtraction: ([first, ...others], place) => first!.has(place) && !others.some((set) => set.has(place)),
  };

test('sets are those of the queries asked one by one', async () => {
  const everything = await universe();
  expect(new Set(everything.map(({ source }) => source)).size).toBe(FIXTURES.length);
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const setOf = (query: string): Promise<ReadonlySet<string>> => {
    const found = known.get(query) ?? alone(query);
    known.set(query, found);
    return found;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(OPERATIONS)),
      fc.array(fc.constantFrom(...QUERIES), { minLength: 2, maxLength: 4 }),
      async (operation, queries) => {
        const sets = await Promise.all(queries.map(setOf));
        const expected = everything.filter((found) => OPERATIONS[operation]!(sets, placeOf(found)));
        const seen = new Set<string>();
        const once = byTime(expected).filter(({ event }) => {
          const content = JSON.stringify(sortedKeys(event));
          return !seen.has(content) && seen.add(content);
        });
        const typed = queries.flatMap((query) => ['--query', query]);
        const found = await find(['query-set', operation, ...typed, ...FIXTURES]);
        expect(found.map(placeOf)).toEqual(once.map(placeOf));
      },
    ),
    { numRuns: FULL ? 300 : 15 },
  );
});

test('an event that several logs hold is shown once, however it is spelled', async () => {
  const log = `${LOGS}/generic/pino.jsonl`;
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const respelled = lines.map((line) => {
    const members = Object.entries(JSON.parse(line) as object).reverse();
    return `${JSON.stringify(Object.fromEntries(members), null, 1).replaceAll('\n', ' ').replaceAll('r', '\\u0072')}\n`;
  });
  const copy = fileOf(respelled.join(''));
  const set = ['query-set', 'union', '--query', 'exists @type', '--query', 'exists @time'];
  const once = await find([...set, log]);
  expect(once.length).toBe(lines.length);
  expect((await find([...set, log, copy])).map(placeOf)).toEqual(once.map(placeOf));
});

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, each]) => [key, sortedKeys(each)]);
}
