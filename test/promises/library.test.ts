/**
 * What a program gets: it is written against the declarations that the package ships, under strict rules and with their
 * own text checked, and it runs on what is built. Nothing of the sources is reached.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './output/program.ts';

const CONSUMER = `
import { type Event, events, explain, Fault, Kept, type ListReport, parseFilter, parsePath, parseTime, parseWhere,
  printPredicate, queryOf, type RunIo, run, type StatsReport } from 'inquest';

import { type Client, type ClientError, connect, type Notice, type Received } from 'inquest/client';
import { liveMetrics, type MetricsReport, type MetricsSnapshot } from 'inquest';

const logs = [process.argv[2] ?? ''];
const told: ClientError[] = [];
const client: Client = connect({ url: 'http://127.0.0.1:9', onError: (error) => void told.push(error) });
client.emit({ event_type: 'tool.used' });
await client.close(100);
const reads: AsyncGenerator<Received> = client.subscribe({ where: '@type = a', onNotice: (notice: Notice) => void notice });
await reads.return(undefined);
const live = liveMetrics({ windowsUs: [60e6] });
const window: MetricsSnapshot = live.snapshot(60e6);
const metrics: MetricsReport = await run(queryOf({ logs, ask: { kind: 'metrics' } }));
// @ts-expect-error: an event is an object.
client.emit('text');
const parseTimes = (text: string) => parseTime(text, { nowUs: Date.now() * 1000, zone: 'UTC' });
const where = parseWhere('@status = error and @time > @first', { parseTime: parseTimes });
const failed = queryOf({ logs, where, ask: { kind: 'list', head: 2 } });
const types: string[] = [];
for await (const event of events(failed)) types.push(event.type?.text ?? '');
const shown: Event[] = [];
const io: RunIo = { show: (some) => void shown.push(...some), signal: new AbortController().signal };
const list: ListReport = await run(failed, io);
const by = { kind: 'path', path: parsePath('data.tool') } as const;
const stats: StatsReport = await run(queryOf({ logs, ask: { kind: 'stats', by, top: 1 } }));
const { count }: { count: number } = await run(queryOf({ logs, where, ask: { kind: 'count' } }));
const gaps = await run(queryOf({ logs, ask: { kind: 'gaps' } }));
const sessions = await run(queryOf({ logs, ask: { kind: 'sessions', sort: 'events' } }));
const { plan } = await explain(failed);
const filter = parseFilter('{"event_type": "mode_change"}', { parseTime: parseTimes });
let code = '';
try {
  parseWhere('data.tool =');
} catch (error) {
  if (error instanceof Fault) code = error.parts.code;
}
// @ts-expect-error: a listing has no groups.
list.groups;
const refused: string[] = [];
for (const make of [
  // @ts-expect-error: no such answer.
  () => queryOf({ logs, ask: { kind: 'stat' } }),
  // @ts-expect-error: an ask is an object.
  () => queryOf({ logs, ask: 'count' }),
  // @ts-expect-error: an ask has a kind.
  () => queryOf({ logs, ask: {} }),
  // @ts-expect-error: text is made a predicate by parseWhere.
  () => queryOf({ logs, where: 'data.tool = Read' }),
]) {
  try {
    make();
  } catch (error) {
    if (error instanceof Fault) refused.push(\`\${error.parts.code}: \${error.parts.hint ?? error.parts.message}\`);
  }
}
const kept = new Kept();
const counted = [await run(queryOf({ logs, ask: { kind: 'count' } }), { kept }), await run(queryOf({ logs, ask: { kind: 'count' } }), { kept })];
// @ts-expect-error: only listings give events.
events(queryOf({ logs, ask: { kind: 'stats' } }));

process.stdout.write(JSON.stringify({ types, shown: shown.length, list: list.count, groups: stats.groups, count,
  gaps: gaps.gaps.length, sessions: sessions.sessions[0]?.events, where: printPredicate(where),
  told: told[0]?.code, windows: metrics.windows.length, events: window.total_events,
  sources: plan.sources.length, filter: 'predicate' in filter, code, refused,
  counted: counted.map((each) => each.count) }));
`;

const WRITER = `
import { AppendError, type Appended, type Appender, type AppenderOptions, type NewEvent, openAppender, redactArgs,
  redactor, redactText } from 'inquest/append';

const options: AppenderOptions = { dialect: 'macf', durability: 'disk', lockWaitMs: 1000, redact: { keys: ['codename'] } };
const log: Appender = await openAppender('log.jsonl', options);
const events: readonly NewEvent[] = [{ event: 'a', data: { codename: 'x' } }, { line: '{"event":"b"}' }];
const many: readonly Appended[] = await log.appendMany(events);
const code = await log.append({ line: '{' }).then(() => 'none', (error: unknown) => error instanceof AppendError && error.code);
await log.close();
// @ts-expect-error: no such dialect.
const wrong: AppenderOptions = { dialect: 'mcaf' };
// @ts-expect-error: an event is an object.
const none: NewEvent = 'text';

process.stdout.write(JSON.stringify({ lines: many.map(({ line, offset }) => [offset, line]), code, time: log.nowUs() > 1e15,
  args: redactArgs(['--token', 'x']), text: redactText('API_KEY=x'), value: redactor()({ password: 'x' }), wrong, none }));
`;

const RULES = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    outDir: 'out',
  },
  files: ['consumer.ts', 'writer.ts'],
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'library-'));
  const home = join(directory, 'node_modules/inquest');
  mkdirSync(join(home, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(home, 'package.json'));
  for (const file of ['index.js', 'append.js', 'client.js'])
    symlinkSync(join(ROOT, 'dist', file), join(home, 'dist', file));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(directory, 'node_modules/@types'));
  tsc(['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(home, 'dist/types')]);
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(RULES));
  writeFileSync(join(directory, 'consumer.ts'), CONSUMER);
  writeFileSync(join(directory, 'writer.ts'), WRITER);
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

test('a program is checked against the declarations and runs on the build', () => {
  tsc(['-p', directory]);
  const log = join(ROOT, 'fixtures/logs/macf/agent_events_log.jsonl');
  const out = execFileSync(process.execPath, [join(directory, 'out/consumer.js'), log], { encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual({
    types: ['tool_call_completed', 'tool_call_completed'],
    shown: 2,
    list: 2,
    groups: [{ value: 'Bash', count: 25 }],
    count: 7,
    gaps: 3,
    sessions: 62,
    where: '@status = "error" and @time > @first',
    told: 'dropped',
    windows: 4,
    events: 0,
    sources: 1,
    filter: true,
    code: 'where-syntax',
    refused: [
      "unknown-ask: did you mean { kind: 'stats' }?",
      "unknown-ask: did you mean { kind: 'count' }?",
      expect.stringMatching(/^unknown-ask: no such ask: \{\}; expected \{ kind \} with one of list, count/),
      'bad-where: expected a predicate as `where`; parseWhere makes one of text, parseFilter of a filter object',
    ],
    counted: [116, 116],
  });
});

test('and so is one that writes', () => {
  const out = execFileSync(process.execPath, [join(directory, 'out/writer.js')], {
    encoding: 'utf8',
    cwd: directory,
  });
  expect(JSON.parse(out)).toEqual({
    lines: [
      [0, '{"event": "a", "data": {"codename": "***REDACTED***"}}'],
      [55, '{"event":"b"}'],
    ],
    code: 'invalid',
    time: true,
    args: ['--token', '***REDACTED***'],
    text: 'API_KEY=***REDACTED***',
    value: { password: '***REDACTED***' },
    wrong: { dialect: 'mcaf' },
    none: 'text',
  });
});

function tsc(args: readonly string[]): void {
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...args], {
      encoding: 'utf8',
    });
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout ?? String(error));
  }
}
