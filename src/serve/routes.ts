/**
 * The routes: what is asked for by which path. Guard and token have judged the request before it comes here. Every route
 * answers JSON, save the page, the streams and the metrics' text.
 */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { Fault } from '../base/fault.ts';
import type { Query } from '../model/query.ts';
import { printPredicate } from '../query/print.ts';
import { parseTime } from '../query/time.ts';
import { parseWhere } from '../query/where.ts';
import type { Kept } from '../run/kept.ts';
import { logsOf } from '../run/logs.ts';
import { run } from '../run/run.ts';
import { bodyOf, jsonBody } from './body.ts';
import type { Intake } from './emit.ts';
import { errorAnswer, Refused } from './errors.ts';
import { eventAt } from './listing.ts';
import type { Live } from './live.ts';
import { metricsJson, metricsText } from './metrics.ts';
import { openApi } from './openapi.ts';
import { LOGIN_PAGE, NO_PAGE, PAGE_HEADERS, type Pages } from './pages.ts';
import { type Given, givenOf, givenOfJson, readParams } from './params.ts';
import {
  asking,
  most,
  parametersOf,
  QUESTIONS,
  type QuestionRow,
  questionOf,
  sessionIs,
} from './questions.ts';
import { SELECTING } from './selection.ts';
import { traceJson } from './span-json.ts';
import { STREAMS } from './sse.ts';
import type { Token } from './token.ts';
import type { Turnstile } from './turnstile.ts';

type Env = { Bindings: HttpBindings };
type Ctx = Context<Env>;

/** What the routes answer from. */
export interface Desk {
  readonly version: string;
  readonly instance: string;
  readonly startedMs: number;
  readonly served: Query;
  /** The log that events are taken into. */
  readonly log: string | undefined;
  readonly turnstile: Turnstile;
  readonly kept: Kept;
  readonly pages: Pages;
  readonly live: Live;
  readonly intake: Intake;
  readonly token: Token | undefined;
  /** Told of bugs of ours; the network is not. */
  onBug(error: unknown): void;
}

/** The application of a desk. */
export function routesOf(desk: Desk): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => failed(desk, error, c));
  app.notFound((c) => notFound(desk, c, app));
  app.get('/health', (c) => {
    const uptime_seconds = (Date.now() - desk.startedMs) / 1000;
    const { version, instance } = desk;
    return c.json({ status: 'ok', service: 'inquest', version, instance, uptime_seconds });
  });
  app.post('/login', (c) => login(desk, c));
  app.post('/events/emit', async (c) => c.json(await desk.intake.take(c.env.incoming), 202));
  app.get('/metrics', (c) =>
    c.body(metricsText(desk.live), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.get('/api/v1/metrics', (c) => metricsOf(desk, c));
  app.get('/api/v1/info', (c) => info(desk, c));
  app.get('/api/v1/openapi.json', (c) => c.json(openApi(desk.version)));
  app.get('/api/v1/where', checkWhere);
  app.get('/api/v1/event', (c) => oneEvent(desk, c));
  for (const row of QUESTIONS) app.get(`/api/v1/${row.name}`, (c) => answered(desk, c, [row, query(c)]));
  app.post('/api/v1/query', async (c) => answered(desk, c, await posted(c)));
  app.get('/api/v1/sessions/:id/spans', (c) => spans(desk, c));
  app.get('/api/v1/sessions/:id/execution-trace', (c) => executionTrace(desk, c));
  return app;
}

function query(c: Ctx): Given {
  return givenOf(new URL(c.req.url).searchParams);
}

/** Aborted when the client goes away before the answer is whole. */
function leaving(c: Ctx): AbortSignal {
  const left = new AbortController();
  const { outgoing } = c.env;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort();
  });
  return left.signal;
}

