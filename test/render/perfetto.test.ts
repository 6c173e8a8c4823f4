/** Chrome Trace Events and OTLP: what their readers ask for. */
import { describe, expect, it } from 'vitest';
import { SPAN_ROWS, type SpanRow, type TraceReport } from '../../src/model/span.ts';
import { otlpParts } from '../../src/render/otlp.ts';
import { perfettoParts } from '../../src/render/perfetto.ts';
import { madeRows } from '../span-rows.ts';

/** A span from second to second; open without an end. */
function row(name: string, start: number | undefined, end?: number, more: Partial<SpanRow> = {}): SpanRow {
  return {
    id: `log@${name}`,
    name,
    status: end === undefined ? 'open' : 'ok',
    ...(start === undefined ? {} : { start_epoch: start }),
    ...(end === undefined ? {} : { end_epoch: end }),
    session: 's',
    agent: 'a',
    children: 0,
    ...more,
  };
}

function report(...rows: readonly SpanRow[]): TraceReport {
  const rest = { total: rows.length, open: 0, orphans: 0, orphan_ends: [], sources: [], notes: [] };
  return { report: 'trace', version: 1, ...rest, [SPAN_ROWS]: madeRows(rows) };
}

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: { readonly name?: string };
}

function eventsOf(...rows: readonly SpanRow[]): readonly Event[] {
  return (JSON.parse([...perfettoParts(report(...rows))].join('')) as { traceEvents: Event[] }).traceEvents;
}

/** `PHASE NAME pid.tid` of each event that is no name. */
function check(rows: readonly SpanRow[], expected: readonly string[]): void {
  const found = eventsOf(...rows).filter(({ ph }) => ph !== 'M');
  expect(found.map(({ ph, name, pid, tid }) => `${ph} ${name} ${pid}.${tid}`)).toEqual(expected);
}

describe('Chrome Trace Events', () => {
  const cases: readonly (readonly [what: string, rows: readonly SpanRow[], expected: readonly string[]])[] = [
    ['nothing', [], []],
    ['nested: one track', [row('x', 1, 9), row('y', 2, 3)], ['X x 1.1', 'X y 1.1']],
    ['equal starts: the longer first', [row('y', 1, 2), row('x', 1, 9)], ['X x 1.1', 'X y 1.1']],
    ['one after the other: one track', [row('x', 1, 2), row('y', 2, 3)], ['X x 1.1', 'X y 1.1']],
    ['overlapping: two tracks', [row('x', 1, 5), row('y', 2, 6)], ['X x 1.1', 'X y 1.2']],
    ['an open one begins', [row('x', 1), row('y', 2, 6)], ['B x 1.1', 'X y 1.1']],
    ['sessions are processes', [row('x', 1, 2), row('y', 1, 2, { session: 't' })], ['X x 1.1', 'X y 2.2']],
    ['agents are tracks', [row('x', 1, 2), row('y', 1, 2, { agent: 'b' })], ['X x 1.1', 'X y 1.2']],
    ['without a start it is left out', [row('x', undefined, 2)], []],
  ];
  it.each(cases)('%s', (_, rows, expected) => check(rows, expected));

  it('says microseconds, and names its tracks', () => {
    const events = eventsOf(
      row('x', 1765343222.114503, 1765343222.114603),
      row('y', 1765343222.1146, 1765343223),
    );
    expect(events.filter(({ ph }) => ph === 'M').map(({ name, args }) => `${name} ${args.name}`)).toEqual([
      'process_name s',
      'thread_name a',
      'thread_name a (2)',
    ]);
    expect(events.find(({ name }) => name === 'x')).toMatchObject({ ts: 1765343222114503, dur: 100 });
  });

  it('writes no character that drives a terminal', () => {
    expect([...perfettoParts(report(row('x', 1, 2, { title: '\u202e\u001b' })))].join('')).toMatch(
      /^[ -~\n]*$/,
    );
  });
});

describe('OTLP', () => {
  const spansOf = (...rows: readonly SpanRow[]): readonly Record<string, unknown>[] =>
    JSON.parse([...otlpParts(report(...rows))].join('')).resourceSpans[0].scopeSpans[0].spans;

  it('has ids that are stable, one trace for one root, and nanoseconds as text', () => {
    const rows = [
      row('x', 1765343222.114503, 1765343223),
      row('y', 2, 3, { parent: 'log@x', status: 'error' }),
      row('z', 4),
    ];
    const [x, y, z] = spansOf(...rows);
    expect(x).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      startTimeUnixNano: '1765343222114503000',
      endTimeUnixNano: '1765343223000000000',
      status: { code: 1 },
    });
    expect(y).toMatchObject({ traceId: x!.traceId, parentSpanId: x!.spanId, status: { code: 2 } });
    expect(z).toMatchObject({
      startTimeUnixNano: '4000000000',
      endTimeUnixNano: '4000000000',
      status: { code: 0 },
    });
    expect(new Set([x!.spanId, y!.spanId, z!.spanId]).size).toBe(3);
    expect(z!.traceId).not.toBe(x!.traceId);
    expect(spansOf(rows[1]!)).toEqual([y]);
    expect(spansOf(row('x', undefined, 2))).toEqual([]);
  });

  it('gives many spans ids of their own', () => {
    const rows = Array.from({ length: 20_000 }, (_, k) => row(`${k}`, k, k + 1));
    expect(new Set(spansOf(...rows).map(({ spanId }) => spanId)).size).toBe(20_000);
  });
});
