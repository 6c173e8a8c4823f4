import { describe, expect, it } from 'vitest';
import { stateFold } from '../../src/fold/state.ts';
import type { StateAnswer } from '../../src/fold/state-answer.ts';
import type { OpenSet, StateSpec, TrackedField } from '../../src/model/tracked.ts';
import { batchOf, COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status, number, value, many } = COLUMNS;
const SPEC: StateSpec = {
  kind: 'state',
  time,
  type,
  session,
  tracked: { fields: [], open: [] },
  dialects: ['macf'],
  atUs: Number.POSITIVE_INFINITY,
  cap: 1000,
};
const LAST: TrackedField<number> = { name: 'v', as: 'last', of: [value] };
const SET: OpenSet<number> = {
  name: 'jobs',
  keys: [[[value]], [[session], [number]]],
  starts: [{ types: ['start'] }],
  ends: [{ types: ['end'] }],
};

function state(rows: readonly Row[], spec: Partial<StateSpec>): StateAnswer {
  return foldShards(stateFold({ ...SPEC, ...spec }), [rows]);
}

function at(second: number, row: Row = {}): Row {
  return { us: second * 1e6, ...row };
}

type Found = [rows: readonly Row[], field: object, value: unknown, line?: number];

describe('fields', () => {
  /** The value and the line (from 1) of the event that wrote it; `undefined` where the field is not there. */
  const found: readonly Found[] = [
    [[], {}, undefined],
    [[at(1)], {}, undefined],
    [[at(1, { value: '1' }), at(2, { value: '"b"' })], {}, 'b', 2],
    // Time decides, not the order in the log.
    [[at(2, { value: '1' }), at(1, { value: '2' })], {}, 1, 1],
    [[at(1, { value: '1' }), at(1, { value: '2' })], {}, 2, 2],
    // The last writer counts though later events have nothing there.
    [[at(1, { value: '1' }), at(2)], {}, 1, 1],
    [[at(1, { value: '1' }), { value: '2' }], {}, 1, 1],
    [[at(1, { value: '1' }), at(2, { value: 'null' })], {}, null, 2],
    [[at(1, { value: '{"a":[1,"x"]}' })], {}, { a: [1, 'x'] }, 1],
    [[at(1, { value: '12345678901234567890' })], {}, '12345678901234567890', 1],
    [
      [at(1, { value: '1', type: 'a' }), at(2, { value: '2', type: 'b' }), at(3, { value: '3' })],
      { types: ['a', 'x'] },
      1,
      1,
    ],
    // The first of the part that is there.
    [[at(1, { session: 's', number: 5, value: '1' })], { of: [number, value] }, 5, 1],
    [[at(1, { session: 's', value: '1' })], { of: [number, value] }, 1, 1],
    [[at(1, { session: 's' }), at(2)], { of: [session] }, 's', 1],
    [[at(1, { many: ['1', '"a"'] }), at(2)], { of: [many] }, [1, 'a'], 1],
    [[at(1)], { of: [time] }, '1970-01-01T00:00:01.000000Z', 1],
    [[at(1, { type: 'a' }), at(2, { type: 'b' })], { as: 'count', types: ['a'] }, 1, 1],
    [[at(2, { type: 'a' }), at(1, { type: 'a' })], { as: 'count', types: ['a'] }, 2, 1],
    [[at(2, { type: 'b' })], { as: 'count', types: ['a'] }, 0],
    [[], { as: 'count', types: ['a'] }, undefined],
    [
      [at(1, { type: 'a' }), at(2, { type: 'b' }), at(3, { type: 'constructor' })],
      { as: 'word', words: { a: 'up', b: 'down' } } as object,
      'down',
      2,
    ],
  ];
  it.each<Found>(found)('%j %j: %j', (rows, field, wanted, line) => {
    const tracked = { fields: [{ ...LAST, ...field } as TrackedField<number>], open: [] };
    const row = state(rows, { tracked }).fields.v;
    expect(row?.value).toEqual(wanted);
    expect(row?.event?.line).toBe(line);
  });

  it('says since when, and cites the event', () => {
    const rows = [at(7, { value: '1', type: 't', session: '1b969d39-6075' })];
    const { fields } = state(rows, { tracked: { fields: [LAST], open: [] } });
    const event = {
      time: '1970-01-01T00:00:07.000000Z',
      epoch: 7,
      type: 't',
      session: '1b969d39-6075',
      source: 'log-0',
      offset: 0,
      line: 1,
    };
    expect(fields).toEqual({ v: { value: 1, since: event.time, since_epoch: 7, event } });
  });

  it('does not take the codes of one dictionary for those of the next', () => {
    const fold = stateFold({ ...SPEC, tracked: { fields: [{ ...LAST, types: ['a'] }], open: [] } });
    const partial = fold.init();
    for (const type of ['a', 'b']) {
      const batch = batchOf([at(type === 'a' ? 1 : 2, { type, value: `"${type}"` })]);
      fold.step(partial, batch, Int32Array.of(0), 1);
    }
    const answer = fold.finish(partial, { sourceOf: () => 'log-0', linesBefore: () => 0 });
    expect(answer.fields.v?.value).toBe('a');
  });

  it('of some logs only', () => {
    const fields = [{ ...LAST, logs: ['ok'] }];
    const rows = [
      at(1, { value: '1', status: 'ok' }),
      at(2, { value: '2', status: 'error' }),
      at(3, { value: '3' }),
    ];
    expect(state(rows, { log: status, tracked: { fields, open: [] } }).fields.v?.value).toBe(1);
  });
});

