/** The truth of each kind of rule: what holds, what does not, what is said of it, and at which lines. */
import { describe, expect, test } from 'vitest';
import { judge, rowsOf, verdict } from './checks.ts';

type Rows = readonly (readonly [rule: string, rows: string, said: readonly string[]])[];

function check(rows: Rows): void {
  test.each(rows)('%s of %s', (rule, events, said) => {
    expect(verdict(rule, rowsOf(events))).toEqual(said);
  });
}

describe('count', () => {
  check([
    ['kind: count, expect: none', '', ['ok: found none']],
    ['kind: count, expect: none', 'a@1 b@2', ['no: expected none, found 2', '1', '2']],
    ['kind: count, expect: none, type: b', 'a@1 b@2 b', ['no: expected none, found 2', '2', '3']],
    ['kind: count, expect: some, type: b', 'a@1 b@2', ['ok: found 1']],
    ['kind: count, expect: some, type: c', 'a@1 b@2', ['no: expected some, found none']],
    ['kind: count, expect: "<=1"', 'a@1 b@2', ['no: expected <=1, found 2', '1', '2']],
    ['kind: count, expect: 3', 'a@1 b@2', ['no: expected 3, found 2']],
    ['kind: count, expect: 1', 'a@1 b@2', ['no: expected 1, found 2', '1', '2']],
    ['kind: count, expect: none', 'a a a a a a a', ['no: expected none, found 7', '1', '2', '3', '4', '5']],
    ['kind: count, expect: none, where: value = x', 'a=x a=y a', ['no: expected none, found 1', '1']],
    ['kind: count, expect: some, type: z, per: session', '', ['ok: no session to judge']],
    [
      'kind: count, expect: some, type: z, per: session',
      's:a s:z t:z u:a u:b a',
      ['no: broken in 1 of 3 sessions: expected some, found none', '5 the last event of the session'],
    ],
    [
      'kind: count, expect: "<2", type: a, per: session',
      's:a t:a s:a t:a t:b',
      ['no: broken in 2 of 2 sessions, the first: expected <2, found 2', '1', '2'],
    ],
    // A session known by its hash is the one whose id begins with it.
    [
      'kind: count, expect: "<2", per: session',
      '0a1b2c3d:a 0a1b2c3d_full:a',
      ['no: broken in 1 of 1 session: expected <2, found 2', '1'],
    ],
  ]);

  test('tells which sessions broke it, the first by id', () => {
    const { sessions } = judge('kind: count, expect: none, type: a, per: session', rowsOf('t:a s:a s:a u:b'));
    expect(sessions).toMatchObject({
      judged: 3,
      failed: 2,
      first: [
        { session: 's', value: 2, message: 'expected none, found 2', place: { line: 2 } },
        { session: 't', value: 1, place: { line: 1 } },
      ],
    });
  });

  test('leaves out sessions behind the cap, and says so', () => {
    const rows = rowsOf(Array.from({ length: 40 }, (_, n) => `s${n + 10}:a`).join(' '));
    const { sessions, notes } = judge('kind: count, expect: none, per: session', rows, { cap: 2 });
    expect(sessions).toMatchObject({ judged: 2, failed: 2 });
    expect(notes).toEqual([
      {
        kind: 'capped',
        count: 38,
        message:
          'rule "it": 38 events of further sessions were left out: only the first 2 sessions by name are kept (--cap)',
        places: [],
      },
    ]);
  });
});

