import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { LogName } from '../../src/model/query.ts';
import { defaultLogs } from '../../src/scan/locate.ts';
import { room } from './room.ts';

const NEAREST = '.maceff/agent_events_log.jsonl';

/** A tree with a log at its top; `a/b` is a place below it, and `.maceff` in `a` holds none. */
function tree(): string {
  const top = room();
  mkdirSync(join(top, '.maceff'));
  mkdirSync(join(top, 'a/b'), { recursive: true });
  mkdirSync(join(top, 'a', NEAREST), { recursive: true });
  writeFileSync(join(top, NEAREST), '');
  return top;
}

const EMPTY = { INQUEST_LOG: '', MACF_EVENTS_LOG_PATH: '' };
const ROWS: readonly (readonly [
  string,
  Record<string, string>,
  string,
  (top: string) => readonly LogName[],
])[] = [
  [
    'INQUEST_LOG before all',
    { INQUEST_LOG: ['x', '', 'y@12'].join(delimiter), MACF_EVENTS_LOG_PATH: 'z' },
    'a',
    () => [{ path: 'x' }, { path: 'y', offset: 12 }],
  ],
  ['MACF_EVENTS_LOG_PATH next', { ...EMPTY, MACF_EVENTS_LOG_PATH: 'z:y' }, 'a', () => [{ path: 'z:y' }]],
  ['the log here', EMPTY, '', (top) => [{ path: join(top, NEAREST) }]],
  ['the nearest log above', {}, 'a/b', (top) => [{ path: join(top, NEAREST) }]],
];

test.each(ROWS)('%s', (_, env, below, logs) => {
  const top = tree();
  expect(defaultLogs(env, join(top, below), true)).toEqual(logs(top));
});

test('standard input where it is no terminal, else a fault that says how to name a log', () => {
  expect(defaultLogs({}, room(), false)).toEqual([{ path: '-' }]);
  try {
    defaultLogs({}, room(), true);
    expect.unreachable();
  } catch (error) {
    expect((error as Fault).parts).toMatchObject({
      code: 'no-log',
      hint: expect.stringContaining('INQUEST_LOG'),
    });
    expect(error).toBeInstanceOf(Fault);
  }
});
