/** Zones by name, and what their clocks show. */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { isZone, localToUs, offsetUs, resolveZone } from '../../src/base/zone.ts';

const HOUR = 3600e6;
const us = (iso: string): number => Date.parse(iso) * 1000;

describe('names', () => {
  const rows: readonly (readonly [name: string, resolved: string | undefined, hint?: string])[] = [
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Europe/Berln', undefined, 'did you mean "Europe/Berlin"?'],
    ['berlin', undefined, 'did you mean "Europe/Berlin"?'],
    ['New York', undefined, 'did you mean "America/New_York"?'],
    ['locl', undefined, 'did you mean "local"?'],
    ['+01:00', undefined],
    ['', undefined],
    ['Mars/Olympus_Mons_Crater', undefined],
  ];
  for (const [name, resolved, hint] of rows) {
    it(`${name}`.slice(0, 60) || 'empty', () => {
      expect(isZone(name)).toBe(resolved !== undefined);
      if (resolved !== undefined) {
        expect(resolveZone(name).replace('Asia/Calcutta', 'Asia/Kolkata')).toBe(resolved);
        return;
      }
      const fault = faultOf(() => resolveZone(name));
      expect(fault.code).toBe('unknown-zone');
      expect(fault.span).toEqual({ text: name, start: 0, end: name.length });
      if (hint !== undefined) expect(fault.hint).toBe(hint);
    });
  }

  it('local is a zone of the system', () => {
    expect(isZone('local')).toBe(true);
    expect(isZone(resolveZone('local'))).toBe(true);
    expect(resolveZone('local')).not.toBe('local');
  });
});

describe('offsets', () => {
  const rows: readonly (readonly [zone: string, at: string, hours: number])[] = [
    ['UTC', '2025-07-01T00:00:00Z', 0],
    ['Europe/Berlin', '2025-07-01T00:00:00Z', 2],
    ['Europe/Berlin', '2025-12-01T00:00:00Z', 1],
    ['Europe/Berlin', '2025-03-30T00:59:59.999Z', 1],
    ['Europe/Berlin', '2025-03-30T01:00:00Z', 2],
    ['Asia/Kathmandu', '2025-03-30T01:00:00Z', 5.75],
    ['America/St_Johns', '2000-04-02T03:30:59Z', -3.5],
    ['America/St_Johns', '2000-04-02T03:31:00Z', -2.5],
    ['Africa/Monrovia', '1960-01-01T00:00:00Z', -(44 * 60 + 30) / 3600],
    ['Europe/Paris', '1900-01-01T00:00:00Z', (9 * 60 + 21) / 3600],
    ['America/New_York', '0001-01-01T00:00:00Z', -(4 * 3600 + 56 * 60 + 2) / 3600],
  ];
  for (const [zone, at, hours] of rows) {
    it(`${zone}`.slice(0, 60) || 'empty', () => {
      expect(offsetUs(zone, us(at))).toBe(Math.round(hours * HOUR));
      expect(offsetUs(zone, us(at))).toBe(Math.round(hours * HOUR));
    });
  }
});

describe('wall clocks', () => {
  const rows: readonly (readonly [zone: string, local: string, instant: string])[] = [
    ['UTC', '2025-07-01T12:00:00Z', '2025-07-01T12:00:00Z'],
    ['Europe/Berlin', '2025-07-01T12:00:00Z', '2025-07-01T10:00:00Z'],
    ['Europe/Berlin', '2025-03-30T01:59:59Z', '2025-03-30T00:59:59Z'],
    ['Europe/Berlin', '2025-03-30T02:00:00Z', '2025-03-30T01:00:00Z'],
    ['Europe/Berlin', '2025-03-30T02:59:59Z', '2025-03-30T01:59:59Z'],
    ['Europe/Berlin', '2025-03-30T03:00:00Z', '2025-03-30T01:00:00Z'],
    ['Europe/Berlin', '2025-10-26T02:00:00Z', '2025-10-26T00:00:00Z'],
    ['Europe/Berlin', '2025-10-26T02:59:59Z', '2025-10-26T00:59:59Z'],
    ['Europe/Berlin', '2025-10-26T03:00:00Z', '2025-10-26T02:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00:00Z', '2018-11-04T03:00:00Z'],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-30T22:00:00Z'],
    ['Australia/Lord_Howe', '2025-10-05T02:15:00Z', '2025-10-04T15:45:00Z'],
  ];
  for (const [zone, local, instant] of rows) {
    it(`${zone}`.slice(0, 60) || 'empty', () => {
      expect(localToUs(zone, us(local))).toBe(us(instant));
    });
  }
});

function faultOf(run: () => unknown): Fault['parts'] {
  try {
    run();
  } catch (fault) {
    if (fault instanceof Fault) return fault.parts;
    throw fault;
  }
  throw new Error('no fault');
}
