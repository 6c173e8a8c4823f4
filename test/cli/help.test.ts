import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { COMMAND_NAMES, FLAGS, flagsOf } from '../../src/cli/flags.ts';
import { HELP_NAMES, helpText } from '../../src/cli/help.ts';
import { splitLine } from '../../src/cli/line.ts';
import { dialectNames } from '../../src/dialect/dialects.ts';
import { ROLES } from '../../src/model/role.ts';

const PAGES: readonly (string | undefined)[] = [undefined, ...HELP_NAMES];

test.each(PAGES)('help on %s fits a terminal of 80 columns, its examples aside', (about) => {
  const lines = helpText(about).split('\n');
  const wide = lines.filter((line) => line.length > 80 && !line.startsWith('  inquest '));
  expect(wide).toEqual([]);
});

test.each(COMMAND_NAMES)('help on %s is about a screen and names every flag', (command) => {
  const text = helpText(command);
  expect(text.split('\n').length).toBeLessThanOrEqual(45);
  const missing = flagsOf(command).filter(
    ({ name, group }) => group !== 'help' && !text.includes(`--${name}`),
  );
  expect(missing).toEqual([]);
});

test('the flags of all commands are explained in one place', () => {
  const text = helpText('flags');
  const shared = FLAGS.filter(({ group }) => group !== 'own' && group !== 'help');
  expect(shared.filter(({ name }) => !text.includes(`--${name} `))).toEqual([]);
});

test('every role and every dialect is explained', () => {
  const names = (about: string) => new Set(helpText(about).match(/@?\w+/g));
  expect(ROLES.filter((role) => !names('roles').has(`@${role}`))).toEqual([]);
  expect(dialectNames().filter((name) => !names('dialects').has(name))).toEqual([]);
});

test('no command has two flags of one name or letter', () => {
  for (const command of COMMAND_NAMES) {
    const names = flagsOf(command).flatMap(({ name, short }) => [
      name,
      ...(short === undefined ? [] : [short]),
    ]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each(COMMANDS.flatMap(({ examples }) => examples.map(({ line }) => line)))(
  '%s splits without fault',
  (line) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    const typed = splitLine(words.slice(1));
    expect(typed).toMatchObject({ kind: 'line', line: { faults: [] } });
  },
);
