import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { LogName } from '../../src/model/query.ts';
import { openSources, parseLogName } from '../../src/scan/sources.ts';
import { room, scanOf, sourceOf, stdinOf, textOf } from './room.ts';

const LINE = '{"a":1}\n';
const ZSTD = Buffer.from('28b52ffd04584100007b2261223a317d0ae2efece0', 'hex');

interface Answer {
  /** What each source holds, by kind. */
  readonly logs?: readonly (readonly [kind: string, text: string])[];
  /** Kind and message of each note. */
  readonly notes?: readonly string[];
}

async function check(names: readonly LogName[], answer: Answer): Promise<void> {
  const { sources, notes } = await openSources(names, { stdin: stdinOf([LINE]) });
  onTestFinished(() => {
    for (const source of sources) source.close();
  });
  const logs: [string, string][] = [];
  for (const source of sources) logs.push([source.kind, textOf(await scanOf(source))]);
  expect(notes.map((note) => `${note.kind} ${note.message}`)).toEqual(answer.notes ?? []);
  expect(logs).toEqual(answer.logs ?? []);
  expect(sources.map((source) => source.index)).toEqual(sources.map((_, index) => index));
}

const KINDS: readonly (readonly [string, (dir: string) => string | LogName, Answer])[] = [
  ['regular file', (dir) => put(dir, 'a', LINE), { logs: [['plain', LINE]] }],
  ['empty file', (dir) => put(dir, 'a', ''), { logs: [['plain', '']] }],
  ['gzip whatever its name', (dir) => put(dir, 'a.txt', gzipSync(LINE)), { logs: [['gzip', LINE]] }],
  ['link', (dir) => link(dir, put(dir, 'a', LINE)), { logs: [['plain', LINE]] }],
  ['device without bytes', () => '/dev/null', { logs: [['stream', '']] }],
  ['standard input', () => '-', { logs: [['stream', LINE]] }],
  ['standard input by its path', () => '/dev/stdin', { logs: [['stream', LINE]] }],
  ['missing', (dir) => join(dir, 'zzz'), { notes: ['unreadable could not be read: no such file'] }],
  [
    'dangling link',
    (dir) => link(dir, join(dir, 'gone')),
    { notes: ['unreadable could not be read: it is a link to a file that does not exist'] },
  ],
  [
    'circle of links',
    (dir) => link(dir, join(dir, 'link')),
    { notes: ['unreadable could not be read: its links lead in a circle'] },
  ],
  [
    'below a file',
    (dir) => `${put(dir, 'a', LINE)}/b`,
    { notes: ['unreadable could not be read: a part of its path is not a directory'] },
  ],
  [
    'directory without logs',
    (dir) => dir,
    {
      notes: ['unreadable could not be read: the directory holds no *.jsonl, *.ndjson, *.json or *.log'],
    },
  ],
  [
    'offset of a directory',
    (dir) => ({ path: dir, offset: 0 }),
    { notes: ['unreadable could not be read: it is a directory, which has no offsets'] },
  ],
  [
    'name with a NUL',
    () => 'a\0b',
    { notes: ['unreadable could not be read: its name holds a NUL character'] },
  ],
  // Root is refused nothing by permissions: a file that cannot be read at its start takes the same way.
  [
    'refused by the system',
    () => '/proc/self/mem',
    { notes: ['unreadable could not be read: the device failed while it was read'] },
  ],
];

test.each(KINDS)('%s', async (_, make, answer) => {
  const name = make(room());
  await check([typeof name === 'string' ? { path: name } : name], answer);
});

test('zstd whatever its name', async () => {
  await check([{ path: put(room(), 'a.log', ZSTD) }], { logs: [['zstd', LINE]] });
});

test.skipIf(process.getuid?.() === 0)('no permission', async () => {
  const path = put(room(), 'a', LINE);
  execFileSync('chmod', ['0', path]);
  await check([{ path }], { notes: ['unreadable could not be read: permission denied'] });
});

test('a file of /proc says that it is empty and is read', async () => {
  const source = await sourceOf('/proc/self/status');
  expect(source.kind).toBe('stream');
  expect(textOf(await scanOf(source))).toMatch(/^Name:\t.*\n$/s);
});

