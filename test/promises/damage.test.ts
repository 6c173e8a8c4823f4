/** promises.md row 2: a damaged line never hides a good one; row 3: a line is an event exactly as JSON.parse decides. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALL_LINES } from '../hostile/corpus.ts';
import { goodLine } from '../hostile/files.ts';
import { judgedLines, scan } from '../kernel/scan.ts';
import { FULL } from '../run/ask.ts';
import { ask, linesOf, logOf, reportOf } from './ask.ts';
import { mutated, randomOf } from './random.ts';

const GOOD = [goodLine(1), goodLine(2)] as const;
const SELECT = ['-t', 'good'];
const EVERYTHING = ['--query1', '@type = good', '--query2', 'n = 1'];

/** Every command that reads a log, and what it must have seen of the two good lines. */
const LISTINGS: readonly (readonly string[])[] = [
  ['show', ...SELECT],
  ['history', ...SELECT],
  ['query', ...SELECT],
  ['query', '--tail', '2', ...SELECT],
  ['query', '--sort', 'time', ...SELECT],
  ['query', '-C', '1', '--where', 'n in (1, 2)'],
  ['query-set', 'union', ...EVERYTHING],
];

const REPORTS: readonly (readonly [args: readonly string[], seen: object])[] = [
  [['query', '--count', ...SELECT], { count: 2 }],
  [['stats', ...SELECT], { events: 2 }],
  [['gaps', '--threshold', '0.5s', ...SELECT], { events: 2, gaps: [{ seconds: 1 }] }],
  [['sessions-list', ...SELECT], { sessions: [{ session_id: 's', events: 2 }] }],
];

/** All commands in the full form, else two listings and one report, other ones for the next line. */
const COMMANDS = ALL_LINES.map((line, n) => ({
  ...line,
  listings: LISTINGS.filter((_, k) => FULL || (k + n) % 4 === 0),
  reports: REPORTS.filter((_, k) => FULL || (k + n) % 4 === 0),
}));

test.each(COMMANDS)(
  'row 2: $id hides no good line from any command',
  async ({ bytes, listings, reports }) => {
    const log = logOf(Buffer.concat([Buffer.from(GOOD[0]), bytes, Buffer.from(`\n${GOOD[1]}`)]));
    const wanted = GOOD.map((line) => line.trimEnd());
    for (const args of listings) {
      const lines = (await linesOf([...args, log])).map(String).filter((line) => wanted.includes(line));
      expect([args, lines.sort()]).toEqual([args, wanted]);
    }
    const table = await ask(['query', ...SELECT, log]);
    expect([table.code, table.bytes.toString().match(/\bgood\b/g)]).toEqual([0, ['good', 'good']]);
    for (const [args, seen] of reports) expect(await reportOf([...args, log])).toMatchObject(seen);
  },
);

test.each(ALL_LINES)('row 2: $id is said to be what it is', async ({ bytes, expected, invalid }) => {
  const log = logOf(Buffer.concat([Buffer.from(GOOD[0]), bytes, Buffer.from(`\n${GOOD[1]}`)]));
  const { notes, sources } = await reportOf(['stats', log]);
  const damaged = expected !== 'event' && expected !== 'blank';
  const places = [{ source: log, offset: GOOD[0].length, line: 2 }];
  expect(sources[0]).toMatchObject({
    lines: 3,
    events: expected === 'event' ? 3 : 2,
    blank: expected === 'blank' ? 1 : 0,
    damaged: damaged ? 1 : 0,
  });
  expect(notes.filter(({ kind }) => kind === 'damaged' || kind === 'invalid-utf8')).toEqual([
    ...(damaged
      ? [{ kind: 'damaged', reason: expected, count: 1, message: expect.any(String), places }]
      : []),
    ...(invalid ? [{ kind: 'invalid-utf8', count: 1, message: expect.any(String), places }] : []),
  ]);
  const others = await linesOf(['query', '--where', 'not (@type = good and exists n)', log]);
  expect(others).toEqual(expected === 'event' ? [bytes] : []);
  const { code } = await ask(['stats', '--strict', '-q', log]);
  expect(code).toBe(damaged ? 3 : 0);
});

const LINES = FULL ? 100_000 : 20_000;
const FIXTURES = ['macf/agent_events_log', 'generic/zeek', 'generic/pino', 'agentbus/events'].map((name) =>
  readFileSync(`fixtures/logs/${name}.jsonl`, 'latin1'),
);
const SEEDS = [
  ...FIXTURES.flatMap((text) => text.split('\n')),
  ...ALL_LINES.map(({ bytes }) => bytes.toString('latin1')),
].filter((line) => line.length < 2500);

test.each([
  ['scalar', 3],
  ['simd', 4],
] as const)(
  `row 3: ${LINES} lines are events for the %s kernel exactly as JSON.parse decides`,
  (kernel, seed) => {
    const random = randomOf(seed);
    let events = 0;
    for (let done = 0; done < LINES; done += 1000) {
      const lines = Array.from({ length: 1000 }, () => {
        const line = Buffer.from(random.pick(SEEDS), 'latin1');
        const bytes = random.below(5) === 0 ? line : mutated(line, random);
        return bytes.map((byte) => (byte === 10 ? 11 : byte));
      });
      const judged = judgedLines(
        scan(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), { kernel }, { base: 1 }),
      );
      for (const [n, line] of lines.entries()) {
        const text = Buffer.from(line).toString();
        if ((judged[n] === 'event') !== isShallowJson(text)) throw new Error(`${judged[n]}: ${text}`);
      }
      events += judged.filter((kind) => kind === 'event').length;
    }
    expect(events).toBeGreaterThan(LINES / 4);
    expect(events).toBeLessThan(LINES / 2);
  },
);

function isShallowJson(text: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest <= 1000;
}
