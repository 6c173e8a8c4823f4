/** Questions for twins: predicates of what the fixtures hold, and of what they nearly hold; answers of every kind. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parsePath } from '../../src/base/path.ts';
import type { Ask, Listing } from '../../src/model/query.ts';
import { MACF, type Options } from '../run/ask.ts';
import { fileOf } from '../scan/room.ts';

const WORDS = [
  'tool_call_started',
  'tool',
  'Read',
  'error',
  'session_started',
  'agent.completed',
  'tool:pre',
  'trial_complete',
  'conn',
  'dns',
  'request received',
  'b81d27fa',
  'e4c60b93',
  'none',
  'a',
  '12',
  'phase_transition',
  'doctor',
  'x"y',
  '2026',
];
const FIELDS = [
  '@type',
  '@type',
  '@session',
  '@message',
  '@agent',
  '@status',
  '@summary',
  '@dialect',
  '@source',
  'event',
  'event_type',
  'data.tool',
  'data.session_id',
  'data.argv[*]',
  'msg',
  '_path',
  'id.orig_h',
  'event_data.case_name',
  'type',
  'breadcrumb',
  'data.tol',
  'nothing.here',
];

const word = fc.constantFrom(...WORDS).map((text) => JSON.stringify(text));
const field = fc.constantFrom(...FIELDS);
const leaf: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(field, fc.constantFrom('=', '!=', 'contains', 'startswith', 'endswith', '~'), word)
      .map((parts) => parts.join(' ')),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(field, word).map(([name, text]) => `${name} like "*${text.slice(1, -1)}*"`),
  },
  { weight: 2, arbitrary: fc.tuple(field, word, word).map(([name, a, b]) => `${name} in (${a}, ${b})`) },
  { weight: 1, arbitrary: field.map((name) => `exists ${name}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '@duration > 1s',
      '@severity >= warning',
      '@importance >= 5',
      '@tokens > 100',
      'stage_index = 1',
      '@status = error',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '@time >= 2026-03-01',
      '@time < 2025-12-01',
      '@time > 2099-01-01',
      '@time >= @last-1h',
      '@time <= @first+1m',
    ),
  },
);

/** A log whose sample tells little: fields and times that come late, out of order, damaged and blank lines, no last newline. */
export function longLog(): string {
  const macf = readFileSync(MACF, 'utf8');
  const late = [
    '{"timestamp": 1760000000, "event": "late", "breadcrumb": "s_0a0b0c0d/c_9/g_none/p_none/t_1", "data": {"tol": "Read"}}',
    '{"timestamp": 1999999999.5, "event": "tool", "breadcrumb": "s_0a0b0c0d/c_9/g_none/p_none/t_1"}',
    '{"event": "tool", "data": {"tool": "Re\\u0061d"}}',
    '{"timestamp": 17600',
    '',
    '{"type": "doctor", "timestamp": "2026-01-01T00:00:00"}',
  ];
  return fileOf(`${macf}${macf}${late.join('\r\n')}\n${macf.slice(0, 5000).trimEnd()}`);
}

/** A where-expression. */
export const whereText: fc.Arbitrary<string> = fc.letrec<{ tree: string; leaf: string }>((tie) => ({
  leaf,
  tree: fc.oneof(
    { maxDepth: 2 },
    { weight: 5, arbitrary: tie('leaf') },
    { weight: 2, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a}) and (${b})`) },
    { weight: 1, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a}) or (${b})`) },
    { weight: 1, arbitrary: tie('tree').map((a) => `not (${a})`) },
  ),
})).tree;

const limit = fc.constantFrom<Partial<Listing>>(
  {},
  {},
  { head: 3 },
  { tail: 3 },
  { head: 0 },
  { tail: 1000 },
);
const shape = fc.constantFrom<Partial<Listing>>(
  {},
  {},
  { reverse: true },
  { sort: 'time' },
  { sort: 'time', distinct: true },
  { session: 'latest' },
  { context: 2 },
  { contextSession: 1 },
);
const top = fc.constantFrom({}, { top: 2 });

const answers: fc.Arbitrary<NonNullable<Options['ask']>> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(limit, shape).map(([a, b]) => ({ ...a, ...b })) },
  { weight: 2, arbitrary: fc.constant<Ask>({ kind: 'count' }) as fc.Arbitrary<{ kind: 'count' }> },
  fc
    .tuple(
      top,
      fc.constantFrom(
        {},
        { bucketUs: 86_400e6 * 30 },
        { by: { kind: 'path' as const, path: parsePath('data.tool') } },
        { percentiles: { kind: 'role' as const, role: 'duration' as const } },
      ),
    )
    .map(([a, b]) => ({ kind: 'stats' as const, ...a, ...b })),
  fc.tuple(top, fc.boolean()).map(([a, perSession]) => ({
    kind: 'gaps' as const,
    thresholdUs: 5e6,
    perSession,
    sort: 'time' as const,
    ...a,
  })),
  fc
    .constantFrom({}, { at: { kind: 'edge' as const, edge: 'last' as const, offsetUs: -5e6 } })
    .map((at) => ({ kind: 'metrics' as const, windowsUs: [60e6, 86_400e6 * 100], ...at })),
  fc
    .tuple(top, fc.constantFrom('first' as const, 'last' as const, 'events' as const, 'span' as const))
    .map(([a, sort]) => ({ kind: 'sessions' as const, sort, ...a })),
);

/** A question of any kind. Without `tuning`: that is what twins differ in. */
export const question: fc.Arbitrary<Options> = fc.record({
  where: whereText,
  ask: answers,
  strict: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});