test('a socket is one note', async () => {
  const path = join(room(), 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  await check([{ path }], { notes: ['unreadable could not be read: it is a socket, which holds no log'] });
});

test('a file that vanishes between naming and opening is one note', async () => {
  const dir = room();
  const missing = put(dir, 'events.jsonl', LINE);
  await check([{ path: `${missing.slice(0, -1)}` }], {
    notes: [`unreadable could not be read: no such file; did you mean ${JSON.stringify(missing)}?`],
  });
});

test('the others are answered when one cannot be read', async () => {
  const dir = room();
  const good = put(dir, 'a', LINE);
  await check([{ path: join(dir, 'none-such') }, { path: good }], {
    logs: [['plain', LINE]],
    notes: ['unreadable could not be read: no such file'],
  });
});

test('a directory is searched to the bottom, in the order of bytes, without links', async () => {
  const dir = room();
  for (const sub of ['b', 'b/c', 'deep', 'b-2']) mkdirSync(join(dir, sub));
  const wanted = ['b-2/1.jsonl', 'b/2.ndjson', 'b/c/3.log.gz', 'deep/empty.log', 'deep/é.json', 'z.jsonl'];
  for (const name of wanted)
    put(dir, name, name.endsWith('.gz') ? gzipSync(LINE) : name.includes('empty') ? '' : LINE);
  for (const name of ['notes.txt', 'deep/x.jsonl.bak', 'b/jsonl']) put(dir, name, LINE);
  put(dir, 'pretty.json', '{\n  "a": 1\n}\n');
  put(dir, 'deep/syslog.log', 'Jan 1 hello\n');
  symlinkSync(join(dir, 'z.jsonl'), join(dir, 'linked.jsonl'));
  symlinkSync(dir, join(dir, 'circle'));

  const { sources, notes } = await openSources([{ path: `${dir}/` }], { stdin: stdinOf([]) });
  for (const source of sources) source.close();
  expect(sources.map((source) => source.path)).toEqual(wanted.map((name) => join(dir, name)));
  const skipped = ['deep/syslog.log', 'pretty.json'].map((name) => join(dir, name));
  expect(notes.map((note) => note.places[0]?.source)).toEqual(skipped);
  expect(new Set(notes.map((note) => `${note.kind} ${note.message}`))).toEqual(
    new Set(['skipped-file was not read: its first line is not one JSON value']),
  );
});

test('a name that is not UTF-8 is opened', async () => {
  const dir = room();
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.of(0xff), Buffer.from('.jsonl')]), LINE);
  await check([{ path: dir }], { logs: [['plain', LINE]] });
});

test('the same file by any name is read once', async () => {
  const dir = room();
  const path = put(dir, 'a.jsonl', LINE);
  linkSync(path, join(dir, 'b.jsonl'));
  const same = `skipped-file was not read: it is the same file as ${JSON.stringify(path)}`;
  await check(
    [{ path }, { path: dir }, { path: link(dir, path) }, { path, offset: 0 }, { path: '-' }, { path: '-' }],
    {
      logs: [
        ['plain', LINE],
        ['stream', LINE],
      ],
      notes: [same, same, same, same, 'skipped-file was not read: standard input is read once'],
    },
  );
});

test('two citations of one file share its descriptor', async () => {
  const path = put(room(), 'a', `${LINE}{"b":2}\n{"c":3}`);
  const { sources } = await openSources(
    [
      { path, offset: 8 },
      { path, offset: 16 },
    ],
    { stdin: stdinOf([]) },
  );
  const [first, second] = sources;
  expect(first?.fd).toBe(second?.fd);
  first?.close();
  if (second === undefined) throw new Error('two were opened');
  expect(textOf(await scanOf(second))).toBe('{"c":3}');
  second.close();
});

test('a standard input that is a directory is one note', async () => {
  const fd = openSync(room(), 'r');
  const { sources, notes } = await openSources([{ path: '-' }], {
    stdin: Object.assign(stdinOf([]), { fd }),
  });
  closeSync(fd);
  expect(sources).toEqual([]);
  expect(notes).toMatchObject([{ kind: 'unreadable', message: 'could not be read: it is a directory' }]);
});

