/** What a macf breadcrumb is made of: what is given, what the log's end says, the commit at hand; one a second. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crumbText } from '../../src/write/crumb.ts';
import { crumbsOf } from '../../src/write/crumbs.ts';
import { openMacfLog } from '../../src/write/dialect-logs.ts';
import { LOOK_BACK_BYTES, lastKnownOf } from '../../src/write/last-known.ts';
import { directory, eventsOf } from './logs.ts';

const SESSION = '5f3a9c1e-7d42-4b8a-9e10-c6b2d8f4a357';
const event = (parts: object): string =>
  `${JSON.stringify({
    timestamp: 1,
    event: 'mode_change',
    breadcrumb: 's_5f3a9c1e/c_2/g_none/p_none/t_1',
    ...{ data: { session_id: SESSION }, hook_input: {} },
    ...parts,
  })}\n`;

const ENDS: readonly (readonly [name: string, log: string, known: object])[] = [
  ['its last event', event({}), { session: SESSION, short: false, cycle: 2 }],
  ['no log', '', {}],
  [
    'damaged and foreign lines behind it',
    `${event({})}{"torn": \n[]\n"x"\n{"event":"y"}\n{"event": "z", "breadcrumb": "C_`,
    { session: SESSION, short: false, cycle: 2 },
  ],
  ['a session that is but a hash', event({ data: {} }), { session: '5f3a9c1e', short: true, cycle: 2 }],
  [
    'unknown is no session',
    event({}) + event({ breadcrumb: 's_unknown/c_4/p_none', data: { session_id: 'unknown' } }),
    { session: SESSION, short: false, cycle: 4 },
  ],
  [
    'a compaction names the cycle that it begins',
    event({ event: 'compaction_detected', data: { session_id: SESSION, cycle: 3 } }),
    { session: SESSION, short: false, cycle: 3 },
  ],
  [
    'a migration names the session that it begins',
    event({ event: 'migration_detected', data: { current_session: 'b81d27fa-03c6', current_cycle: 5 } }),
    { session: 'b81d27fa-03c6', short: false, cycle: 5 },
  ],
  [
    'the old form of breadcrumbs',
    event({ breadcrumb: 'C60/abc12345/ead030a', data: {} }),
    {
      ...{ session: 'abc12345', short: true, cycle: 60 },
    },
  ],
];

test.each(ENDS)('the log ends in %s', (_, log, known) => {
  const path = join(directory(), 'log.jsonl');
  if (log !== '') writeFileSync(path, log);
  expect(lastKnownOf(path)()).toEqual(known);
});

test('a log that grows, is replaced, and goes', () => {
  const root = directory();
  const path = join(root, 'log.jsonl');
  writeFileSync(path, event({}));
  const known = lastKnownOf(path);
  expect(known().cycle).toBe(2);
  appendFileSync(path, event({ breadcrumb: 's_e4c60b93/c_7/p_none', data: {} }));
  expect(known()).toMatchObject({ session: 'e4c60b93', cycle: 7 });
  // What says nothing leaves what was known.
  appendFileSync(path, '{"event":"x"}\n');
  expect(known()).toMatchObject({ session: 'e4c60b93', cycle: 7 });
  writeFileSync(path, '');
  expect(known()).toEqual({});
});

test('no more than the last 8 MiB are looked at', () => {
  const path = join(directory(), 'log.jsonl');
  const filler = `{"event":"x","text":"${'x'.repeat(1023 * 1024)}"}\n`;
  writeFileSync(path, event({}) + filler.repeat(7));
  expect(lastKnownOf(path)().cycle).toBe(2);
  writeFileSync(path, event({}) + filler.repeat(9));
  expect(filler.length * 9).toBeGreaterThan(LOOK_BACK_BYTES);
  expect(lastKnownOf(path)()).toEqual({});
});

test('lines that end at block edges are read whole', () => {
  const path = join(directory(), 'log.jsonl');
  for (let size = 64 * 1024 - 400; size < 64 * 1024 + 4; size += 7) {
    writeFileSync(path, `${event({})}{"event":"x","t":"${'x'.repeat(size)}"}\n`);
    expect(lastKnownOf(path)().cycle, String(size)).toBe(2);
  }
});

test('one breadcrumb serves a second; a time that is given has its own', () => {
  const root = directory();
  const path = join(root, 'log.jsonl');
  writeFileSync(path, event({}));
  const crumb = crumbsOf(path, root);
  const at = (us: number, exact = false, own = {}): string =>
    crumb({ git: null, ...own }, us, exact).breadcrumb;
  expect(at(10_000_000)).toBe('s_5f3a9c1e/c_2/g_none/p_none/t_10');
  appendFileSync(path, event({ breadcrumb: 's_5f3a9c1e/c_9/p_none' }));
  expect(at(10_999_999)).toBe('s_5f3a9c1e/c_2/g_none/p_none/t_10');
  expect(at(10_999_999, true)).toBe('s_5f3a9c1e/c_9/g_none/p_none/t_10');
  expect(at(10_999_999, false, { prompt: 'abcdefghij' })).toBe('s_5f3a9c1e/c_9/g_none/p_abcdefgh/t_10');
  expect(at(11_000_001)).toBe('s_5f3a9c1e/c_9/g_none/p_none/t_11');
  // A clock that was set back makes a new one.
  expect(at(5_000_000)).toBe('s_5f3a9c1e/c_9/g_none/p_none/t_5');
});

test('the commit is that of the repository at hand', async () => {
  const root = directory();
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git/HEAD'), 'f689e4d9ab31f689e4d9ab31f689e4d9ab31f689');
  const log = await openMacfLog(join(root, 'log.jsonl'), { session: 'a', cycle: 1, directory: root });
  await log.append('mode_change', { mode: 'A' });
  await log.close();
  expect(eventsOf(join(root, 'log.jsonl'))[0]?.breadcrumb).toMatch(/^s_a\/c_1\/g_f689e4d\/p_none\/t_\d+$/);
});

test('a writer that knows neither session nor cycle says so; its first event may tell both', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openMacfLog(path, { git: null });
  await expect(log.append('mode_change', { mode: 'A' })).rejects.toMatchObject({
    parts: { code: 'no-breadcrumb', hint: '--session ID --cycle N' },
  });
  await expect(log.append('mode_change', { mode: 'A' }, { session: 'x' })).rejects.toMatchObject({
    parts: { hint: '--cycle N' },
  });
  await log.sessionStarted({ session_id: SESSION, cycle: 4 });
  await log.append('mode_change', { mode: 'A' });
  await log.close();
  const [, second] = eventsOf(path);
  expect(second?.breadcrumb).toMatch(/^s_5f3a9c1e\/c_4\//);
  expect(second?.data).toEqual({ session_id: SESSION, mode: 'A' });
});

test.each([{ session: 'a/b' }, { session: '' }, { prompt: 'a b' }, { git: 'x\n' }, { cycle: 1.5 }])(
  'no reader would read %j back',
  (part) => {
    expect(() => crumbText({ session: 'a', cycle: 1, timeUs: 0, ...part })).toThrow('of a breadcrumb');
  },
);

test('a line that was half written when it was looked at is read when it is whole', () => {
  const path = join(directory(), 'log.jsonl');
  const next = event({ breadcrumb: 's_e4c60b93/c_7/p_none', data: {} });
  writeFileSync(path, event({}) + next.slice(0, 40));
  const known = lastKnownOf(path);
  expect(known()).toMatchObject({ session: SESSION, cycle: 2 });
  expect(known()).toMatchObject({ session: SESSION, cycle: 2 });
  appendFileSync(path, next.slice(40) + event({ breadcrumb: 'none', data: {} }));
  expect(known()).toMatchObject({ session: 'e4c60b93', cycle: 7 });
});
