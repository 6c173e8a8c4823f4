/**
 * promises.md row 21: standard output holds data only. Every command's JSON parses, and is the same bytes whatever becomes
 * of standard error and of the notes that go there.
 */
import { closeSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inquest } from '../../cli/world.ts';
import { type Child, ended, FULL, start } from './program.ts';

/** Logs that give notes of many kinds. */
const LOGS = ['damaged', 'zoneless', 'mixed', 'backwards', 'none'].map(
  (name) => `fixtures/cases/logs/${name}.jsonl`,
);
const COMMANDS: readonly (readonly string[])[] = [
  ['show', '-n', '4'],
  ['history', '--session', '6f1c9e2a'],
  ['query'],
  ['query', '--count'],
  ['query', '--fields', '@type,n', '--provenance'],
  ['query', '--explain'],
  ['query-set', 'union', '--query', 'n > 1', '--query', 'exists s'],
  ['stats', '--by', 'n', '--percentiles', 'n'],
  ['gaps', '--threshold', '1s'],
  ['sessions-list'],
];

describe.each(COMMANDS.map((command) => [command.join(' '), command] as const))('%s', (_, command) => {
  const line = [...command, ...LOGS];

  test.each(['json', 'ndjson'])('in %s is data, quiet or not', async (format) => {
    const said = await inquest([...line, '--format', format]);
    const quiet = await inquest([...line, '--format', format, '-q']);
    expect(quiet).toEqual({ ...said, stderr: '' });
    expect(said.stderr).toMatch(/^((note|warning|error): .+\n)+$/);
    const texts =
      format === 'json' || command.includes('--explain') ? [said.stdout] : said.stdout.trimEnd().split('\n');
    expect(texts.map((text) => typeof JSON.parse(text))).toEqual(texts.map(() => 'object'));
  });

  test.each(['table', 'csv'])('in %s holds no note', async (format) => {
    const said = await inquest([...line, '--format', format]);
    expect((await inquest([...line, '--format', format, '--quiet'])).stdout).toBe(said.stdout);
    expect(said.stdout).not.toMatch(/^(note|error|hint):/m);
  });
});

test.each(FULL ? ['query --count', 'stats', 'show -n 2'] : ['stats'])(
  '%s gives the same bytes wherever standard error goes',
  async (words) => {
    const args = [...words.split(' '), '--json', ...LOGS];
    const full = openSync('/dev/full', 'w');
    const expected = await ended(start(args));
    const others = await Promise.all([
      ended(start(args, ['ignore', 'pipe', 'ignore'])),
      ended(start(args, ['ignore', 'pipe', full])),
      ended(withoutReader(start(args))),
    ]);
    closeSync(full);
    expect(expected.stderr).not.toBe('');
    for (const { code, stdout } of others)
      expect([code, stdout.toString()]).toEqual([expected.code, expected.stdout.toString()]);
  },
);

function withoutReader(child: Child): Child {
  child.stderr.destroy();
  return child;
}
