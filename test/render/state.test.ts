import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Ref } from '../../src/model/report.ts';
import type { StateBody } from '../../src/model/tracked.ts';
import { stateTable } from '../../src/render/state.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import { LIVE, PAYLOADS } from './payloads.ts';
import { viewOf } from './rows.ts';

const AT = '2025-12-10T05:07:12.000000Z';
const SINCE = { since: '2025-12-10T05:07:02.000000Z', since_epoch: 1765343222 };

/** A report with this text in every place that a log can fill. */
function stateWith(text: string): StateBody {
  const event: Ref = { time: SINCE.since, epoch: 1765343222, type: text, source: text, offset: 7, line: 1 };
  return {
    from: SINCE.since,
    from_epoch: 1765343222,
    at: AT,
    at_epoch: 1765343232,
    dialect: 'macf',
    events: 3,
    untimed: 2,
    fields: {
      mode: { value: text, ...SINCE, event },
      [text]: { value: { a: [text] }, ...SINCE, event },
      compactions: { value: 0 },
    },
    open: {
      tasks: [
        { key: text, ...SINCE, event, count: 2, progress: text },
        { key: [text, null], ...SINCE, event },
      ],
      drives: [],
    },
    changes: [
      {
        field: 'mode',
        change: 'changed',
        before: 'x',
        after: text,
        at: SINCE.since,
        at_epoch: 1765343222,
        event,
      },
      { field: 'tasks', change: 'opened', key: text, at: SINCE.since, at_epoch: 1765343222, event },
      { field: 'tasks', change: 'closed', key: ['k', 1], at: SINCE.since, at_epoch: 1765343222, event },
    ],
  };
}

/** What is no name of a field for a terminal is still one for a report. */
function plain(): StateBody {
  const { changes: _changes, from: _from, from_epoch: _epoch, ...report } = stateWith('t');
  return report;
}

describe('the table', () => {
  test('fields, their age, and open keys', () => {
    expect(stateTable(plain(), viewOf({}))).toBe(
      [
        'at      2025-12-10 05:07:12.000000Z',
        'events  3 (2 more without a time)',
        '',
        'field        value        set                           age  event  place',
        'mode         t            2025-12-10 05:07:02.000000Z  10 s  t      t@7',
        't            {"a":["t"]}  2025-12-10 05:07:02.000000Z  10 s  t      t@7',
        'compactions  0            -                               -  -      -',
        '',
        'tasks: 2 keys open',
        'key    progress  since                         age  event  place',
        't ×2   t         2025-12-10 05:07:02.000000Z  10 s  t      t@7',
        't / -  -         2025-12-10 05:07:02.000000Z  10 s  t      t@7',
        '',
      ].join('\n'),
    );
  });

  test('changes stand first', () => {
    const lines = stateTable(stateWith('t'), viewOf({})).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      'from    2025-12-10 05:07:02.000000Z',
      'at      2025-12-10 05:07:12.000000Z',
      'events  3 (2 more without a time)',
      '',
      'changed  how      before  after  time                          age  event  place',
      'mode     changed  x       t      2025-12-10 05:07:02.000000Z  10 s  t      t@7',
      'tasks    opened   -       t      2025-12-10 05:07:02.000000Z  10 s  t      t@7',
      'tasks    closed   k / 1   -      2025-12-10 05:07:02.000000Z  10 s  t      t@7',
    ]);
    expect(stateTable({ ...stateWith('t'), changes: [] }, viewOf({}))).toContain('changes  none\n');
  });

  test.each([
    ['', '""'],
    [null, 'null'],
    ['a b', 'a b'],
    [[1], '[1]'],
  ])('the value %j is shown as %s', (value, text) => {
    const shown = stateTable({ events: 1, untimed: 0, fields: { v: { value } }, open: {} }, viewOf({}));
    expect(shown.split('\n')[4]).toMatch(new RegExp(`^v +${text.replace(/[[\]]/g, '\\$&')} `));
  });

  test('nothing known is two lines', () => {
    const report = { events: 0, untimed: 0, fields: {}, open: { drives: [] } };
    expect(stateTable(report, viewOf({}))).toBe('at      -\nevents  0\n');
  });

  test.each([30, 60, 80, 120])('fits %d columns', (width) => {
    const text = stateTable(stateWith('a long text '.repeat(40)), viewOf({ terminal: true, width }));
    expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  test.each([false, true])('is inert (terminal: %s)', (terminal) => {
    for (const payload of PAYLOADS) {
      const found = LIVE.exec(stateTable(stateWith(payload), viewOf({ terminal, width: 120 })));
      expect([payload, found?.index]).toEqual([payload, undefined]);
    }
  });
});

describe('the schema', () => {
  const url = new URL('../../src/schemas/state.schema.json', import.meta.url);
  const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
    JSON.parse(readFileSync(url, 'utf8')) as object,
  );
  const rest = { report: 'state', version: 1, sources: [], notes: [] };

  test.each<[string, object, boolean]>([
    ['with changes', stateWith('t'), true],
    ['of one instant', plain(), true],
    ['of nothing', { events: 0, untimed: 1, fields: {}, open: {} }, true],
    ['with a lead', { ...plain(), session_id: null, cycle: 2 }, true],
    ['changes without a beginning', { ...plain(), changes: [] }, false],
    ['a field without a value', { ...plain(), fields: { a: {} } }, false],
    ['another key', { ...plain(), more: 1 }, false],
  ])('%s', (_, report, valid) => {
    expect([validate({ ...rest, ...report }), validate.errors].slice(0, valid ? 2 : 1)).toEqual(
      valid ? [true, null] : [false],
    );
  });
});
