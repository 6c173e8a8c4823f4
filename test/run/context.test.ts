/** Neighbours by example; the law is in test/laws/backward.test.ts. Letters are events, capitals match; `(x)` is a neighbour. */
import { describe, expect, test } from 'vitest';
import type { Listing } from '../../src/model/query.ts';
import { fileOf } from '../scan/room.ts';
import { ask } from './ask.ts';

/** One event a letter, a second apart; before the first is `m`. Vowels are of one session, consonants of another, `y` of none. */
function logOf(letters: string, from: number): string {
  return [...letters]
    .map((letter, n) => {
      const lower = letter.toLowerCase();
      const session_id = lower === 'y' ? undefined : 'aeiou'.includes(lower) ? 'vowels' : 'consonants';
      return `${JSON.stringify({ timestamp: 1.7e9 + from + n, event: letter, session_id, hit: letter !== lower })}\n`;
    })
    .join('');
}

async function check(logs: readonly string[], listing: Partial<Listing>, expected: string): Promise<void> {
  const files = logs.map((letters, n) => fileOf(logOf(letters, n * 10), String(n)));
  const { events } = await ask(files, { where: 'hit = true', ask: listing });
  const shown = events.map(({ row }) => {
    const { event } = JSON.parse(Buffer.from(row.bytes).toString()) as { event: string };
    return row.context ? `(${event})` : event;
  });
  expect(shown.join(' ')).toBe(expected);
}

describe('neighbours', () => {
  const rows: readonly (readonly [string, readonly string[], Partial<Listing>, string])[] = [
    ['before and behind', ['abCde'], { context: 1 }, '(b) C (d)'],
    ['at both ends of the log', ['Abcd', 'wxyZ'], { context: 2 }, 'A (b) (c) (x) (y) Z'],
    ['shared ones stand once', ['abCdEfg'], { context: 2 }, '(a) (b) C (d) E (f) (g)'],
    ['a match near a match is a match', ['aBCd'], { context: 1 }, '(a) B C (d)'],
    ['behind the last of the head', ['aBcdEf'], { context: 1, head: 1 }, '(a) B (c)'],
    ['a match behind the head is a neighbour', ['aBCd'], { context: 1, head: 1 }, '(a) B (C)'],
    ['before the first of the tail', ['aBcdEf'], { context: 1, tail: 1 }, '(d) E (f)'],
    ['a match before the tail is a neighbour', ['aBCd'], { context: 1, tail: 1 }, '(B) C (d)'],
    ['none of none', ['aBc'], { context: 1, head: 0 }, ''],
    ['none of the last none', ['aBc'], { context: 1, tail: 0 }, ''],
    ['reversed', ['aBcdE'], { context: 1, reverse: true }, 'E (d) (c) B (a)'],
    ['a reversed tail', ['aBcdE'], { context: 1, reverse: true, tail: 1 }, 'E (d)'],
    ['a reversed head', ['aBcdE'], { context: 1, reverse: true, head: 1 }, '(c) B (a)'],
    ['in the log, not in the neighbour log', ['abC', 'def'], { context: 1 }, '(b) C'],
    ['in the session', ['abcEfgi'], { contextSession: 1 }, '(a) E (i)'],
    ['in two sessions', ['abCEfi'], { contextSession: 1 }, '(a) (b) C E (f) (i)'],
    ['in the session, before the tail', ['abcdEfBa'], { contextSession: 2, tail: 1 }, '(d) (f) B'],
    ['in no session', ['aYYb'], { contextSession: 2 }, 'Y Y'],
  ];
  test.each(rows)('%s: %j %j', (_, logs, listing, expected) => check(logs, listing, expected));
});