test('a FIFO without a writer is waited for, and an abort ends it', async () => {
  const path = join(room(), 'f');
  execFileSync('mkfifo', [path]);
  const abort = new AbortController();
  const { sources } = await openSources([{ path }], { stdin: stdinOf([]), signal: abort.signal });
  const [source] = sources;
  if (source === undefined) throw new Error('a FIFO is a log');
  const scan = scanOf(source);
  setTimeout(() => abort.abort(), 50);
  expect(await scan).toMatchObject({ finals: 1, ended: [] });
});

test('a FIFO gives what its writer writes, compressed or not', async () => {
  for (const bytes of [Buffer.from(LINE.repeat(3)), gzipSync(LINE.repeat(3)), Buffer.alloc(0)]) {
    const path = join(room(), 'f');
    execFileSync('mkfifo', [path]);
    const source = await sourceOf(path);
    setTimeout(() => {
      const fd = openSync(path, 'w');
      if (bytes.length > 0) writeSync(fd, bytes);
      closeSync(fd);
    }, 20);
    expect(textOf(await scanOf(source))).toBe(bytes.length === 0 ? '' : LINE.repeat(3));
  }
});

test('nothing behind the size at opening is read', async () => {
  const path = put(room(), 'a', LINE);
  const source = await sourceOf(path);
  writeFileSync(path, LINE, { flag: 'a' });
  expect(textOf(await scanOf(source))).toBe(LINE);
});

test('a file that became shorter says where', async () => {
  const path = put(room(), 'a', LINE.repeat(4));
  const source = await sourceOf(path);
  truncateSync(path, 20);
  expect(await scanOf(source)).toMatchObject({
    parts: [{ text: LINE.repeat(2) }, { text: '{"a"' }],
    ended: ['20: the file became shorter while it was read'],
  });
});

const CITED = `\ufeff{"a":1}\n{"b":2}\r\n\n{"c":3}`;
const CITATIONS: readonly (readonly [offset: number, line: string | RegExp])[] = [
  [0, '\ufeff{"a":1}\n'],
  [3, '{"a":1}\n'],
  [11, '{"b":2}\r\n'],
  [20, '\n'],
  [21, '{"c":3}'],
  [1, /begins at 0/],
  [10, /begins at 0/],
  [12, /begins at 11/],
  [19, /begins at 11/],
  [27, /begins at 21/],
  [28, /28 bytes; its last line begins at 21/],
  [999, /28 bytes; its last line begins at 21/],
];

test.each(CITATIONS)('LOG@%i', async (offset, line) => {
  for (const bytes of [Buffer.from(CITED), gzipSync(CITED)]) {
    const name = { path: put(room(), 'a', bytes), offset };
    if (typeof line === 'string') {
      expect(textOf(await scanOf(await sourceOf(name)))).toBe(Buffer.from(line).toString('latin1'));
    } else {
      const fault = await sourceOf(name).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(Fault);
      expect((fault as Fault).parts).toMatchObject({ code: 'bad-offset', flag: 'LOG' });
      expect((fault as Fault).parts.hint).toMatch(line);
    }
  }
});

test('a name with @ is a citation unless a file is called so', () => {
  const dir = room();
  const path = put(dir, 'a@7', LINE);
  const rows: readonly (readonly [string, LogName])[] = [
    [path, { path }],
    [`${path}@12`, { path, offset: 12 }],
    [join(dir, 'b@12'), { path: join(dir, 'b'), offset: 12 }],
    ['b@', { path: 'b@' }],
    ['@5', { path: '@5' }],
    ['b@-5', { path: 'b@-5' }],
  ];
  for (const [text, name] of rows) expect(parseLogName(text)).toEqual(name);
  expect(() => parseLogName('b@99999999999999999999')).toThrow(Fault);
});

function put(dir: string, name: string, bytes: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
}

function link(dir: string, target: string): string {
  const path = join(dir, 'link');
  symlinkSync(target, path);
  return path;
}
