/** Cutting a log anywhere gives the trace of the uncut log; pairing first in first out is what a naive queue gives. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPAN_ROWS } from '../../src/model/span.ts';
import { type Options, traceOf } from '../fold/traces.ts';
import { FULL } from '../run/ask.ts';

const day = Date.UTC(2026, 0, 1);
const ts = fc.option(
  fc.integer({ min: 0, max: 30 }).map((second) => new Date(day + second * 1000).toISOString()),
  { nil: undefined, freq: 8 },
);
const name = fc.constantFrom('a', 'b');
const session_id = fc.constantFrom('s', 't');

const amplifier = fc
  .record({
    ts,
    event: fc.constantFrom(
      'prompt:submit',
      'prompt:complete',
      'session:end',
      'tool:pre',
      'tool:post',
      'thinking:delta',
      'x:y',
    ),
    session_id,
    tool_call_id: fc.option(name, { nil: undefined }),
    tool_name: name,
  })
  .map(({ tool_call_id, tool_name, ts: time = null, ...rest }) => ({
    ...rest,
    schema: { name: 'amplifier.log' },
    ts: time,
    data: { tool_call_id, tool_name, delta: 'd', prompt: 'p' },
  }));
const study = fc
  .record({
    timestamp: ts,
    event_type: fc.constantFrom(
      ...[
        'study_start',
        'study_complete',
        'stage_start',
        'stage_complete',
        'stage_aborted',
        'trial_start',
        'trial_complete',
      ],
    ),
    stage_index: fc.nat({ max: 1 }),
    trial_index: fc.nat({ max: 1 }),
    runtime_seconds: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  })
  .map(({ timestamp, event_type, ...event_data }) => ({ timestamp, event_type, event_data }));
const generic = fc.record({ ts, event: fc.constantFrom('start', 'end', 'other'), key: name });
const OWN = { starts: ['start'], ends: ['end'], key: { kind: 'path', path: [{ key: 'key' }] } } as const;

const LOGS: readonly (readonly [string, fc.Arbitrary<object>, Options])[] = [
  ['amplifier', amplifier, {}],
  ['study', study, {}],
  ['study', study, { slowest: 3 }],
  ['generic', generic, { own: OWN }],
  ['generic', generic, { own: OWN, errors: true }],
];

const cutting = fc.record({
  cuts: fc.array(fc.nat({ max: 40 }), { maxLength: 5 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  right: fc.boolean(),
});

test.each(LOGS)('%s %#: cut anywhere', (dialect, line, options) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40, size: 'max' }), cutting, (lines, cut) => {
      const whole = traceOf(dialect, lines, options);
      expect(traceOf(dialect, lines, { ...options, ...cut })).toStrictEqual(whole);
    }),
    { numRuns: FULL ? 300 : 50 },
  );
});

test('at the cap, where every event has a time', () => {
  const timed = generic.map((line) => ({ ...line, ts: line.ts ?? new Date(day).toISOString() }));
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 60, size: 'max' }), cutting, (lines, cut) => {
      const whole = traceOf('generic', lines, { own: OWN, cap: 4 });
      expect(traceOf('generic', lines, { own: OWN, cap: 4, ...cut })).toStrictEqual(whole);
    }),
    { numRuns: FULL ? 300 : 50 },
  );
});

test('first in, first out by key, as a naive queue does it', () => {
  fc.assert(
    fc.property(fc.array(generic, { maxLength: 40, size: 'max' }), (lines) => {
      let last = Number.NEGATIVE_INFINITY;
      const events = lines
        .map(({ ts: time, ...event }, line) => ({ ...event, line: line + 1, time }))
        .filter(({ event }) => event !== 'other')
        .map((event) => {
          last = event.time === undefined ? last : Date.parse(event.time);
          return { ...event, at: last };
        })
        .sort((a, b) => (a.at === b.at ? a.line - b.line : a.at - b.at));
      const open = new Map<string, number[]>([
        ['a', []],
        ['b', []],
      ]);
      const ends = new Map<number, number | undefined>();
      let orphans = 0;
      for (const { event, key, line } of events) {
        const queue = open.get(key)!;
        if (event === 'start') {
          queue.push(line);
          ends.set(line, undefined);
        } else if (queue.length === 0) orphans++;
        else ends.set(queue.shift()!, line);
      }
      const answer = traceOf('generic', lines, { own: OWN });
      expect(answer[SPAN_ROWS].map(({ from, to }) => [from!.line, to?.line])).toEqual([...ends]);
      expect(answer.orphans).toBe(orphans);
    }),
    { numRuns: FULL ? 900 : 150 },
  );
});