function json(c: Ctx, text: string): Response {
  return c.body(text, 200, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
}

async function answered(desk: Desk, c: Ctx, [row, given]: readonly [QuestionRow, Given]): Promise<Response> {
  const answer = readParams(given, parametersOf(row), (values) => row.read(values, desk.served));
  const signal = leaving(c);
  const { kept } = desk;
  return json(c, await desk.turnstile.pass(() => answer({ signal, kept }), signal));
}

function metricsOf({ live }: Desk, c: Ctx): Response {
  const windows = readParams(query(c), ['window'], (values) => {
    const names = values.texts('window').flatMap((text) => text.split(','));
    const chosen = names.map((name) => values.attempt('--window', () => live.windowOf(name.trim())));
    return chosen.filter((us) => us !== undefined);
  });
  return json(c, JSON.stringify(metricsJson(live, windows.length === 0 ? live.windowsUs : windows)));
}

/** A page that has shown the token is given a cookie that says so. */
async function login({ token }: Desk, c: Ctx): Promise<Response> {
  const form = new URLSearchParams((await bodyOf(c.env.incoming)).toString('utf8'));
  if (token === undefined) return c.redirect('/', 303);
  if (!token.is(form.get('token') ?? '')) return loginPage(c);
  return c.body(null, 303, { location: '/', 'set-cookie': token.cookie });
}

async function posted(c: Ctx): Promise<readonly [QuestionRow, Given]> {
  const given = new Map(givenOfJson(await jsonBody(c.env.incoming)));
  const [name = ''] = given.get('ask') ?? ['events'];
  given.delete('ask');
  const row = questionOf(name);
  if (row) return [row, given];
  const message = `expected one of ${QUESTIONS.map((each) => each.name).join(', ')}`;
  throw new Fault({ code: 'bad-choice', message, flag: 'ask' });
}

async function info(desk: Desk, c: Ctx): Promise<Response> {
  const logs = await logsOf(desk.served, leaving(c));
  const started = new Date(desk.startedMs).toISOString();
  const log = desk.log ?? null;
  return json(c, JSON.stringify({ version: desk.version, started, logs, log, emit: log !== null }));
}

/** Whether an expression is one, and how it is read; no log is. */
function checkWhere(c: Ctx): Response {
  const where = readParams(query(c), ['where', 'tz'], (values) => {
    const zone = values.text('tz') ?? 'UTC';
    const time = (text: string) => parseTime(text, { nowUs: Date.now() * 1000, zone });
    return values.attempt('--where', () => parseWhere(values.text('where') ?? '', { parseTime: time }));
  });
  return json(c, JSON.stringify({ ok: true, where: where && printPredicate(where) }));
}

async function oneEvent(desk: Desk, c: Ctx): Promise<Response> {
  const at = readParams(query(c), ['source', 'offset'], (values) => {
    const path = values.text('source');
    const offset = values.integer('offset', 0);
    for (const name of ['source', 'offset'].filter((each) => !values.has(each)))
      values.fault({ code: 'missing', message: 'is needed', flag: `--${name}` });
    return { path: path ?? '', offset: offset ?? 0 };
  });
  const signal = leaving(c);
  return json(c, await desk.turnstile.pass(() => eventAt(desk.served, at, signal), signal));
}

/** The spans of one session, and its turns where its log has them. */
async function spans(desk: Desk, c: Ctx): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const { asked, limit } = readParams(query(c), [...SELECTING, 'limit'], (values) => ({
    limit: most(values, 'limit', { standard: 5000, most: 20_000 }),
    asked: asking(values, within(desk.served, id), { kind: 'trace', texts: true, errors: false }),
  }));
  const signal = leaving(c);
  const report = await desk.turnstile.pass(() => run(asked, { signal }), signal);
  return json(c, traceJson(report, limit, { session: id }));
}

/** The turns of one session as trace-events.md has them. */
async function executionTrace(desk: Desk, c: Ctx): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const asked = readParams(query(c), [...SELECTING], (values) =>
    asking(values, within(desk.served, id), { kind: 'trace', texts: true, errors: false }),
  );
  const signal = leaving(c);
  const [report, { count }] = await desk.turnstile.pass(
    async () =>
      [await run(asked, { signal }), await run({ ...asked, ask: { kind: 'count' } }, { signal })] as const,
    signal,
  );
  if (count === 0)
    throw new Fault({ code: 'no-such-session', message: 'no event has this session', flag: 'id' });
  return json(c, JSON.stringify({ session_id: id, turns: report.turns ?? [] }));
}

function within(served: Query, id: string): Query {
  return { ...served, where: { kind: 'and', of: [served.where, sessionIs(id)] } };
}

/** Files of the page; the page itself for every path that is nothing else, so that its addresses can be opened. */
function notFound(desk: Desk, c: Ctx, app: Hono<Env>): Response {
  const { path, method } = c.req;
  const file = method === 'GET' || method === 'HEAD' ? desk.pages.at(path) : undefined;
  if (file) {
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, { etag: file.etag });
    const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': 'no-cache' };
    return c.body(file.bytes, 200, { ...PAGE_HEADERS, ...headers });
  }
  const wantsPage = (c.req.header('accept') ?? '').includes('text/html') && !path.startsWith('/api/');
  if (method === 'GET' && wantsPage && !/\.\w+$/.test(path)) {
    const page = desk.pages.at('/');
    return c.body(page?.bytes ?? NO_PAGE, 200, {
      ...PAGE_HEADERS,
      'content-type': 'text/html; charset=utf-8',
    });
  }
  const allowed = desk.pages.at(path) ? ['GET', 'HEAD'] : methodsOf(app, path);
  if (allowed.length > 0) {
    const allow = allowed.join(', ');
    return failed(desk, new Refused(405, 'bad-method', `expected ${allow}`, { allow }), c);
  }
  return failed(desk, new Refused(404, 'not-found', 'nothing stands here: see /api/v1/openapi.json'), c);
}

/** The methods that a path is asked with; what is got may be asked for its head alone, save a stream. */
function methodsOf({ routes }: Hono<Env>, path: string): readonly string[] {
  if (STREAMS.includes(path)) return ['GET'];
  const segments = path.split('/');
  const fits = (pattern: string): boolean => {
    const parts = pattern.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, n) => part === segments[n] || (part[0] === ':' && segments[n] !== ''))
    );
  };
  const methods = routes.filter((route) => fits(route.path)).map(({ method }) => method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

function failed(desk: Desk, error: unknown, c: Ctx): Response {
  const answer = errorAnswer(error);
  if (answer) return c.json(answer.body, answer.status as 400, { ...answer.headers });
  if (c.env.outgoing.destroyed) return c.body(null);
  desk.onBug(error);
  return c.json({ error: { code: 'bug', message: 'this is a bug of inquest; its output says more' } }, 500);
}

/** The form that takes the token. */
export function loginPage(c: Ctx): Response {
  return c.body(LOGIN_PAGE, 401, { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' });
}
