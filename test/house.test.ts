/**
 * The doors of the house: every import of src/ against the table of src/README.md, and what no room may hold.
 * The table stands here once more as data; the map and the test are held together by the last test.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Door {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const DOORS: Readonly<Record<string, Door>> = {
  base: {
    rooms: [],
    packages: ['date-fns', '@date-fns/tz', 're2js', 'node:crypto', 'node:fs', 'node:module'],
  },
  model: { rooms: ['base'], packages: [] },
  query: { rooms: ['base', 'model'], packages: [] },
  dialect: { rooms: ['base', 'model'], packages: [] },
  rules: { rooms: ['base', 'model'], packages: ['yaml', 'ajv', 'inquest'] },
  plan: { rooms: ['base', 'model', 'dialect'], packages: [] },
  match: { rooms: ['base', 'model', 'dialect'], packages: [] },
  kernel: { rooms: ['base', 'model'], packages: ['node:buffer'] },
  scan: {
    rooms: ['base', 'model'],
    packages: [
      'node:crypto',
      'node:fs',
      'node:net',
      'node:path',
      'node:stream',
      'node:timers',
      'node:zlib',
      'fzstd',
    ],
  },
  fold: { rooms: ['base', 'model'], packages: [] },
  run: {
    rooms: ['base', 'model', 'dialect', 'plan', 'kernel', 'scan', 'match', 'fold', 'net'],
    packages: ['node:crypto', 'node:stream', 'node:v8', 'node:worker_threads'],
  },
  render: {
    rooms: ['base', 'model'],
    packages: ['chalk', 'cli-table3', 'ndjson', 'csv-stringify', 'string-width', 'fast-xml-builder'],
  },
  serve: {
    rooms: ['base', 'model', 'query', 'run', 'append', 'net', 'render'],
    packages: [
      'hono',
      '@hono/node-server',
      'ws',
      ...[
        'node:child_process',
        'node:crypto',
        'node:fs',
        'node:http',
        'node:net',
        'node:path',
        'node:stream',
        'node:v8',
        'node:zlib',
      ],
    ],
  },
  'serve/web': { rooms: ['base', 'model', 'render'], packages: ['preact', '@preact/signals', 'uplot'] },
  net: {
    rooms: ['base', 'model', 'append'],
    packages: ['node:crypto', 'node:fs', 'node:path', 'eventsource-parser'],
  },
  append: {
    rooms: ['base'],
    packages: [
      'koffi',
      'node:child_process',
      'node:events',
      'node:fs',
      'node:os',
      'node:path',
      'node:timers',
    ],
  },
  write: {
    rooms: ['base', 'model', 'dialect', 'append', 'run'],
    packages: ['node:child_process', 'node:fs', 'node:os', 'node:path', 'node:tty'],
  },
  cli: {
    rooms: [
      'base',
      'model',
      'query',
      'dialect',
      'rules',
      'plan',
      'scan',
      'run',
      'render',
      'append',
      'write',
      'net',
      'serve',
    ],
    packages: [
      'commander',
      ...['node:stream', 'node:tty', 'node:fs', 'node:events', 'node:os', 'node:path', 'node:process'],
      ...['node:crypto', 'node:url'],
    ],
  },
};

/** Files that gather their siblings; all other files of these rooms stand alone. */
const REGISTRIES = ['dialect/dialects.ts', 'dialect/detect.ts', 'dialect/custom.ts', 'fold/folds.ts'];
/** The doors of the library: re-exports of any room. */
const LIBRARY = ['index.ts', 'append.ts'];
const MAX_LINES = 300;

const SRC = resolve(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('kernel/assembly/'))
  .sort();

interface Import {
  readonly spec: string;
  readonly typeOnly: boolean;
}

function importsOf(text: string): readonly Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g,
  )) {
    found.push({ spec: match[2]!, typeOnly: match[1] !== undefined });
  }
  for (const match of text.matchAll(/\b(?:import|load)\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ spec: match[1]!, typeOnly: false });
  return found;
}