describe('the instant', () => {
  const rows = [at(1, { value: '1' }), at(3, { value: '3' }), at(2, { value: '2' }), { value: '9' }];
  const tracked = { fields: [{ ...LAST, lead: 'cycle' as const }], open: [] };

  it.each([
    [3e6, 3, 3],
    [2_999_999, 2, 2],
    [2e6, 2, 2],
    [1e6, 1, 1],
    [Number.POSITIVE_INFINITY, 3, 3],
  ])('%d counts what is at or before it', (atUs, value, events) => {
    const answer = state(rows, { tracked, atUs });
    expect(answer).toMatchObject({ events, untimed: 1, cycle: value, dialect: 'macf', notes: [] });
    expect(answer.at_epoch).toBe(Number.isFinite(atUs) ? atUs / 1e6 : 3);
    expect(answer.fields.v?.value).toBe(value);
  });

  it('before the first event has no fields and says where the events are', () => {
    const answer = state(rows, { tracked, atUs: 5e5 });
    expect(answer).toMatchObject({ events: 0, at_epoch: 0.5, fields: {} });
    expect(answer.notes).toEqual([
      {
        kind: 'empty-window',
        count: 1,
        message:
          'nothing at or before 1970-01-01T00:00:00.500000Z; the events span 1970-01-01T00:00:01.000000Z to 1970-01-01T00:00:03.000000Z',
        places: [],
      },
    ]);
  });

  it('is left out where no event has a time, as is the dialect of several', () => {
    const answer = state([{ value: '1' }], { tracked, dialects: ['macf', 'study'] });
    expect(answer).toEqual({ events: 0, untimed: 1, fields: {}, open: {}, notes: [] });
  });
});

