/** The split law of `validate`: a log cut into shards and chunks anywhere gives the answer of the uncut log (promises.md row 4). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Log, validateLogs } from '../fold/validate-logs.ts';
import { FULL } from '../run/ask.ts';

const CRUMBS = ['s_aaaaaaaa/c_1/g_x', 's_bbbbbbbb/c_1/g_x', 'C60/aaaaaaaa/ead030a', 'none', 5];
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record(
        {
          timestamp: fc.oneof(
            fc.integer({ min: 1765343000, max: 1765343060 }),
            fc.constantFrom('soon', 1999999999, '2025-12-12T00:00:00'),
          ),
          event: fc.constantFrom('a', 'B', 'tool:pre', 7, 'session_started', 'session_ended', ...'CDEFGHIJ'),
          breadcrumb: fc.constantFrom(...CRUMBS),
          data: fc.constantFrom({ session_id: 'aaaaaaaa-1' }, { session_id: 'zz' }, [], {}),
          n: fc.constantFrom(1, 12345678901234567890n),
        },
        { requiredKeys: [] },
      )
      .map((cells) =>
        JSON.stringify(cells, (_, value: unknown) =>
          typeof value === 'bigint' ? `#${value}#` : value,
        ).replace(/"#|#"/g, ''),
      ),
  },
  fc.constantFrom(
    '',
    ' ',
    '{]',
    '{"a":1}{"b":2}',
    '[1]',
    '{"a":1,"a":2}',
    '{"b":1,"b":2,"b":"\\ud800"}',
    '{"a":"\\udc00"',
  ),
  fc.constantFrom(
    '{"event_type":"study_start","event_data":{},"timestamp":1765343030}',
    '{"id":"x","type":"heartbeat"}',
  ),
);

const logs = fc.array(
  fc.record({
    own: fc.constantFrom('macf', 'generic', 'mnemosyne'),
    lines: fc.array(line, { maxLength: 60, size: 'max' }),
    edges: fc.array(fc.nat({ max: 60 }), { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Pieces between the edges; some may be empty. */
function pieces(lines: readonly string[], edges: readonly number[]): string[] {
  const at = [0, ...edges.map((edge) => Math.min(edge, lines.length)), lines.length].sort((a, b) => a - b);
  return at.slice(1).map((to, k) =>
    lines
      .slice(at[k], to)
      .map((text) => `${text}\n`)
      .join(''),
  );
}

test.each([
  [{}, false],
  [{}, true],
  [{ cap: 2 }, true],
  [{ level: 'error' as const }, true],
])('asked with %j, spans %j', (spec, spans) => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 400 }), (some, chunkSize) => {
      const cut = some.map(
        ({ own, lines, edges }, k): Log => ({ path: `log-${k}`, own, shards: pieces(lines, edges) }),
      );
      const uncut = cut.map((log): Log => ({ ...log, shards: [log.shards.join('')] }));
      const whole = validateLogs(uncut, { spec, spans });
      expect(validateLogs(cut, { spec, spans, chunkSize })).toStrictEqual(whole);
      expect(validateLogs(cut, { spec, spans, chunkSize, inline: true })).toStrictEqual(whole);
      expect(whole.lines).toBe(some.reduce((sum, { lines }) => sum + lines.length, 0));
    }),
    { numRuns: FULL ? 1000 : 12 },
  );
});
