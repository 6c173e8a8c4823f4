/**
 * Several logs are read as one: merged by each log's running greatest time, seeded with the log's first time, ties in the
 * order of the arguments, the file's own order kept inside a log (cli.md, Logs). `--sort time` is a stable sort, an event
 * without a time standing behind the one before it. Equal content is shown once, the earlier one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ask, FULL, type Options } from '../run/ask.ts';

const HOME = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(HOME, { recursive: true, force: true }));
let files = 0;

/** Seconds, or no time. */
type Second = number | undefined;

const second: fc.Arbitrary<Second> = fc.option(fc.nat({ max: 12 }), { nil: undefined, freq: 6 });
const logs = fc.array(fc.array(second, { maxLength: 12 }), { minLength: 1, maxLength: 4 });
const chunkSize = fc.integer({ min: 1, max: 300 });
const READER = { timeField: [{ key: 'timestamp' }], typeField: [{ key: 'event' }] };

interface Event {
  readonly log: number;
  readonly at: number;
  readonly second: Second;
}

/** Writes the logs and lists them; each row as log and line. */
async function listed(seconds: readonly (readonly Second[])[], options: Options): Promise<string[]> {
  const home = join(HOME, String(files++));
  const texts = seconds.map((items, log) =>
    items.map((each, at) =>
      JSON.stringify({ timestamp: each === undefined ? null : 1.7e9 + each, event: 'e', log, at }),
    ),
  );
  const names = texts.map((_, log) => `${home}-${log}`);
  for (const [log, lines] of texts.entries())
    writeFileSync(names[log]!, lines.map((line) => `${line}\n`).join(''));
  const { events } = await ask(names, { reader: READER, ...options });
  return events.map(({ row }) => {
    const { log, at } = JSON.parse(Buffer.from(row.bytes).toString()) as Event;
    return `${log}:${at}`;
  });
}

function merged(seconds: readonly (readonly Second[])[]): string[] {
  const rest = seconds.map((items, log) => ({
    log,
    at: 0,
    items,
    greatest: items.find((each) => each !== undefined) ?? Number.NEGATIVE_INFINITY,
  }));
  const out: string[] = [];
  for (;;) {
    const heads = rest.filter(({ at, items }) => at < items.length);
    if (heads.length === 0) return out;
    const keyOf = ({ items, at, greatest }: (typeof rest)[number]): number =>
      Math.max(greatest, items[at] ?? Number.NEGATIVE_INFINITY);
    const next = heads.reduce((a, b) => (keyOf(b) < keyOf(a) ? b : a));
    next.greatest = keyOf(next);
    out.push(`${next.log}:${next.at++}`);
  }
}

function sorted(seconds: readonly (readonly Second[])[]): string[] {
  const events = seconds.flatMap((items, log) => {
    let last = Number.NEGATIVE_INFINITY;
    return items.map((each, at) => {
      last = each ?? last;
      return { place: `${log}:${at}`, second: last };
    });
  });
  return events.sort((a, b) => (a.second === b.second ? 0 : a.second - b.second)).map(({ place }) => place);
}

test('logs are merged by their running greatest time', async () => {
  await fc.assert(
    fc.asyncProperty(logs, chunkSize, async (seconds, size) => {
      expect(await listed(seconds, { tuning: { chunkSize: size } })).toEqual(merged(seconds));
    }),
    { numRuns: FULL ? 3000 : 100 },
  );
});

test('--sort time is a stable sort', async () => {
  await fc.assert(
    fc.asyncProperty(logs, chunkSize, async (seconds, size) => {
      const options: Options = { ask: { sort: 'time' }, tuning: { chunkSize: size } };
      expect(await listed(seconds, options)).toEqual(sorted(seconds));
    }),
    { numRuns: FULL ? 3000 : 100 },
  );
});

/** Texts of one value each, spelled in several ways. */
const CONTENTS: readonly (readonly string[])[] = [
  [
    '{"timestamp":1,"a":1,"b":"x"}',
    '{"b":"\\u0078", "a":1.0,"timestamp":1}',
    '{"a":10e-1,"timestamp":1e0,"b":"x"}',
  ],
  ['{"timestamp":1,"a":9007199254740993}', '{"a":9007199254740993.0,"timestamp":1}'],
  ['{"timestamp":1,"a":9007199254740992}'],
  ['{"timestamp":1,"a":-0}', '{"timestamp":1,"a":0}', '{"timestamp":1,"a":0e400}'],
  ['{"timestamp":1,"a":"1"}'],
  ['{"timestamp":1,"a":1}', '{"timestamp":1,"a":2,"a":1}'],
  ['{"timestamp":1,"a":{"x":[1,2],"y":null}}', '{"a":{"y":null,"x":[1, 2]},"timestamp":1}'],
  ['{"timestamp":1,"a":{"x":[2,1],"y":null}}'],
  ['{"timestamp":1,"é":"\\ud83d\\ude00/"}', '{"\\u00e9":"😀\\/","timestamp":1}'],
  ['{"timestamp":1,"__proto__":1}'],
  ['{"timestamp":1}'],
];

test('equal content is shown once, the earlier one', async () => {
  const spelling = fc
    .nat({ max: CONTENTS.length - 1 })
    .chain((content) => fc.constantFrom(...CONTENTS[content]!).map((text) => ({ content, text })));
  await fc.assert(
    fc.asyncProperty(fc.array(spelling, { maxLength: 20 }), fc.nat({ max: 20 }), async (lines, cut) => {
      const home = join(HOME, String(files++));
      const parts = [lines.slice(0, cut), lines.slice(cut)];
      const names = parts.map((part, n) => {
        writeFileSync(`${home}-${n}`, part.map(({ text }) => `${text}\n`).join(''));
        return `${home}-${n}`;
      });
      const { events, report } = await ask(names, { reader: READER, ask: { sort: 'time', distinct: true } });
      const seen = new Set<number>();
      const expected = lines.filter(({ content }) => !seen.has(content) && seen.add(content));
      const shown = events.map(({ row }) => Buffer.from(row.bytes).toString());
      expect(shown).toEqual(expected.map(({ text }) => text));
      expect(report).toMatchObject({ count: expected.length });
    }),
    { numRuns: FULL ? 2000 : 75 },
  );
});
