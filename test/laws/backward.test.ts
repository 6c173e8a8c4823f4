/**
 * Listings are what their words say, whichever way they are read: from the end of a file, by a ring over a stream, held
 * and put in order, in chunks of any size. `show -n N` is the tail of `query`. The specification here is naive: all events
 * in an array, the matches picked, then whatever stands near one of them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Listing } from '../../src/model/query.ts';
import { ask, FIXTURES, FULL } from '../run/ask.ts';

const HOME = mkdtempSync(join(tmpdir(), 'backward-'));
afterAll(() => rmSync(HOME, { recursive: true, force: true }));
let files = 0;

interface Item {
  /** Seconds behind the event before it in its log. */
  readonly step: number;
  readonly session: 'aaaa' | 'bbbb' | undefined;
  readonly match: boolean;
}

interface Placed extends Item {
  readonly log: number;
  readonly at: number;
  readonly place: string;
  readonly second: number;
}

type Stored = 'plain' | 'gzip' | 'stdin';

const item: fc.Arbitrary<Item> = fc.record({
  step: fc.constantFrom(0, 1, 2, 60),
  session: fc.constantFrom('aaaa', 'aaaa', 'bbbb', undefined),
  match: fc.boolean(),
});

const listing: fc.Arbitrary<Partial<Listing>> = fc
  .record({
    limit: fc.constantFrom('head', 'tail', 'none'),
    count: fc.nat({ max: 6 }),
    reverse: fc.boolean(),
    sort: fc.constantFrom('file' as const, 'file' as const, 'time' as const),
    context: fc.constantFrom('none', 'log', 'session'),
    size: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ limit, count, reverse, sort, context, size }) => ({
    reverse,
    sort,
    ...(limit === 'head' ? { head: count } : limit === 'tail' ? { tail: count } : {}),
    ...(context === 'log' ? { context: size } : context === 'session' ? { contextSession: size } : {}),
  }));

const setting = fc.record({
  logs: fc.array(fc.array(item, { maxLength: 14 }), { minLength: 1, maxLength: 3 }),
  listing,
  stored: fc.constantFrom<Stored>('plain', 'plain', 'gzip', 'stdin'),
  strict: fc.boolean(),
  chunkSize: fc.integer({ min: 1, max: 400 }),
});

function textOf({ session, match }: Item, second: number, log: number): string {
  const time = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return JSON.stringify({ timestamp: time, event: match ? 'hit' : 'miss', session_id: session, log });
}

function placeAll(logs: readonly (readonly Item[])[]): { texts: string[]; events: Placed[] } {
  const events: Placed[] = [];
  const texts = logs.map((items, log) => {
    let offset = 0;
    let second = 0;
    return items
      .map((each, at) => {
        second += each.step;
        const text = `${textOf(each, second, log)}\n`;
        events.push({ ...each, log, at, place: `${log}@${offset}`, second });
        offset += text.length;
        return text;
      })
      .join('');
  });
  return { texts, events };
}

function naive(
  events: readonly Placed[],
  { head, tail, reverse, context = 0, contextSession = 0 }: Partial<Listing>,
): string[] {
  const order = events.toSorted((a, b) => a.second - b.second || a.log - b.log || a.at - b.at);
  const matches = order.filter(({ match }) => match);
  const picked = new Set(
    head === undefined
      ? matches.slice(tail === undefined ? 0 : Math.max(0, matches.length - tail))
      : matches.slice(0, head),
  );
  const near = new Set<Placed>();
  for (const match of picked) {
    const room =
      contextSession === 0
        ? events.filter(({ log }) => log === match.log)
        : events.filter(({ log, session }) => log === match.log && session === match.session);
    const size = contextSession > 0 && match.session === undefined ? 0 : Math.max(context, contextSession);
    const at = room.indexOf(match);
    for (const event of room.slice(Math.max(0, at - size), at + size + 1)) near.add(event);
  }
  const shown = order
    .filter((event) => picked.has(event) || near.has(event))
    .map((event) => (picked.has(event) ? event.place : `(${event.place})`));
  return reverse ? shown.reverse() : shown;
}

test('a listing shows the picked matches and what stands near them', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ logs, listing: asked, stored, strict, chunkSize }) => {
      const { texts, events } = placeAll(logs);
      const home = join(HOME, String(files++));
      const names = texts.map((text, log) => {
        if (stored === 'stdin' && log === 0) return '-';
        writeFileSync(`${home}-${log}`, stored === 'gzip' ? gzipSync(text) : text);
        return `${home}-${log}`;
      });
      const stdin = Readable.from([Buffer.from(texts[0]!)], { objectMode: false });
      // A log of one type is not known by its detection, so the fields are said.
      const reader = {
        timeField: [{ key: 'timestamp' }],
        typeField: [{ key: 'event' }],
        sessionField: [{ key: 'session_id' }],
      };
      const options = { where: '@type = hit', ask: asked, strict, stdin, reader, tuning: { chunkSize } };
      const { places } = await ask(names, options);
      const renamed = places.map((place) =>
        place.replace(/[^(@]+(?=@)/, (name) => String(names.findIndex((each) => each.endsWith(name)))),
      );
      expect(renamed).toEqual(naive(events, asked));
    }),
    { numRuns: FULL ? 5000 : 120 },
  );
});

test.each(FIXTURES)('show -n N is the tail of query for every N: %s', async (log) => {
  for (const where of ['exists @type', '@type like "*e*"', 'not (@type like "*a*")']) {
    const all = (await ask([log], { where })).places;
    for (let tail = 0; tail <= all.length + 1; tail += FULL ? 1 : 7) {
      const options = { where, tuning: { chunkSize: 500 } };
      const expected = all.slice(Math.max(0, all.length - tail));
      expect((await ask([log], { ...options, ask: { tail } })).places).toEqual(expected);
      const reversed = await ask([log], { ...options, ask: { tail, reverse: true } });
      expect(reversed.places).toEqual(expected.toReversed());
    }
  }
});
