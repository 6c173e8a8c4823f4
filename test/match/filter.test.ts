/** Filter objects against the macf log and old breadcrumbs: exact equality, every key joined with "and". Source: cli.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Predicate } from '../../src/model/query.ts';
import { parseFilter } from '../../src/query/filter.ts';
import { parseTime } from '../../src/query/time.ts';
import { ask, MACF } from '../run/ask.ts';
import { fileOf } from '../scan/room.ts';

interface Line {
  readonly timestamp: number;
  readonly event: string;
  readonly breadcrumb: string;
  readonly data: { readonly session_id?: string };
}

/** As the tool that this one succeeds would judge a line. */
type Judge = (line: Line, crumb: Readonly<Record<string, string>>) => boolean;

function filter(object: object): Predicate {
  const parsed = parseFilter(JSON.stringify(object), {
    parseTime: (text) => parseTime(text, { nowUs: 0, zone: 'UTC' }),
  });
  if ('faults' in parsed) throw parsed.faults[0]!;
  return parsed.predicate;
}

/** The fixture has one breadcrumb of the old form and one whose time is a local one. */
function crumbOf(text: string): Record<string, string> {
  const [, c, s, p] = /^C(\d+)\/(\w+)\/(\w+)$/.exec(text) ?? [];
  if (c !== undefined) return { c, s: s!, p: p! };
  const utc = text.replace('t_20260302_2115', `t_${Date.UTC(2026, 2, 2, 21, 15) / 1000}`);
  return Object.fromEntries(utc.split('/').map((part) => [part.slice(0, 1), part.slice(2)]));
}

const LINES = readFileSync(MACF, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const [FIRST, LAST] = [LINES[0]!.timestamp, LINES.at(-1)!.timestamp];
const SESSION = LINES.at(-1)!.data.session_id!;

const ROWS: readonly (readonly [object, Judge])[] = [
  [{}, () => true],
  [{ event_type: 'tool_call_started' }, ({ event }) => event === 'tool_call_started'],
  [{ event_type: 'tool_call' }, () => false],
  [{ event_type: 'tool_*' }, () => false],
  [{ without_matching: 'tool_call_started' }, ({ event }) => event !== 'tool_call_started'],
  [{ session_id: SESSION }, ({ data }) => data.session_id === SESSION],
  [{ session_id: SESSION.slice(0, 8) }, () => false],
  [{ session_id: 'unknown' }, ({ data }) => data.session_id === 'unknown'],
  [{ since: FIRST }, ({ timestamp }) => timestamp > FIRST],
  [{ until: LAST }, ({ timestamp }) => timestamp < LAST],
  [{ since: FIRST, until: LAST }, ({ timestamp }) => timestamp > FIRST && timestamp < LAST],
  [{ breadcrumb: { s: SESSION.slice(0, 8) } }, (_, { s }) => s === SESSION.slice(0, 8)],
  [{ breadcrumb: { c: 2 } }, (_, { c }) => Number(c) === 2],
  [{ breadcrumb: { c: 0 } }, () => false],
  [{ breadcrumb: { g: '74d019d' } }, (_, { g }) => g === '74d019d'],
  [{ breadcrumb: { p: 'none' } }, () => false],
  [{ breadcrumb: { p: '0fcfe4b1' } }, (_, { p }) => p === '0fcfe4b1'],
  [
    { breadcrumb: { t_min: 1772486076, t_max: 1772486096 } },
    (_, { t }) => Number(t) >= 1772486076 && Number(t) <= 1772486096,
  ],
  [{ breadcrumb: { t_min: 1772486075.5 } }, (_, { t }) => Number(t) >= 1772486076],
  [
    {
      event_type: 'tool_call_started',
      breadcrumb: { c: 3, s: SESSION.slice(0, 8) },
      without_matching: 'x',
      since: 0,
    },
    ({ event }, { s, c }) => event === 'tool_call_started' && c === '3' && s === SESSION.slice(0, 8),
  ],
];

describe('the macf log', () => {
  test.each(ROWS)('%j', async (object, judge) => {
    const expected = LINES.filter((line) => judge(line, crumbOf(line.breadcrumb)));
    const { events } = await ask([MACF], { where: filter(object) });
    const found = events.map(({ row }) => JSON.parse(Buffer.from(row.bytes).toString()) as Line);
    expect(found).toEqual(expected);
  });

  test('the rows tell something apart', () => {
    const sizes = ROWS.map(
      ([, judge]) => LINES.filter((line) => judge(line, crumbOf(line.breadcrumb))).length,
    );
    expect(sizes.filter((size) => size > 0 && size < LINES.length).length).toBeGreaterThan(10);
  });
});

test('old breadcrumbs have a cycle, a session and a prompt, no git hash and no time', async () => {
  const log = fileOf(
    ['C60/abc12345/ead030a', 's_abc12345/c_60/g_ead030a/p_none/t_5', 'C60/abc12345', 'C6x/abc12345/ead030a']
      .map(
        (breadcrumb, n) => `${JSON.stringify({ timestamp: 1.7e9 + n, event: 'e', breadcrumb, data: {} })}\n`,
      )
      .join(''),
  );
  const found = async (breadcrumb: object): Promise<number[]> => {
    const { events } = await ask([log], { where: filter({ breadcrumb }), reader: { dialect: 'macf' } });
    return events.map(({ row }) => row.line!);
  };
  expect(await found({ s: 'abc12345' })).toEqual([1, 2]);
  expect(await found({ c: 60 })).toEqual([1, 2]);
  expect(await found({ p: 'ead030a' })).toEqual([1]);
  expect(await found({ g: 'ead030a' })).toEqual([2]);
  expect(await found({ t_min: 0 })).toEqual([2]);
});
