/** Laws of the chosen fields: what is chosen, the kernel reads; what the kernel could read, something is chosen for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readingFor } from '../../src/dialect/detect.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import type { Role } from '../../src/model/role.ts';
import { readRoles } from '../dialect/read.ts';

const keys = [
  'timestamp',
  'ts',
  'time',
  '@timestamp',
  't',
  'event',
  'type',
  'kind',
  'msg',
  'uid',
  'level',
  'log.level',
  'lvl',
  'message',
  'duration_ms',
  'traceId',
];
const value = fc.oneof(
  fc.constantFrom<unknown>(
    '2024-05-14T06:30:00Z',
    '2024-05-14',
    'warn',
    'INFO',
    'Metadata',
    '',
    '30',
    '12.5',
    null,
    true,
    [1],
    { a: 1 },
  ),
  fc.constantFrom(0, 3, 30, 60, 70, -5, 12.5, 99_999_999, 100_000_000, 1715668200.25, 1748779200000),
  fc.string({ maxLength: 6 }),
);
const event = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6 });
const CHOSEN: readonly Role[] = ['time', 'session', 'trace', 'severity', 'message', 'duration'];

test('a field is chosen exactly when the kernel reads its role somewhere', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 8 }), (events) => {
      const lines = events.map((line) => JSON.stringify(line));
      const generic = genericDialect(lines.map((line) => JSON.parse(line) as unknown));
      const byChoice = readRoles(lines, readingFor('generic', { generic, fixed: true }));
      const byCandidates = readRoles(lines, readingFor('generic', { fixed: true }));
      for (const role of CHOSEN) {
        const chosen = role in generic.fields;
        expect([role, byCandidates.some((roles) => roles[role] !== undefined)]).toEqual([role, chosen]);
        if (chosen) expect([role, byChoice.some((roles) => roles[role] !== undefined)]).toEqual([role, true]);
      }
      if ('type' in generic.fields) expect(byChoice.some((roles) => roles.type !== undefined)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
