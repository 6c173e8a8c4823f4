import { describe, expect, it } from 'vitest';
import type { SessionsAnswer } from '../../src/fold/fold.ts';
import { sessionsFold } from '../../src/fold/sessions.ts';
import { ACTIVITY } from '../../src/model/report.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status } = COLUMNS;
const SPEC = { kind: 'sessions', time, type, session, status, sort: 'first', cap: 100 } as const;
const UUID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';

function sessions(rows: readonly Row[], options: object = {}): SessionsAnswer {
  return foldShards(sessionsFold({ ...SPEC, ...options }), [rows]);
}

describe('sessions', () => {
  it('tells of each when it was and how it ended', () => {
    const rows = [
      { us: 1e6, session: 's', type: 'a', status: 'ok' },
      { us: 5e6, session: 's', type: 'end', status: 'error' },
      { us: 3e6, session: 's', type: 'c', status: 'error' },
      { session: 's', type: 'd' },
      { us: 9e6, type: 'of no session' },
    ];
    expect(sessions(rows)).toEqual({
      total: 1,
      sessions: [
        {
          session_id: 's',
          first: '1970-01-01T00:00:01.000000Z',
          first_epoch: 1,
          last: '1970-01-01T00:00:05.000000Z',
          last_epoch: 5,
          span_seconds: 4,
          events: 4,
          ok: 1,
          error: 2,
          last_type: 'end',
          // In slices of 2^19 µs.
          [ACTIVITY]: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        },
      ],
      notes: [],
    });
  });

  const lastTypes: readonly (readonly [rows: readonly Row[], last: string | undefined])[] = [
    [
      [
        { us: 5, type: 'a' },
        { us: 5, type: 'b' },
        { us: 4, type: 'c' },
      ],
      'b',
    ],
    [[{ type: 'a' }, { type: 'b' }], 'b'],
    [[{ us: 1, type: 'a' }, { type: 'b' }], 'a'],
    [[{ type: 'b' }, { us: 1, type: 'a' }, { type: 'b' }], 'a'],
    [[{ us: 1, type: 'a' }, { us: 2 }], undefined],
  ];
  it.each(lastTypes)('%j ended with %s', (rows, last) => {
    const ofOne = rows.map((row) => ({ ...row, session: 's' }));
    expect(sessions(ofOne).sessions[0]?.last_type).toBe(last);
  });

  it('joins a hash with the id that begins with it, in the order of the log', () => {
    const rows = [
      { us: 2e6, session: '1b969d39', type: 'a' },
      { us: 2e6, session: UUID, type: 'b' },
      { us: 2e6, session: '1b969d39', type: 'c' },
      { us: 1e6, session: UUID, type: 'd' },
    ];
    expect(sessions(rows)).toMatchObject({
      total: 1,
      sessions: [{ session_id: UUID, events: 4, first_epoch: 1, last_epoch: 2, last_type: 'c' }],
    });
  });

  const rows: Row[] = [
    { us: 30e6, session: 'late' },
    { us: 0, session: 'long' },
    { us: 40e6, session: 'long' },
    { session: 'none' },
    { session: 'none' },
    { session: 'none' },
    { us: 30e6, session: 'even' },
  ];
  const orders: readonly (readonly [options: object, ids: readonly string[]])[] = [
    [{ sort: 'first' }, ['long', 'even', 'late', 'none']],
    [{ sort: 'last' }, ['even', 'late', 'long', 'none']],
    [{ sort: 'events' }, ['none', 'long', 'even', 'late']],
    [{ sort: 'span' }, ['long', 'even', 'late', 'none']],
    [{ sort: 'events', top: 2 }, ['none', 'long']],
  ];
  it.each(orders)('sorts with %j', (options, ids) => {
    const answer = sessions(rows, options);
    expect(answer.sessions.map(({ session_id }) => session_id)).toEqual(ids);
    expect(answer.total).toBe(4);
  });

  it('says what it left out at the cap', () => {
    const many = Array.from({ length: 50 }, (_, k) => ({ us: k, session: `s${99 - k}` }));
    expect(sessions(many, { cap: 2 })).toMatchObject({
      total: 2,
      sessions: [{ session_id: 's51' }, { session_id: 's50' }],
      notes: [{ kind: 'capped', count: 48 }],
    });
  });
});
