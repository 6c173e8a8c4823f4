/** Cursors: what is printed is read again, what is none is none; and where a reader is in logs that come, move and go. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import type { Position } from '../../src/model/follow.ts';
import { parseCursor, printCursor } from '../../src/serve/cursor.ts';
import { Whereabouts } from '../../src/serve/whereabouts.ts';
import { directory } from './room.ts';

describe('cursors', () => {
  const place = (offset: number) => ({ file: 'Ab-_90', offset, mark: 4_294_967_295 });
  test.each([0, 1, 2 ** 31, 2 ** 53 - 1])('offset %d comes back', (offset) => {
    const places = new Map([
      ['aaaaaa', place(offset)],
      ['b-b_b9', { ...place(7), file: '' }],
    ]);
    expect(parseCursor(printCursor(places))).toEqual(places);
  });

  test('nowhere', () => expect(parseCursor(printCursor(new Map()))).toEqual(new Map()));

  const NONE = [
    '',
    'x',
    'aaaaaa',
    'aaaaaa.b.c',
    'aaaaaa..zzzzzzzzzzz.0',
    '~',
    'aaaaaa..1.0~',
    'aaaaaa..1.0\n',
    'é'.repeat(9),
  ];
  test.each(NONE)('%j is none', (text) => expect(parseCursor(text)).toBeUndefined());
});

/** A log of lines, as a follower stands behind the first `read` of them. */
class Log {
  readonly path: string;
  readonly lines: string[] = [];

  constructor(home: string, name: string) {
    this.path = join(home, name);
  }

  write(...lines: string[]): void {
    this.lines.push(...lines);
    writeFileSync(this.path, this.lines.map((line) => `${line}\n`).join(''));
  }

  event(n: number): Event {
    const bytes = Buffer.from(this.lines[n] ?? '');
    const row = {
      source: 0,
      path: this.path,
      offset: this.offset(n),
      bytes,
      ending: '\n',
      us: 0,
      context: false,
    };
    return { row, dialect: '', fields: [], rest: [] };
  }

  offset(n: number): number {
    return this.lines.slice(0, n).reduce((sum, line) => sum + line.length + 1, 0);
  }

  position(read: number, id = 'file'): Position {
    const check = { size: 0, hash: '' };
    return { version: 1, live: [], files: [{ path: this.path, id, offset: this.offset(read), check }] };
  }
}

function cursorOf(text: string) {
  return parseCursor(text) ?? new Map();
}

test('from a cursor on, what came since; nothing where nothing came', () => {
  const log = new Log(directory(), 'a');
  log.write('{"n":0}', '{"n":1}');
  const here = new Whereabouts();
  here.stand(log.position(1));
  const before = cursorOf(here.cursor());
  expect(here.between(before, undefined)).toEqual([]);
  here.pass(log.event(1));
  expect(here.between(before, undefined)).toMatchObject([{ path: log.path, from: 8, to: 16 }]);
  expect(here.between(cursorOf(here.cursor()), undefined)).toEqual([]);
});

test('another server of the same logs reads the same cursor', () => {
  const log = new Log(directory(), 'a');
  log.write('{"n":0}', '{"n":1}', '{"n":2}');
  const [one, other] = [new Whereabouts(), new Whereabouts()];
  one.stand(log.position(1));
  one.pass(log.event(1));
  other.stand(log.position(3));
  expect(other.between(cursorOf(one.cursor()), undefined)).toMatchObject([{ from: 16, to: 24 }]);
});

const BROKEN: readonly (readonly [
  says: string,
  change: (log: Log, here: Whereabouts) => void,
  broken: string,
])[] = [
  ['another file', (log, here) => here.stand(log.position(0, 'other')), 'rotated'],
  [
    'a shorter file',
    (log, here) => {
      here.begin(log.path);
      here.stand(log.position(0));
    },
    'truncated',
  ],
  [
    'other lines of the same length',
    (log) => {
      log.lines.splice(0, 2, '{"x":7}', '{"y":8}');
      log.write();
    },
    'truncated',
  ],
];
test.each(BROKEN)('%s is told', (_, change, broken) => {
  const log = new Log(directory(), 'a');
  log.write('{"n":0}', '{"n":1}');
  const here = new Whereabouts();
  here.stand(log.position(2));
  const before = cursorOf(here.cursor());
  change(log, here);
  expect(here.between(before, undefined)).toMatchObject([{ from: 0, broken }]);
});

test('a log that came later is read from its start', () => {
  const home = directory();
  const [a, b] = [new Log(home, 'a'), new Log(home, 'b')];
  a.write('{"n":0}');
  b.write('{"n":1}');
  const here = new Whereabouts();
  here.stand(a.position(1));
  const before = cursorOf(here.cursor());
  here.stand(b.position(1));
  expect(here.between(before, undefined)).toMatchObject([{ path: b.path, from: 0, to: 8 }]);
  expect(here.fork(before).cursor()).toContain('.0.0');
});

test('of very many logs a cursor names those that moved, and is of its server alone', () => {
  const home = directory();
  const logs = Array.from({ length: 100 }, (_, n) => new Log(home, `log${n}`));
  const here = new Whereabouts();
  for (const log of logs) {
    log.write('{"n":0}', '{"n":1}');
    here.stand(log.position(1));
  }
  here.pass(logs[7]!.event(1));
  const [start, text = ''] = here.cursor().split('!');
  expect(cursorOf(text).size).toBe(1);
  here.pass(logs[8]!.event(1));
  expect(here.between(cursorOf(text), start)).toMatchObject([{ path: logs[8]!.path, from: 8, to: 16 }]);
  expect(here.between(cursorOf(text), 'others')).toBeUndefined();
});
