import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printPath } from '../../src/base/path.ts';
import { overrideRoles, readingFor } from '../../src/dialect/detect.ts';
import { findDialect } from '../../src/dialect/dialects.ts';
import { requirementsOf } from '../../src/dialect/requirements.ts';
import { validateLogs } from '../fold/validate-logs.ts';

const LOGS = resolve(import.meta.dirname, '../../fixtures/logs');

test.each([
  ['macf', ['event', 'breadcrumb'], 'lower-case'],
  ['study', ['event_type', 'event_data', 'event_data.study_name'], 'listed'],
  ['mnemosyne', ['type', 'id'], 'listed'],
  ['agentbus', ['event_type'], 'listed'],
  ['amplifier', [], 'any'],
])('%s requires %j', (name, required, names) => {
  const rules = requirementsOf(findDialect(name, []))!;
  const must = rules.fields.filter((field) => field.required !== false);
  expect(must.map(({ path }) => printPath(path))).toEqual(required);
  expect(rules.names).toBe(names);
  expect(rules.types).toEqual(findDialect(name, []).types);
});

test('every type of study has rules', () => {
  const rules = requirementsOf(findDialect('study', []))!;
  expect(rules.byType.map(([type]) => type).sort()).toEqual([...rules.types].sort());
});

test('dialects without rules', () => {
  expect(requirementsOf(findDialect('generic', []))).toBeUndefined();
  expect(requirementsOf({ name: 'mine', detect: [], roles: {}, types: ['a'] })).toBeUndefined();
});

test('time and type are where they were said to be', () => {
  const [macf] = overrideRoles(readingFor('macf'), { timeField: [{ key: 'at' }] }).dialects;
  expect(requirementsOf(macf!)!.time.map(printPath)).toEqual(['at']);
});

describe('real-shaped logs have no error', () => {
  test.each([
    ['macf', 'macf/agent_events_log.jsonl'],
    ['study', 'study/telemetry/n45_timing/event_stream.ndjson'],
    ['mnemosyne', 'mnemosyne/events.jsonl'],
    ['agentbus', 'agentbus/events.jsonl'],
    ['amplifier', 'amplifier/sessions/b9e93a31-18bd-4365-9c6e-65ddbf89bed2/events.jsonl'],
  ])('%s', (own, file) => {
    const shards = [readFileSync(join(LOGS, file), 'utf8')];
    const body = validateLogs([{ path: file, own, shards }]);
    expect(body.events).toBeGreaterThan(20);
    const spec = { nowUs: Date.UTC(2100, 0, 1) * 1000, ignore: ['regression'] as const };
    expect(validateLogs([{ path: file, own, shards }], { spec }).findings).toEqual([]);
  });
});
