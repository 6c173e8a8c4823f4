/** Laws of time: what is printed reads back, bytes and text agree, and no text makes a time that is no number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/base/duration.ts';
import { Fault } from '../../src/base/fault.ts';
import {
  DAY_US,
  epochSeconds,
  epochToUs,
  formatLocal,
  formatUtc,
  isoBytesToUs,
  isoToUs,
  isZoneless,
  MAX_US,
  MIN_US,
} from '../../src/base/instant.ts';
import { localToUs, offsetUs } from '../../src/base/zone.ts';
import { parseTime } from '../../src/query/time.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Monrovia',
  'Africa/Casablanca',
  'Pacific/Apia',
] as const;
const zone = fc.constantFrom(...ZONES);
const exactUs = fc.maxSafeInteger();
const anyUs = fc.oneof(
  exactUs,
  fc.double({ min: MIN_US, max: MAX_US, noNaN: true }).map((us) => Math.floor(us) + 0),
);
/** From 1950 to 2050, where zones differ most. */
const modernUs = fc.integer({ min: -631152000, max: 2524608000 }).map((seconds) => seconds * 1e6 + 7);

describe('print and read', () => {
  it('UTC', () => {
    fc.assert(
      fc.property(anyUs, (us) => {
        expect(isoToUs(formatUtc(us), 'Asia/Tokyo')?.us).toBe(us);
      }),
    );
  });

  it('local, as a time expression of any other zone', () => {
    fc.assert(
      fc.property(anyUs, zone, zone, (us, printed, read) => {
        const bound = parseTime(formatLocal(us, printed), { nowUs: 0, zone: read });
        expect(bound).toEqual({ kind: 'instant', us });
      }),
    );
  });

  it('seconds, until 2242', () => {
    const us = fc.maxSafeInteger().filter((value) => Math.abs(value) < 2 ** 33 * 1e6);
    fc.assert(
      fc.property(us, (value) => {
        expect(epochToUs(JSON.stringify(epochSeconds(value)))).toBe(value);
      }),
    );
  });

  it('durations, to the last unit shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 * DAY_US }), (us) => {
        const text = formatDuration(us);
        const read = parseDuration(text);
        expect(read).toBeLessThanOrEqual(us);
        expect(formatDuration(read)).toBe(text);
      }),
    );
  });
});

describe('reading', () => {
  it('bytes and text agree, and only whole texts are times', () => {
    const good = fc
      .tuple(modernUs, zone, fc.nat(27))
      .map(([us, at, cut]) => formatLocal(us, at).slice(0, 28 - cut));
    const spoilt = fc
      .tuple(good, fc.nat(30), fc.constantFrom('', 'Z', '+', ':', '9', ' ', 'é'))
      .map(([text, at, by]) => text.slice(0, at) + by + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(good, spoilt), zone, (text, at) => {
        const read = isoToUs(text, at);
        const bytes = Buffer.from(`9${text}9`);
        const us = isoBytesToUs(bytes, 1, bytes.length - 1, at);
        expect(us).toBe(read?.us ?? Number.NaN);
        if (read !== undefined) expect(isZoneless(bytes, 1, bytes.length - 1)).toBe(read.zoneless);
      }),
      { numRuns: 2000 },
    );
  });

  it('ISO as Date reads it, where Date does', () => {
    const field = (most: number) =>
      fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'));
    const text = fc
      .tuple(fc.integer({ min: 1, max: 9999 }), field(13), field(28), field(23), field(60), field(59))
      .map(([year, month, day, hour, minute, second]) => {
        const date = `${String(year).padStart(4, '0')}-${month}-${day}`;
        return `${date}T${hour}:${minute}:${second}.123Z`;
      });
    fc.assert(
      fc.property(text, (value) => {
        expect(isoToUs(value, 'UTC')?.us ?? Number.NaN).toBe(Date.parse(value) * 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it('epoch numbers as exact integers do', () => {
    const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,20})$/);
    const fraction = fc.stringMatching(/^(\.[0-9]{1,12})?$/);
    fc.assert(
      fc.property(fc.boolean(), digits, fraction, (minus, whole, rest) => {
        const text = `${minus ? '-' : ''}${whole}${rest}`;
        expect(epochToUs(text)).toBe(slowEpoch(minus, whole, rest));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('zones', () => {
  it('a clock reading goes back to the first instant that shows it', () => {
    fc.assert(
      fc.property(modernUs, zone, (us, at) => {
        const local = us + offsetUs(at, us);
        const back = localToUs(at, local);
        expect(back + offsetUs(at, back)).toBe(local);
        expect(back).toBeLessThanOrEqual(us);
      }),
      { numRuns: 2000 },
    );
  });

  it('offsets are those that Intl prints', () => {
    fc.assert(
      fc.property(modernUs, zone, (us, at) => {
        const printed = new Intl.DateTimeFormat('sv-SE', {
          timeZone: at,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const shown = `${printed.format(new Date(Math.floor(us / 1000))).replace(' ', 'T')}Z`;
        expect(us - 7 + offsetUs(at, us)).toBe(Date.parse(shown) * 1000);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('time expressions', () => {
  const word = fc.constantFrom(
    ...[
      'now',
      'today',
      '@first',
      '@last',
      'since',
      'ago',
      'an',
      'h',
      'days',
      'w',
      '+',
      '-',
      ' ',
      '.',
      ':',
      'e',
    ],
    ...['14:30', '2025-12-10', 'T', 'Z', '9', '365', '99999999', '1e400', '\u202e', '\0'],
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
    fc.string(),
  );

  it('give a whole number of the calendar, or a fault inside the text', () => {
    fc.assert(
      fc.property(text, zone, anyUs, (value, at, nowUs) => {
        try {
          const bound = parseTime(value, { nowUs, zone: at, since: { kind: 'instant', us: nowUs } });
          const us = bound.kind === 'instant' ? bound.us : bound.offsetUs;
          expect(Number.isInteger(us)).toBe(true);
          if (bound.kind === 'instant') expect(us >= MIN_US && us <= MAX_US).toBe(true);
        } catch (fault) {
          if (!(fault instanceof Fault)) throw fault;
          const { start = -1, end = -1, text: typed } = fault.parts.span ?? {};
          expect(fault.parts.code).toBe('bad-time');
          expect(typed).toBe(value);
          expect(start >= 0 && start <= end && end <= value.length).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

/** The digit rule on integers of any size. */
function slowEpoch(minus: boolean, whole: string, rest: string): number {
  const unit = whole.length <= 11 ? 6 : whole.length <= 14 ? 3 : whole.length <= 17 ? 0 : -3;
  if (whole.length > 20) return Number.NaN;
  const decimals = rest.slice(1);
  // 10^-15 of the unit is finer than any digit here.
  const fine = BigInt(whole + decimals.padEnd(15, '0')) * (minus ? -1n : 1n);
  const divisor = 10n ** BigInt(15 - unit);
  const us = fine / divisor - (fine < 0n && fine % divisor !== 0n ? 1n : 0n);
  const value = Number(us);
  return value >= MIN_US && value <= MAX_US ? value : Number.NaN;
}