function packageOf(spec: string): string {
  if (spec.startsWith('node:')) return spec;
  return spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The room of a file: the page is one of its own, for it runs in another world than the server around it. */
function roomOf(file: string): string {
  return file.startsWith('serve/web/') ? 'serve/web' : file.split('/')[0]!;
}

/** What is wrong with one file's imports. */
function trespasses(file: string, text: string): readonly string[] {
  const room = roomOf(file);
  const door = DOORS[room];
  if (!door) return LIBRARY.includes(file) ? [] : [`${file}: no such room`];
  return importsOf(text).flatMap(({ spec }) => {
    if (!spec.startsWith('.')) {
      const name = packageOf(spec);
      const allowed = door.packages.some((one) => name === one || spec.startsWith(`${one}/`));
      return allowed ? [] : [`${file}: ${spec} is not behind this door`];
    }
    const target = relative(SRC, resolve(SRC, dirname(file), spec));
    if (target === '../package.json') return [];
    const other = roomOf(target);
    if (other !== room && !door.rooms.includes(other)) return [`${file}: ${room} may not enter ${other}`];
    const alone = room === 'dialect' && !REGISTRIES.includes(file);
    if (alone && other === room && !REGISTRIES.includes(target))
      return [`${file}: imports its sibling ${target}`];
    return [];
  });
}

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bprocess\.exit\s*\(/, 'process.exit'],
  [/\bconsole\./, 'console'],
  [/:\s*any\b|\bas any\b|<any>/, 'any'],
  [/@ts-ignore|@ts-nocheck|@ts-expect-error/, 'a silenced type error'],
  [/\bexport\s+default\b/, 'a default export'],
];

const text = (file: string): string => readFileSync(join(SRC, file), 'utf8');

describe('the house', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(new Set(files.map(roomOf).filter((room) => !LIBRARY.includes(room)))).toEqual(
      new Set([
        ...Object.keys(DOORS),
        ...(files.some((file) => file.startsWith('schemas/')) ? ['schemas'] : []),
      ]),
    );
  });

  it('keeps every door', () => {
    expect(files.flatMap((file) => trespasses(file, text(file)))).toEqual([]);
  });

  it('sees a trespass', () => {
    expect(trespasses('base/x.ts', "import { a } from '../model/note.ts';")).toHaveLength(1);
    expect(trespasses('fold/x.ts', "import chalk from 'chalk';")).toHaveLength(1);
    expect(trespasses('cli/x.ts', "await import('../kernel/scalar.ts')")).toHaveLength(1);
    expect(trespasses('dialect/x.ts', "import { macf } from './macf.ts';")).toHaveLength(1);
    expect(trespasses('run/x.ts', "export { a } from '../cli/main.ts';")).toHaveLength(1);
    expect(trespasses('serve/x.ts', "import { App } from './web/app.tsx';")).toHaveLength(1);
    expect(trespasses('serve/web/x.ts', "import { guard } from '../guard.ts';")).toHaveLength(1);
  });

  it('imports each package in one room', () => {
    const rooms = new Map<string, Set<string>>();
    for (const file of files) {
      for (const { spec } of importsOf(text(file))) {
        if (spec.startsWith('.') || spec.startsWith('node:')) continue;
        const name = packageOf(spec);
        rooms.set(name, (rooms.get(name) ?? new Set()).add(roomOf(file)));
      }
    }
    expect([...rooms].filter(([, where]) => where.size > 1)).toEqual([]);
    expect(rooms.size).toBeGreaterThan(6);
  });

  it('shares no hooks between test files, for those of a module are those of the first file that loads it', () => {
    const shared = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    expect(shared.length).toBeGreaterThan(20);
    const hooked = shared.filter((file) =>
      /\b(?:before|after)(?:Each|All)\b/.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
    );
    expect(hooked).toEqual([]);
  });

  it('holds nothing forbidden', () => {
    const found = files.flatMap((file) => {
      const whole = text(file);
      const code = whole.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      if (/(?:\/\/|\*).*\b(?:TODO|FIXME|XXX)\b/.test(whole)) return [`${file}: a promise`];
      return FORBIDDEN.filter(([pattern]) => pattern.test(code)).map(([, what]) => `${file}: ${what}`);
    });
    expect(found).toEqual([]);
  });

  it('has no circles', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(text(file))
          .filter(({ spec, typeOnly }) => spec.startsWith('.') && !typeOnly)
          .map(({ spec }) => relative(SRC, resolve(SRC, dirname(file), spec))),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file))
        return void circles.push([...path.slice(path.indexOf(file)), file].join(' > '));
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it(`keeps files under ${MAX_LINES} lines`, () => {
    expect(files.filter((file) => text(file).split('\n').length > MAX_LINES)).toEqual([]);
  });

  it('is drawn on the map', () => {
    const map = readFileSync(join(SRC, 'README.md'), 'utf8');
    for (const [room, door] of Object.entries(DOORS)) {
      const row = map.split('\n').find((line) => line.startsWith(`| ${room} |`));
      expect(row, `src/README.md has no row for ${room}`).toBeDefined();
      const [, , may = '', , packages = ''] = row!.split('|').map((cell) => cell.trim());
      expect(words(may), room).toEqual(new Set(door.rooms));
      expect(words(packages), room).toEqual(
        new Set(door.packages.filter((name) => !name.startsWith('node:'))),
      );
    }
  });
});

function words(cell: string): ReadonlySet<string> {
  return new Set(
    cell
      .split(/[,\s]+/)
      .map((word) => word.replaceAll('`', ''))
      .filter((word) => word !== '' && word !== '–'),
  );
}