describe('open sets', () => {
  const start = (second: number, row: Row = { value: '"k"' }): Row => at(second, { type: 'start', ...row });
  const end = (second: number, row: Row = { value: '"k"' }): Row => at(second, { type: 'end', ...row });
  /** Key, line of the start, count. */
  const found: readonly (readonly [
    rows: readonly Row[],
    set: Partial<OpenSet<number>>,
    open: readonly (readonly unknown[])[],
  ])[] = [
    [[start(1)], {}, [['k', 1]]],
    [[start(1), end(2)], {}, []],
    [[end(2), start(1)], {}, []],
    [[start(3), end(2)], {}, [['k', 1]]],
    [[start(1), start(2), end(3)], {}, []],
    [[start(1), start(2), end(3)], { balanced: true }, [['k', 2]]],
    [[start(1), start(2)], { balanced: true }, [['k', 2, 2]]],
    // Ends without a start do not hide what was begun after them.
    [[end(1), end(2), start(3)], { balanced: true }, [['k', 3]]],
    [[end(1)], { balanced: true }, []],
    [[at(1, { type: 'other', value: '"k"' })], {}, []],
    // Equal by content, apart by kind.
    [[start(1, { value: '"1"' }), start(2, { value: '1' }), end(3, { value: '1.0' })], {}, [['1', 1]]],
    [[start(1), end(2, { value: '"\\u006b"' })], {}, []],
    [[start(1, { session: 's', number: 5 }), end(2, { session: 's', number: 6 })], {}, [[['s', 5], 1]]],
    [
      [start(1, { session: 's' }), start(2, { value: 'null' })],
      {},
      [
        [['s', null], 1],
        [[null, null], 2],
      ],
    ],
    [
      [start(1, { value: '1', status: 'ok' }), start(2, { value: '2', status: 'error' })],
      { starts: [{ types: ['start'], only: { of: [status], values: ['ok'] } }] },
      [[1, 1]],
    ],
    [
      [start(2, { value: '"b"' }), start(1, { value: '"c"' }), start(2, { value: '"a"' })],
      {},
      [
        ['c', 2],
        ['b', 1],
        ['a', 3],
      ],
    ],
  ];
  it.each(found)('%j %j: %j', (rows, set, wanted) => {
    const { open } = state(rows, { tracked: { fields: [], open: [{ ...SET, ...set }] } });
    const rowsOf = open.jobs!.map(({ key, event, count }) => [
      key,
      event.line,
      ...(count === undefined ? [] : [count]),
    ]);
    expect(rowsOf).toEqual(wanted);
  });

  it('tells progress', () => {
    const set = { ...SET, progress: { types: ['start', 'step'], of: [number] } };
    const rows = [start(1, { value: '1', number: 1 }), at(3, { type: 'step', value: '1', number: 3 })];
    const early = at(2, { type: 'step', value: '1', number: 2 });
    const stray = at(2, { type: 'step', value: '2', number: 2 });
    const { open } = state([...rows, early, stray], { tracked: { fields: [], open: [set] } });
    expect(open.jobs).toMatchObject([{ key: 1, since_epoch: 1, progress: 3 }]);
    expect(open.jobs).toHaveLength(1);
  });

  it('keeps the least keys at the cap and says so', () => {
    const rows = Array.from({ length: 60 }, (_, k) => start(k, { value: `"k${99 - k}"` }));
    const answer = state(rows, { tracked: { fields: [], open: [SET] }, cap: 2 });
    expect(answer.open.jobs!.map(({ key }) => key)).toEqual(['k41', 'k40']);
    expect(answer.notes).toMatchObject([{ kind: 'capped', count: 58 }]);
  });
});

describe('two instants', () => {
  const fields: readonly TrackedField<number>[] = [LAST, { name: 'n', as: 'count', types: ['start'] }];
  const tracked = { fields, open: [SET] };
  const found: readonly (readonly [rows: readonly Row[], changes: readonly object[]])[] = [
    [[at(1, { value: '1' })], []],
    [[at(1, { value: '1' }), at(20, { value: '1.0' })], []],
    [
      [at(1, { value: '1' }), at(20, { value: '2' }), at(40, { value: '3' })],
      [{ field: 'v', change: 'changed', before: 1, after: 2, at_epoch: 20 }],
    ],
    [[at(20, { value: '1' })], [{ field: 'v', change: 'set', after: 1, at_epoch: 20 }]],
    [[at(20, { value: 'null' })], [{ field: 'v', change: 'set', after: null, at_epoch: 20 }]],
    [
      [at(1, { value: '1' }), at(20, { value: 'null' })],
      [{ field: 'v', change: 'cleared', before: 1, after: null, at_epoch: 20 }],
    ],
    [
      [
        at(20, { type: 'start', session: 'b' }),
        at(1, { type: 'start', session: 'a' }),
        at(30, { type: 'end', session: 'a' }),
      ],
      [
        { field: 'n', change: 'changed', before: 1, after: 2, at_epoch: 20 },
        { field: 'jobs', change: 'opened', key: ['b', null], at_epoch: 20 },
        { field: 'jobs', change: 'closed', key: ['a', null], at_epoch: 30 },
      ],
    ],
    [
      [at(12, { type: 'start', session: 'b' }), at(13, { type: 'end', session: 'b' })],
      [{ field: 'n', after: 1 }],
    ],
  ];
  it.each(found)('%j: %j', (rows, wanted) => {
    const answer = state(rows, { tracked, fromUs: 10e6, atUs: 30e6 });
    expect(answer).toMatchObject({ from_epoch: 10, at_epoch: 30 });
    expect(answer.changes).toHaveLength(wanted.length);
    expect(answer.changes).toMatchObject(wanted);
  });
});
