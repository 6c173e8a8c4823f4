/** Time expressions: cli.md, "Time expressions". */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { formatUtc } from '../../src/base/instant.ts';
import type { TimeBound } from '../../src/model/query.ts';
import { parseTime } from '../../src/query/time.ts';

const now = '2025-12-10T05:07:02.114503Z';
/** The day after Berlin's clocks went forward. */
const spring = '2025-03-31T00:30:00.000000Z';
const SINCE: TimeBound = { kind: 'instant', us: Date.parse('2025-12-01T00:00:00Z') * 1000 };

function context(at: string, zone: string, since?: TimeBound) {
  const nowUs = Date.parse(at.slice(0, 19).concat('Z')) * 1000 + Number(at.slice(20, 26));
  return { nowUs, zone, ...(since === undefined ? {} : { since }) };
}

/** `@first 5` stands for an edge and its offset in seconds. */
function show(bound: TimeBound): string {
  return bound.kind === 'instant' ? formatUtc(bound.us) : `@${bound.edge} ${bound.offsetUs / 1e6}`;
}

describe('times', () => {
  const rows: readonly (readonly [text: string, bound: string, zone?: string, at?: string])[] = [
    ['1765343222', '2025-12-10T05:07:02.000000Z'],
    ['1765343222.1145039', now],
    ['1765343222114', '2025-12-10T05:07:02.114000Z'],
    ['1765343222114503', now],
    ['1765343222114503999', now],
    ['20250102', '1970-08-23T09:01:42.000000Z'],
    ['0', '1970-01-01T00:00:00.000000Z'],
    ['-1.5', '1969-12-31T23:59:58.500000Z'],
    ['1.765343222e9', '2025-12-10T05:07:02.000000Z'],
    [now, now],
    ['2025-12-10 06:07:02.114503+01:00', now],
    ['2025-12-10 06:07', '2025-12-10T05:07:00.000000Z', 'Europe/Berlin'],
    ['2025-12-10', '2025-12-09T23:00:00.000000Z', 'Europe/Berlin'],
    [' 2025-12-10 ', '2025-12-10T00:00:00.000000Z'],
    ['14:30', '2025-12-10T14:30:00.000000Z'],
    ['14:30', '2025-12-10T13:30:00.000000Z', 'Europe/Berlin'],
    ['9:30', '2025-12-10T09:30:00.000000Z'],
    ['14:30:05.5', '2025-12-10T14:30:05.500000Z'],
    ['24:00', '2025-12-11T00:00:00.000000Z'],
    ['now', now],
    ['NOW', now],
    ['today', '2025-12-10T00:00:00.000000Z'],
    ['today', '2025-12-09T23:00:00.000000Z', 'Europe/Berlin'],
    ['today', '2025-12-09T05:00:00.000000Z', 'America/New_York', '2025-12-10T04:59:59.000000Z'],
    ['yesterday', '2025-12-09T00:00:00.000000Z'],
    ['yesterday', '2025-03-29T23:00:00.000000Z', 'Europe/Berlin', spring],
    ['tomorrow', '2025-12-11T00:00:00.000000Z'],
    ['today', '2018-11-04T03:00:00.000000Z', 'America/Sao_Paulo', '2018-11-04T12:00:00.000000Z'],
    ['14:30', '2018-11-04T16:30:00.000000Z', 'America/Sao_Paulo', '2018-11-04T12:00:00.000000Z'],
    ['-2h', '2025-12-10T03:07:02.114503Z'],
    ['2h', '2025-12-10T03:07:02.114503Z'],
    ['90s', '2025-12-10T05:05:32.114503Z'],
    ['2 hours ago', '2025-12-10T03:07:02.114503Z'],
    ['2h ago', '2025-12-10T03:07:02.114503Z'],
    ['an hour ago', '2025-12-10T04:07:02.114503Z'],
    ['A Minute Ago', '2025-12-10T05:06:02.114503Z'],
    ['a day ago', '2025-12-09T05:07:02.114503Z'],
    ['1 h 30 m ago', '2025-12-10T03:37:02.114503Z'],
    ['+10m', '2025-12-10T05:17:02.114503Z'],
    ['-1h30m', '2025-12-10T03:37:02.114503Z'],
    ['- 1 h', '2025-12-10T04:07:02.114503Z'],
    ['1.5d', '2025-12-08T17:07:02.114503Z'],
    ['-1d', '2025-03-30T01:30:00.000000Z', 'Europe/Berlin', spring],
    ['-2d', '2025-03-29T01:30:00.000000Z', 'Europe/Berlin', spring],
    ['-48h', '2025-03-29T00:30:00.000000Z', 'Europe/Berlin', spring],
    ['-1w', '2025-03-24T01:30:00.000000Z', 'Europe/Berlin', spring],
    ['now-15m', '2025-12-10T04:52:02.114503Z'],
    ['now - 15m', '2025-12-10T04:52:02.114503Z'],
    ['now-90', '2025-12-10T05:05:32.114503Z'],
    ['today+9h', '2025-12-10T09:00:00.000000Z'],
    ['today+1d-1us', '2025-12-10T23:59:59.999999Z'],
    ['yesterday 14:00', '2025-12-09T14:00:00.000000Z'],
    ['tomorrow 8:15', '2025-12-11T07:15:00.000000Z', 'Europe/Berlin'],
    ['@first', '@first 0'],
    ['@last', '@last 0'],
    ['@LAST', '@last 0'],
    ['@first+5m', '@first 300'],
    ['@last-10m', '@last -600'],
    ['@last - 1d', '@last -86400'],
    ['since+30m', '2025-12-01T00:30:00.000000Z'],
    ['since', '2025-12-01T00:00:00.000000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000000Z'],
  ];
  for (const [text, bound, zone = 'UTC', at = now] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(show(parseTime(text, context(at, zone, SINCE)))).toBe(bound);
    });
  }

  it('since may be an edge of the log', () => {
    const since: TimeBound = { kind: 'edge', edge: 'first', offsetUs: 5e6 };
    expect(show(parseTime('since+1m', context(now, 'UTC', since)))).toBe('@first 65');
  });
});

