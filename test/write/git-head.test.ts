/** The commit of a repository, read from its files, is what git says; where git is not here, repositories are made by hand. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitHeadOf } from '../../src/write/git-head.ts';
import { directory } from './logs.ts';

const GIT = spawnSync('git', ['--version']).status === 0;
const ONE = '1111111111111111111111111111111111111111';
const TWO = '2222222222222222222222222222222222222222';

function made(files: Readonly<Record<string, string>>): string {
  const root = directory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const ROWS: readonly (readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  at: string,
  hash: string | undefined,
])[] = [
  ['a loose ref', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${ONE}\n` }, '', ONE],
  [
    'from a directory inside',
    { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': ONE, 'a/b/c': '' },
    'a/b',
    ONE,
  ],
  [
    'a packed ref',
    {
      '.git/HEAD': 'ref: refs/heads/a/b\n',
      '.git/packed-refs': `# pack-refs with: peeled\n${ONE} refs/heads/a\n${TWO} refs/heads/a/b\n^${ONE}\n`,
    },
    '',
    TWO,
  ],
  [
    'a loose ref before a packed one',
    {
      '.git/HEAD': 'ref: refs/heads/main',
      '.git/refs/heads/main': TWO,
      '.git/packed-refs': `${ONE} refs/heads/main\n`,
    },
    '',
    TWO,
  ],
  ['detached', { '.git/HEAD': `${TWO}\n` }, '', TWO],
  ['SHA-256', { '.git/HEAD': 'a'.repeat(64) }, '', 'a'.repeat(64)],
  [
    'a ref to a ref',
    {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/refs/heads/main': 'ref: refs/heads/other\n',
      '.git/refs/heads/other': ONE,
    },
    '',
    ONE,
  ],
  [
    'a worktree',
    {
      'main/.git/HEAD': 'ref: refs/heads/main\n',
      'main/.git/refs/heads/main': ONE,
      'main/.git/refs/heads/side': TWO,
      'main/.git/worktrees/side/HEAD': 'ref: refs/heads/side\n',
      'main/.git/worktrees/side/commondir': '../..\n',
      'side/.git': 'gitdir: ../main/.git/worktrees/side\n',
    },
    'side',
    TWO,
  ],
  ['a bare repository', { HEAD: 'ref: refs/heads/main\n', 'objects/x': '', 'refs/heads/main': ONE }, '', ONE],
  ['a branch without a commit', { '.git/HEAD': 'ref: refs/heads/main\n' }, '', undefined],
  [
    'a circle',
    { '.git/HEAD': 'ref: refs/heads/a\n', '.git/refs/heads/a': 'ref: refs/heads/a' },
    '',
    undefined,
  ],
  ['a ref that leads out', { '.git/HEAD': 'ref: refs/../../x\n', x: ONE }, '', undefined],
  ['no hash', { '.git/HEAD': 'nothing of the kind\n' }, '', undefined],
  ['no repository', { a: '' }, '', undefined],
];

test.each(ROWS)('%s', (_, files, at, hash) => {
  expect(gitHeadOf(join(made(files), at))()).toBe(hash);
});

test('a commit later, a branch packed, a repository made and gone', () => {
  const root = made({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/packed-refs': `${ONE} refs/heads/main\n`,
  });
  const head = gitHeadOf(root);
  expect(head()).toBe(ONE);
  expect(head()).toBe(ONE);
  mkdirSync(join(root, '.git/refs/heads'), { recursive: true });
  writeFileSync(join(root, '.git/refs/heads/main'), TWO);
  expect(head()).toBe(TWO);
  rmSync(join(root, '.git/refs/heads/main'));
  writeFileSync(join(root, '.git/packed-refs'), `# changed\n${TWO} refs/heads/main\n`);
  expect(head()).toBe(TWO);
  rmSync(join(root, '.git'), { recursive: true });
  expect(head()).toBeUndefined();
  mkdirSync(join(root, '.git'));
  appendFileSync(join(root, '.git/HEAD'), ONE);
  expect(head()).toBe(ONE);
});

test.skipIf(!GIT)(
  'what git itself says, on a branch, packed, detached, in a worktree, with reftables',
  () => {
    const root = directory();
    const git = (cwd: string, ...args: string[]): string => {
      const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
      const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
      return spawnSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8' }).stdout?.trim() ?? '';
    };
    const said = (cwd: string): string => git(cwd, 'rev-parse', 'HEAD');
    const repository = join(root, 'one');
    git(root, 'init', '-q', 'one');
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'a');
    expect(said(repository)).toMatch(/^[0-9a-f]{40}$/);
    expect(gitHeadOf(repository)()).toBe(said(repository));
    git(repository, 'pack-refs', '--all');
    expect(gitHeadOf(repository)()).toBe(said(repository));
    git(repository, 'worktree', 'add', '-q', '-b', 'side', '../two');
    git(join(root, 'two'), 'commit', '-q', '--allow-empty', '-m', 'b');
    expect(said(join(root, 'two'))).not.toBe(said(repository));
    expect(gitHeadOf(join(root, 'two'))()).toBe(said(join(root, 'two')));
    git(repository, 'checkout', '-q', '--detach', 'side');
    expect(gitHeadOf(repository)()).toBe(said(join(root, 'two')));
    const tables = join(root, 'three');
    git(root, 'init', '-q', '--ref-format=reftable', 'three');
    git(tables, 'commit', '-q', '--allow-empty', '-m', 'c');
    // Older versions of git have no such form, and made nothing.
    if (said(tables) !== '') expect(gitHeadOf(tables)()).toBe(said(tables));
  },
);