describe('pairs', () => {
  const RULE = 'kind: pairs, start: a, end: z, key: value';
  check([
    [RULE, '', ['ok: 0 pairs']],
    [RULE, 'a@1=x z@3=x', ['ok: 1 pair, the longest 2 s']],
    [RULE, 'a@1=x a@2=y z@3=x', ['no: 1 pair, the longest 2 s, 1 start without an end', '2 y: no z']],
    [RULE, 'a@1=x z@2=y', ['no: 0 pairs, 1 start without an end, 1 end without a start', '1 x: no z']],
    [`${RULE}, open: any`, 'a@1=x', ['ok: 0 pairs, 1 start without an end']],
    [
      `${RULE}, open: "<=1"`,
      'a@1=x a@2=y',
      ['no: 0 pairs, 2 starts without an end', '1 x: no z', '2 y: no z'],
    ],
    [RULE, 'z@1=x', ['ok: 0 pairs, 1 end without a start']],
    [`${RULE}, orphans: none`, 'z@1=x', ['no: 0 pairs, 1 end without a start', '1 x: no a before']],
    [`${RULE}, orphans: some`, 'a@1=x z@1=x', ['no: 1 pair, the longest 0 s, 0 ends without a start']],
    [
      `${RULE}, max: 5s`,
      'a@1=x z@6=x a@1=y z@6.001=y',
      ['no: 2 pairs, the longest 5 s, 1 over 5 s', '3 y: 5 s'],
    ],
    // Lines in any order: time decides.
    [RULE, 'z@3=x a@1=x', ['ok: 1 pair, the longest 2 s']],
    [RULE, 'z@1=x a@3=x', ['no: 0 pairs, 1 start without an end, 1 end without a start', '2 x: no z']],
    // First in, first out; nested equals.
    [`${RULE}, max: 3s`, 'a@1=x a@2=x z@4=x z@6=x', ['no: 2 pairs, the longest 4 s, 1 over 3 s', '2 x: 4 s']],
    // A key that is used again.
    [RULE, 'a@1=x z@2=x a@3=x z@5=x', ['ok: 2 pairs, the longest 2 s']],
    // Numbers and texts are other keys; null is none.
    [RULE, 'a@1=1 z@2="1"', ['no: 0 pairs, 1 start without an end, 1 end without a start', '1 1: no z']],
    [RULE, 'a@1=null z@2', ['no: nothing to judge: no key in 2 events']],
    [RULE, 'a=x z@2=x', ['ok: 0 pairs, 1 end without a start']],
    // Each event ends what the one before began.
    [
      'kind: pairs, start: a, end: a, max: 5s, open: 1',
      's:a@1 s:a@5 s:a@11',
      ['no: 2 pairs, the longest 6 s, 1 over 5 s, 1 start without an end', '2 s: 6 s'],
    ],
    [
      'kind: pairs, start: a, end: z',
      's:a@1 t:z@2 t:a@3 s:z@4 t:z@5',
      ['ok: 2 pairs, the longest 3 s, 1 end without a start'],
    ],
    [
      'kind: pairs, start: a, end: z, key: value, per: session',
      's:a@1=x t:z@2=x s:z@3=x t:a@4=x a@5=y',
      [
        'no: broken in 1 of 2 sessions: 0 pairs, 1 start without an end, 1 end without a start; 1 event without a key',
        '4 x: no z',
      ],
    ],
    ['kind: pairs, start: a, end: z', '0a1b2c3d:a@1 0a1b2c3d_full:z@2', ['ok: 1 pair, the longest 1 s']],
    [
      'kind: pairs, start: a, end: z, key: ["@session", value]',
      's:a@1=x s:a@1=y s:z@2=x',
      ['no: 1 pair, the longest 1 s, 1 start without an end', '2 s y: no z'],
    ],
  ]);

  test('holds so many open starts, and says what it left out', () => {
    const rows = rowsOf(Array.from({ length: 9 }, (_, n) => `a@${n}=k${n}`).join(' '));
    const { ok, message, notes } = judge(RULE, rows, { cap: 4 });
    expect([ok, message]).toEqual([false, '0 pairs, 4 starts without an end']);
    expect(notes).toMatchObject([{ kind: 'capped', count: 5 }]);
  });

  test('pairs beyond the window as lines come, and says what came too late', () => {
    const late = rowsOf('a@10=x z@11=x a@12=y z@13=y z@14=u a@15=v z@16=v a@9=u');
    const { message, notes } = judge(`${RULE}, open: any`, late, { cap: 2 });
    expect(message).toBe('3 pairs, the longest 1 s, 1 start without an end, 1 end without a start');
    expect(notes).toMatchObject([{ kind: 'disorder', count: 1 }]);
    expect(judge(RULE, late).message).toBe('4 pairs, the longest 5 s');
  });
});