describe('faults', () => {
  const rows: readonly (readonly [text: string, wrong: string, message: RegExp, hint?: string])[] = [
    ['', '', /expected a time/],
    ['  ', '  ', /expected a time/],
    ['yesterdy', 'yesterdy', /expected a time/, 'did you mean "yesterday"?'],
    ['@frist+5m', '@frist', /expected a time/, 'did you mean "@first"?'],
    ['first', 'first', /expected a time/, 'did you mean "@first"?'],
    ['since+30m', 'since', /other bound/],
    ['100000000000000000000', '100000000000000000000', /18-20 nanoseconds/],
    ['-99999999999', '-99999999999', /0001 to 9999/],
    ['007', '007', /epoch/],
    ['1.', '1.', /epoch/],
    ['2025-13-01', '13', /month/],
    ['2025-02-30', '30', /01 to 28/],
    ['2025-01-32', '32', /day/],
    ['2025-1-2', '1', /month of two digits/],
    ['2025/01/02', '/', /2025-12-10/],
    ['10-12-2025', '10', /year of four digits/],
    ['2025-12-10T25:00', '25', /hour/],
    ['2025-12-10T05:60', '60', /minutes/],
    ['2025-12-10T05:07:61Z', '61', /seconds/],
    ['2025-12-10T24:00:01', '24', /midnight/],
    ['2025-12-10T05:07:02.Z', '.', /digits/],
    ['2025-12-10T05:07:02 CET', ' CET', /offset/],
    [' 2025-12-10T05:07:02+25:00', '+25:00', /offset/],
    ['2025-12-10T', '', /hour/],
    ['0000-01-01', '0000', /year/],
    ['0001-01-01T00:00:00+01:00', '0001-01-01T00:00:00+01:00', /0001 to 9999/],
    ['20251210T050702Z', '20251210T050702Z', /dashes/],
    ['25:00', '25', /hour/],
    ['9:75', '75', /minutes/],
    ['14:30Z', '14:30Z', /time of day/],
    ['yesterday 14', '14', /time of day/],
    ['yesterday 14:99', '99', /minutes/],
    ['+10', '+10', /unit/],
    ['2 ago', '2', /unit/],
    ['2 huors ago', 'huors', /no unit/, 'did you mean "hours"?'],
    ['an huor ago', 'huor', /unit/, 'did you mean "hour"?'],
    ['an hour', '', /"ago"/],
    ['-2h ago', 'ago', /twice/],
    ['now-15x', 'x', /no unit/],
    ['now-', '', /duration/],
    ['now--5m', '', /duration/],
    ['now 5m', '5m', /\+ or -/],
    ['@first+', '', /duration/],
    ['-9999y', 'y', /no unit/],
    ['-9000w-9000000d', '9000000d', /10,000 years/],
    ['-3000000d', '-3000000d', /0001 to 9999/],
    ['now+9999999999999999999999w', '9999999999999999999999w', /10,000 years/],
    ['@first+3652500d+1d', '@first+3652500d+1d', /10,000 years/],
    ['x'.repeat(201), 'x'.repeat(201), /200 characters/],
    ['\u0000\u001b[31m', '\u0000\u001b[31m', /expected a time/],
  ];
  for (const [text, wrong, message, hint] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      const parts = faultOf(text);
      expect(parts.code).toBe('bad-time');
      expect(parts.span?.text).toBe(text);
      expect(text.slice(parts.span?.start, parts.span?.end)).toBe(wrong);
      expect(parts.message).toMatch(message);
      if (hint !== undefined) expect(parts.hint).toBe(hint);
    });
  }
});

function faultOf(text: string): Fault['parts'] {
  try {
    parseTime(text, context(now, 'UTC'));
  } catch (fault) {
    if (fault instanceof Fault) return fault.parts;
    throw fault;
  }
  throw new Error('no fault');
}
