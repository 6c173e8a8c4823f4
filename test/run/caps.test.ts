/** At its cap an answer says what it left out instead of growing. Source: cli.md, Memory; promises.md row 12. */
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Ask, Listing } from '../../src/model/query.ts';
import { fileOf } from '../scan/room.ts';
import { ask, type Options } from './ask.ts';

/** 50 events, an hour apart: 50 sessions, 10 types, 50 tools, durations. */
const LOG = Array.from({ length: 50 }, (_, n) =>
  JSON.stringify({
    timestamp: 1.7e9 + n * 3600,
    event: `type${n % 10}`,
    session_id: `session-${n}`,
    duration_ms: n * 7 + 0.5,
    tool: `tool${n}`,
  }),
)
  .map((line) => `${line}\n`)
  .join('');

const STATS = { kind: 'stats' } as const;
const GAPS: Exclude<Ask, Listing> = { kind: 'gaps', thresholdUs: 60e6, perSession: false, sort: 'time' };

describe('capped', () => {
  const rows: readonly (readonly [string, Options['ask'] & object, number, object])[] = [
    ['an ordered listing', { sort: 'time' }, 7, { count: 50 }],
    ['a reversed one', { reverse: true }, 7, { count: 50 }],
    ['one of each content', { sort: 'time', distinct: true }, 7, { count: 7 }],
    ['types', STATS, 3, { events: 50 }],
    ['groups', { ...STATS, by: { kind: 'path' as const, path: parsePath('tool') } }, 12, { events: 50 }],
    ['gaps', GAPS, 5, { events: 50 }],
    ['sessions', { kind: 'sessions', sort: 'first' }, 5, { total: 5 }],
  ];
  test.each(rows)('%s', async (_, asked, cap, body) => {
    const log = fileOf(LOG);
    const { report, events } = await ask([log], { ask: asked, cap });
    expect(report).toMatchObject(body);
    const capped = report.notes.filter(({ kind }) => kind === 'capped');
    expect(capped.length).toBeGreaterThan(0);
    for (const { count, message } of capped) {
      expect(count).toBeGreaterThan(0);
      expect(message).toMatch(/--cap|cap/);
    }
    if (report.report === 'list') expect([events.length, capped[0]!.count]).toEqual([cap, 50 - cap]);
    const whole = await ask([log], { ask: asked, cap: 1000 });
    expect(whole.report.notes).toEqual([]);
  });
});

test('percentiles beyond the cap are a sketch that says so', async () => {
  const asked = { ...STATS, percentiles: { kind: 'role', role: 'duration' } } as const;
  const exact = await ask([fileOf(LOG)], { ask: asked });
  const sketch = await ask([fileOf(LOG)], { ask: asked, cap: 20 });
  expect(exact.report).toMatchObject({
    percentiles: [{ exact: true, unit: 'ms' }, ...Array(9).fill({ exact: true })],
  });
  expect(sketch.report).toMatchObject({ percentiles: Array(10).fill({ exact: false }) });
});

test('a streaming listing has no cap', async () => {
  const { report, events } = await ask([fileOf(LOG)], { cap: 3 });
  expect([events.length, report.notes]).toEqual([50, []]);
});
