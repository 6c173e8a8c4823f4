/** The library's door in this process: queries of few parts, and listings as async iterables. */
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { events } from '../../src/run/events.ts';
import { queryOf } from '../../src/run/query-of.ts';
import { run } from '../../src/run/run.ts';
import { fileOf } from '../scan/room.ts';
import { ask, MACF, where } from './ask.ts';

const LINE = '{"timestamp": 1765343222.5, "event": "a"}\n';

test('a query of few parts has the defaults of the command line', () => {
  expect(queryOf({ logs: ['a', { path: 'b', offset: 7 }] })).toEqual({
    logs: [{ path: 'a' }, { path: 'b', offset: 7 }],
    where: { kind: 'and', of: [] },
    ask: { kind: 'list', sort: 'file', reverse: false, distinct: false, context: 0, contextSession: 0 },
    reader: { dialects: [], logZone: 'UTC', maxLine: 16 * 2 ** 20 },
    zone: 'UTC',
    strict: false,
    tuning: { chunkSize: 1024 * 1024, shards: 1, prefilter: 'on' },
  });
  expect(queryOf({ logs: [], ask: { kind: 'gaps', perSession: true } }).ask).toEqual({
    kind: 'gaps',
    thresholdUs: 3600e6,
    perSession: true,
    sort: 'time',
  });
  expect(queryOf({ logs: [], reader: { maxLine: 9 }, cap: 3, strict: true })).toMatchObject({
    reader: { maxLine: 9, logZone: 'UTC' },
    cap: 3,
    strict: true,
  });
  expect(() => queryOf({ logs: [], zone: 'Europe/Berln' })).toThrow(/zone/);
});

test('a run needs nothing but its query', async () => {
  const query = queryOf({ logs: [MACF], where: where('@status = error') });
  expect(await run(query)).toMatchObject({ report: 'list', count: 7 });
  const shown: Event[] = [];
  await run(query, { show: (some) => void shown.push(...some) });
  expect(shown[0]!.type?.text).toBe('tool_call_completed');
});

test('standard input is looked at only where it is a log', async () => {
  let looks = 0;
  const io = {
    get stdin() {
      looks++;
      return Readable.from([LINE]);
    },
  };
  await run(queryOf({ logs: [MACF] }), io);
  expect(looks).toBe(0);
  expect(await run(queryOf({ logs: ['-'] }), io)).toMatchObject({ count: 1 });
  expect(looks).toBeGreaterThan(0);
});

describe('events', () => {
  test('are those of a run, in its order, and the report comes last', async () => {
    const query = queryOf({ logs: [MACF], ask: { kind: 'list', tail: 3, reverse: true } });
    const listed = events(query);
    const places: number[] = [];
    let step = await listed.next();
    for (; !step.done; step = await listed.next()) places.push(step.value.row.offset);
    const { events: shown, report } = await ask([MACF], { ask: { tail: 3, reverse: true } });
    expect(places).toEqual(shown.map(({ row }) => row.offset));
    expect(step.value).toEqual(report);
  });

  test('wait for their reader', async () => {
    let pulled = 0;
    const stdin = new Readable({
      highWaterMark: 1,
      read() {
        pulled++;
        this.push(pulled > 500 ? null : LINE.repeat(100));
      },
    });
    const query = queryOf({ logs: ['-'], tuning: { chunkSize: 4096 } });
    let count = 0;
    for await (const _ of events(query, { stdin })) {
      if (++count === 1000) {
        const before = pulled;
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(pulled - before).toBeLessThan(10);
        expect(pulled).toBeLessThan(100);
      }
    }
    expect(count).toBe(50_000);
  });

  test('end where their reader leaves, and close the log', async () => {
    const endless = new Readable({
      read() {
        this.push(LINE.repeat(100));
      },
    });
    let count = 0;
    for await (const _ of events(queryOf({ logs: ['-'] }), { stdin: endless })) if (++count === 150) break;
    expect(count).toBe(150);
    expect(endless.destroyed).toBe(true);
  });

  test('throw what a run throws, also before their reader comes for the first', async () => {
    const query = queryOf({ logs: [fileOf(LINE)], reader: { dialect: 'unheard-of' } });
    await expect(events(query).next()).rejects.toThrow(/unheard-of/);
    const reason = new Error('enough');
    const aborted = events(queryOf({ logs: [MACF] }), { signal: AbortSignal.abort(reason) });
    await expect(aborted.next()).rejects.toBe(reason);
  });

  test('end with the reason of a signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const query = queryOf({ logs: [fileOf(LINE.repeat(10_000))], tuning: { chunkSize: 4096 } });
    const reading = (async () => {
      for await (const _ of events(query, { signal: stop.signal })) stop.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
  });

  test('are of listings only', async () => {
    const query = queryOf({ logs: [MACF], ask: { kind: 'count' } });
    // From JavaScript no type stops it.
    await expect(events(query as never).next()).rejects.toThrow(/lists events/);
  });
});