describe('gaps', () => {
  check([
    ['kind: gaps, threshold: 5s', '', ['ok: no gap over 5 s']],
    ['kind: gaps, threshold: 5s', 'a@1 b@6', ['ok: no gap over 5 s']],
    [
      'kind: gaps, threshold: 5s',
      'a@1 b@7 c@20',
      [
        'no: 2 gaps, the longest 13 s, expected none over 5 s',
        '1 6 s of silence behind it',
        '2 13 s of silence behind it',
      ],
    ],
    [
      'kind: gaps, threshold: 5s, type: a',
      'a@1 b@5 a@9',
      ['no: 1 gap, the longest 8 s, expected none over 5 s', '1 8 s of silence behind it'],
    ],
    [
      'kind: gaps, threshold: 5s, per: session',
      's:a@1 t:a@2 s:a@20 t:a@5',
      ['no: broken in 1 of 2 sessions: 1 gap, the longest 19 s', '1 19 s of silence behind it'],
    ],
    ['kind: gaps, threshold: 5s, per: session', 's:a@1 t:a@9', ['ok: holds in 2 sessions']],
  ]);
});

describe('order', () => {
  const RULE = 'kind: order, first: a, then: z';
  check([
    [RULE, '', ['ok: no z before a']],
    [RULE, 'a@1 z@2', ['ok: no z before a']],
    [RULE, 'z@2 a@1', ['ok: no z before a']],
    [RULE, 'z@1 a@2', ['no: z before a', '1 a is later']],
    [RULE, 'z@1', ['no: z before a', '1 no a']],
    [RULE, 'a@1', ['ok: no z before a']],
    // At one time the line decides.
    [RULE, 'a@1 z@1', ['ok: no z before a']],
    [RULE, 'z@1 a@1', ['no: z before a', '1 a is later']],
    [
      `${RULE}, key: value`,
      'a@1=x z@2=x z@2=y a@3=y z@9=w a z',
      ['no: 2 of 3 keys with z before a', '3 y: a is later', '5 w: no a'],
    ],
    [
      `${RULE}, key: value`,
      'a@1=x z@2=x z@3 z@4=null',
      ['ok: no z before a in 1 key; 2 events without a key'],
    ],
    [
      `${RULE}, per: session`,
      's:a@1 t:z@1 s:z@2 t:a@3',
      ['no: broken in 1 of 2 sessions: z before a', '2 a is later'],
    ],
    [`${RULE}, key: "@session"`, '0a1b2c3d:a@1 0a1b2c3d_full:z@2', ['ok: no z before a in 1 key']],
  ]);

  test('judges the first keys by text alone at the cap', () => {
    const rows = rowsOf(Array.from({ length: 40 }, (_, n) => `z@1=k${n + 10}`).join(' '));
    const { message, notes } = judge(`${RULE}, key: value`, rows, { cap: 1 });
    expect(message).toBe('1 of 1 key with z before a');
    expect(notes.map(({ message: text }) => text)).toEqual([
      'rule "it": 39 events of further keys were left out: only the first key by name is kept (--cap)',
    ]);
  });
});

