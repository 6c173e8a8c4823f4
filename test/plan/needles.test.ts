/** Which needles a predicate gives for a log. The law that they must keep is in test/laws/needles.test.ts. */
import { describe, expect, test } from 'vitest';
import { readingFor } from '../../src/dialect/detect.ts';
import type { Predicate } from '../../src/model/query.ts';
import { type Haystack, needlesOf } from '../../src/plan/needles.ts';
import { where } from '../run/ask.ts';

const MACF: Haystack = { path: 'agent_events_log.jsonl', reading: readingFor('macf') };
const IN_SESSION: Haystack = { path: 'sessions/1b969d39/events.jsonl', reading: readingFor('amplifier') };

function check(asked: string | Predicate, expected: readonly string[] | null, log: Haystack = MACF): void {
  expect(needlesOf(typeof asked === 'string' ? where(asked) : asked, log)).toEqual(expected);
}

describe('values that the line spells', () => {
  const rows: readonly (readonly [string, readonly string[] | null])[] = [
    ['data.tool = Read', ['Read']],
    ['@type = tool_call_started', ['tool_call_started']],
    ['@type = 4624', ['4624']],
    ['data.tool in (Read, Edit)', ['Read', 'Edit']],
    ['@type like "tool_*_started"', ['_started']],
    ['data.tool contains "ea"', ['ea']],
    ['data.tool startswith "Re"', ['Re']],
    ['data.tool endswith "ad"', ['ad']],
    ['data.argv[*] = policy', ['policy']],
    ['data.path = "/etc/hosts"', ['hosts']],
    ['data.text = "say \\"hello\\" twice"', [' twice']],
    ['data.text = "naïve café"', ['ve caf']],
    ['data.tool = Read and @type = tool_call_started', ['tool_call_started']],
    ['data.tool = Read and data.n = 1', ['Read']],
    ['data.tool = Read or @type = tool_call_started', ['Read', 'tool_call_started']],
    ['data.tool = Read or (data.x = yes and data.n > 1)', ['Read', 'yes']],
  ];
  test.each(rows)('%s', (text, expected) => check(text, expected));
});

describe('nothing to look for', () => {
  const rows = [
    'data.n = 12',
    'data.ok = true',
    'data.x = null',
    'data.tool = R',
    'data.tool = "日本語"',
    'data.tool = "/"',
    'data.tool != Read',
    'data.tool > Read',
    'data.tool ~ "Read"',
    'data.tool !~ "Read"',
    'not (data.tool = Read)',
    'data.tool like "*"',
    'data.tool in (Read, 12)',
    'data.tool = Read or data.n = 1',
    'exists data.tool',
    '@time > 2026-01-01',
    '@duration > 1s',
    '@severity >= warning',
    '@status = error',
    '@dialect = macf',
    '@source contains "agent"',
    '@summary contains "Drive"',
    '@type = "(array)"',
    '@type like "(*)"',
    '@type like "*)"',
  ];
  test.each(rows)('%s', (text) => check(text, null));
});

describe('sessions, hashes, breadcrumbs', () => {
  const ID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';
  const rows: readonly (readonly [string, Predicate, Haystack, readonly string[] | null])[] = [
    ['a full id may stand as its hash', { kind: 'session', text: ID }, MACF, ['1b969d39']],
    ['a prefix', { kind: 'session', text: '1b96' }, MACF, ['1b96']],
    ['a directory may name the session', { kind: 'session', text: '1b969d39' }, IN_SESSION, null],
    ['a directory may name it by its hash', { kind: 'session', text: ID }, IN_SESSION, null],
    ['a directory names another', { kind: 'session', text: 'ffff0000' }, IN_SESSION, ['ffff0000']],
    ['either may be the prefix', { kind: 'alike', role: 'git', text: 'a74cf990123' }, MACF, ['a74c']],
    ['a breadcrumb part', { kind: 'crumb', part: 's', op: '=', value: '1b969d39' }, MACF, ['1b969d39']],
    ['a cycle is a number', { kind: 'crumb', part: 'c', op: '=', value: 12 }, MACF, null],
    ['importance is looked up', { kind: 'importance', min: 5 }, MACF, null],
    ['everything', { kind: 'and', of: [] }, MACF, null],
    ['nothing', { kind: 'or', of: [] }, MACF, null],
  ];
  test.each(rows)('%s', (_, predicate, log, expected) => check(predicate, expected, log));
});

test('a role that another dialect derives gives none where the derived value would hold', () => {
  check('@type = log', null);
  check('@type = login', ['login']);
  check('@type like "lo*"', null);
});

test('too many needles are none', () => {
  const words = Array.from({ length: 65 }, (_, n) => `word${n}`);
  check(`data.tool in (${words.slice(1).join(', ')})`, words.slice(1));
  check(`data.tool in (${words.join(', ')})`, null);
});