describe('rate', () => {
  const SHARE = 'kind: rate, share: "@type = z"';
  const NUMBER = 'kind: rate, bucket: 10s';
  check([
    [`${SHARE}, below: 50%`, '', ['ok: no event to judge']],
    [`${SHARE}, below: 50%`, 'a z a', ['ok: 1 of 3 events, 33.33%']],
    [`${SHARE}, below: 50%`, 'a z', ['no: 1 of 2 events, 50%, expected below 50%', '2']],
    [`${SHARE}, above: 50%`, 'a z a', ['no: 1 of 3 events, 33.33%, expected above 50%', '1']],
    [
      `${SHARE}, below: 50%, bucket: 10s`,
      'a@1 z@2 z@11 z@12 a@25',
      [
        'no: 2 of 3 buckets: 2 of 2 events in 10 s from 1970-01-01T00:00:10Z, 100%, expected below 50%',
        '2 1 of 2 events in 10 s from 1970-01-01T00:00Z, 50%',
        '3 2 of 2 events in 10 s from 1970-01-01T00:00:10Z, 100%',
      ],
    ],
    [
      `${SHARE}, below: 50%, per: session`,
      's:a s:z s:a t:z z',
      ['no: broken in 1 of 2 sessions: 1 of 1 event, 100%, expected below 50%', '4'],
    ],
    [
      `${NUMBER}, below: 2`,
      'a@1 a@9 a@11',
      [
        'no: 1 of 2 buckets: 2 events in 10 s from 1970-01-01T00:00Z, expected below 2',
        '1 2 events in 10 s from 1970-01-01T00:00Z',
      ],
    ],
    [`${NUMBER}, below: 3`, 'a@1 a@9 a@11 a', ['ok: at most 2 events in 10 s from 1970-01-01T00:00Z']],
    // Cut off at both ends of the log, a bucket is not judged from below.
    [
      `${NUMBER}, above: 1`,
      'a@9 a@11 a@12 a@21',
      ['ok: at least 2 events in 10 s from 1970-01-01T00:00:10Z'],
    ],
    [
      `${NUMBER}, above: 1`,
      'a@9 a@11 a@21',
      [
        'no: 1 of 1 bucket: 1 event in 10 s from 1970-01-01T00:00:10Z, expected above 1',
        '2 1 event in 10 s from 1970-01-01T00:00:10Z',
      ],
    ],
    [
      `${NUMBER}, above: 0`,
      'a@0 a@55',
      ['no: 4 of 5 buckets: 0 events in 10 s from 1970-01-01T00:00:10Z, expected above 0'],
    ],
    [
      `${NUMBER}, above: 0, type: z`,
      'a@0 a@25',
      ['no: 2 of 2 buckets: 0 events in 10 s from 1970-01-01T00:00Z, expected above 0'],
    ],
    [`${NUMBER}, above: 0`, 'a@1 a@2', ['ok: no whole bucket of 10 s to judge']],
    [`${NUMBER}, above: 0`, '', ['no: no event']],
    [
      `${NUMBER}, below: 3, above: 1`,
      'a@1 a@2 a@3 a@12 a@21',
      [
        'no: 2 of 2 buckets: 3 events in 10 s from 1970-01-01T00:00Z, expected above 1 and below 3',
        '1 3 events in 10 s from 1970-01-01T00:00Z',
        '4 1 event in 10 s from 1970-01-01T00:00:10Z',
      ],
    ],
    [
      `${NUMBER}, above: 0, per: session`,
      's:a@0 s:a@11 s:a@25 t:a@0 t:a@25',
      [
        'no: broken in 1 of 2 sessions: 1 of 2 buckets: 0 events in 10 s from 1970-01-01T00:00:10Z, expected above 0',
      ],
    ],
    // Before the epoch, buckets go on.
    [
      `${NUMBER}, below: 2`,
      'a@-1 a@-9 a@1',
      [
        'no: 1 of 2 buckets: 2 events in 10 s from 1969-12-31T23:59:50Z, expected below 2',
        '1 2 events in 10 s from 1969-12-31T23:59:50Z',
      ],
    ],
  ]);

  test('a silence of ages is one run of empty buckets', () => {
    const { message } = judge('kind: rate, bucket: 1ms, above: 0', rowsOf('a@0 a@1000000000'));
    expect(message).toBe(
      '999999999999 of 1000000000000 buckets: 0 events in 1 ms from 1970-01-01T00:00:00.001000Z, expected above 0',
    );
  });

  test('judges the buckets that it holds, and says what it left out', () => {
    const rows = rowsOf(Array.from({ length: 40 }, (_, n) => `a@${n * 10 + 1}`).join(' '));
    const { ok, message, notes } = judge(`${NUMBER}, above: 0`, rows, { cap: 3 });
    expect([ok, message]).toEqual([true, 'at least 1 event in 10 s from 1970-01-01T00:00:10Z']);
    expect(notes).toMatchObject([{ kind: 'capped', count: 37 }]);
  });
});

describe('percentile', () => {
  check([
    ['kind: percentile, of: value, p: 95, below: 3', '', ['ok: no number to judge']],
    [
      'kind: percentile, of: value, p: 95, below: 3',
      'a="9" a',
      ['no: nothing to judge: no number in 2 events'],
    ],
    ['kind: percentile, of: value, p: 50, below: 3', 'a=1 a=2 a=9', ['ok: p50 of 3 is 2']],
    [
      'kind: percentile, of: value, p: 100, below: 9',
      'a=1 a=9 a=2',
      ['no: p100 of 3 is 9, expected below 9', '2 9'],
    ],
    [
      'kind: percentile, of: value, p: 50, above: 2',
      'a=1 a=2 a=9',
      ['no: p50 of 3 is 2, expected above 2', '1 1', '2 2'],
    ],
    [
      'kind: percentile, of: "many[*]", p: 100, below: 1',
      'a',
      ['no: nothing to judge: no number in 1 event'],
    ],
    [
      'kind: percentile, of: "@duration", p: 99.9, below: 2s',
      'a#10 a#2500',
      ['no: p99.9 of 2 is 2.5 s, expected below 2 s', '2 2.5 s'],
    ],
    [
      'kind: percentile, of: "@duration", p: 50, below: 1s, per: session',
      's:a#10 s:a#20 t:a#3000 u:a',
      ['no: broken in 1 of 3 sessions: p50 of 1 is 3 s, expected below 1 s', '3 3 s'],
    ],
  ]);

  test('is exact to the cap of values, then within 1 % and says so', () => {
    const rows = rowsOf(Array.from({ length: 101 }, (_, n) => `a=${n + 1}`).join(' '));
    expect(judge('kind: percentile, of: value, p: 90, below: 1', rows, { valueCap: 101 }).value).toBe(91);
    const { value, message } = judge('kind: percentile, of: value, p: 90, below: 1', rows, { valueCap: 100 });
    expect(Math.abs(value! - 91)).toBeLessThan(0.91);
    expect(message).toMatch(/^p90 of 101 is about /);
  });
});

describe('a rule that meets events and finds nothing to judge in them does not hold', () => {
  check([
    [
      'kind: count, expect: none, type: z, per: session',
      'a b',
      ['no: nothing to judge: no session in 2 events'],
    ],
    ['kind: gaps, threshold: 5s, per: session', 'a@1 b@2', ['no: nothing to judge: no session in 2 events']],
    [
      'kind: rate, share: "value = 1", below: 1, per: session',
      'a',
      ['no: nothing to judge: no session in 1 event'],
    ],
    ['kind: rate, bucket: 1s, below: 5', 'a', ['no: nothing to judge: no time in 1 event']],
    ['kind: order, first: a, then: b, key: value', 'a@1 b@2', ['no: nothing to judge: no key in 2 events']],
    ['kind: pairs, start: a, end: b, per: session', 'a@1 b@2', ['no: nothing to judge: no key in 2 events']],
    [
      'kind: percentile, of: value, p: 50, below: 1, per: session',
      's:a t:a=x',
      ['no: nothing to judge: no number in 2 events'],
    ],
    // Without an event, there is nothing to miss.
    ['kind: percentile, of: value, p: 50, below: 1, type: z', 's:a', ['ok: no number to judge']],
  ]);
});

describe('filters', () => {
  check([
    [
      'kind: count, expect: 1, type: a, since: "1970-01-01T00:00:05Z", until: "1970-01-01T00:00:10Z"',
      'a@1 a@5 a@10 b@6',
      ['ok: found 1'],
    ],
    ['kind: count, expect: 2, session: [s, t]', 's:a t:b u:c', ['ok: found 2']],
    [
      'kind: count, expect: 2, where: ["@type like \'a*\'", "value = 1"]',
      'a=1 ab=1 b=1 a=2',
      ['ok: found 2'],
    ],
    [
      'kind: pairs, start: a, end: z, session: s, key: value',
      's:a@1=x t:z@2=x',
      ['no: 0 pairs, 1 start without an end', '1 x: no z'],
    ],
  ]);
});
