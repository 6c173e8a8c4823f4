/**
 * The description of the API (OpenAPI 3.1), made of the tables that the routes are made of; what stands in no table is data
 * here. `test/serve/openapi.test.ts` holds it and the routes together.
 */
import { type Parameter, QUESTIONS } from './questions.ts';

interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  /** Takes the selection. */
  readonly selects?: true;
  /** Media types of the body. */
  readonly takes?: readonly string[];
  /** Media type of the answer, and its status. */
  readonly gives?: string;
  readonly status?: number;
}

const text = (name: string, words: string): Parameter => ({ name, type: 'string', text: words });
const number = (name: string, words: string): Parameter => ({ name, type: 'integer', text: words });

/** Source: cli.md, "Selecting". */
export const SELECTION: readonly Parameter[] = [
  text('where', 'an expression, or a filter object as JSON; repeated: and'),
  text('event-type', 'of this type; tool_* is a glob; commas and repetition: or (also: type)'),
  text('since', 'at or after this time: 2025-12-10T05:00Z, 1765343222.114, -2h, @last-10m'),
  text('until', 'before this time; @last takes its event in'),
  text('after', 'strictly after this time'),
  text('before', 'strictly before this time'),
  text('session', 'of this session: the full id, a prefix of 4 or more, or the short hash'),
  text('session-id', 'whose session is exactly this id'),
  text('session-hash', "whose breadcrumb's s is this hash"),
  text('cycle', 'of this cycle'),
  text('git-hash', 'of this commit, short or full'),
  text('prompt', 'of this prompt, short or full'),
  text('agent', 'of this agent'),
  text('workflow', 'of this workflow'),
  text('trace', 'of this trace'),
  text('severity', 'of this level or worse; =error exactly'),
  number('min-importance', 'of this importance or more'),
  text('source', 'of this log'),
  text('tz', 'zone of times that name none, and of buckets (UTC)'),
];

const STREAM: readonly Parameter[] = [
  number('tail', 'first the last N matching events (0; up to 1000)'),
  text('view', 'event: its own JSON; full: with its place and roles (event)'),
  text('names', 'hook: hook:TYPE for amplifier events; type; none (hook)'),
  text('last-event-id', 'a cursor to go on behind, where the header cannot be sent'),
  text('metrics', 'a window: its metrics each second'),
];

const OPERATIONS: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'whether the server is there' },
  {
    method: 'post',
    path: '/login',
    summary: 'shows the token; a cookie lets the page in',
    takes: ['application/x-www-form-urlencoded'],
    status: 303,
  },
  {
    ...{
      method: 'post',
      path: '/events/emit',
      summary: 'takes events in: appended to the log, then broadcast',
    },
    ...{ takes: ['application/json', 'application/x-ndjson'], status: 202 },
  },
  ...['/events/stream', '/events'].map(
    (path): Operation => ({
      ...{
        method: 'get',
        path,
        summary: 'events as they come (server-sent events); Last-Event-ID goes on behind one',
      },
      ...{ selects: true, parameters: STREAM, gives: 'text/event-stream' },
    }),
  ),
  {
    method: 'get',
    path: '/ws',
    summary: 'the same as a WebSocket: subscribe, unsubscribe, ping, set_window',
    status: 101,
  },
  { method: 'get', path: '/metrics', summary: 'metrics as Prometheus reads them', gives: 'text/plain' },
  {
    ...{ method: 'get', path: '/api/v1/metrics', summary: 'rolling windows, totals, and how clients fare' },
    parameters: [text('window', '1m, 5m, 15m, 1h; commas and repetition (all)')],
  },
  { method: 'get', path: '/api/v1/info', summary: 'which logs are served' },
  { method: 'get', path: '/api/v1/openapi.json', summary: 'this' },
  {
    ...{ method: 'get', path: '/api/v1/where', summary: 'whether an expression is one; no log is read' },
    parameters: [text('where', 'the expression'), text('tz', 'zone of its times (UTC)')],
  },
  {
    ...{ method: 'get', path: '/api/v1/event', summary: 'the one event that begins at a byte of a log' },
    parameters: [text('source', 'the log'), number('offset', 'the byte')],
  },
  ...QUESTIONS.map(
    ({ name, summary, parameters }): Operation => ({
      ...{ method: 'get', path: `/api/v1/${name}`, summary, parameters, selects: true },
    }),
  ),
  {
    ...{ method: 'post', path: '/api/v1/query', takes: ['application/json'] },
    summary: 'any question as one object: {"ask": NAME, …parameters}',
  },
  {
    ...{
      method: 'get',
      path: '/api/v1/sessions/{id}/spans',
      summary: 'the spans of a session',
      selects: true,
    },
    parameters: [number('limit', 'spans at most (5000; up to 20000)')],
  },
  {
    ...{ method: 'get', path: '/api/v1/sessions/{id}/execution-trace', selects: true },
    summary: 'the turns of a session: prompts, tools, thoughts',
  },
];

/** The description, for a server of this version. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method]: operationJson(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'inquest',
      version,
      description:
        'What an event log holds, asked over HTTP. Every error is {"error": {"code", "message", …}}.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: Object.fromEntries(SELECTION.map((each) => [each.name, parameterJson(each)])),
      schemas: { Error: ERROR },
    },
    security: [{}, { token: [] }],
  };
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        parameter: { type: 'string' },
        hint: { type: 'string' },
        span: {
          type: 'object',
          description: 'The part of the text that is wrong, in UTF-16 units.',
          required: ['text', 'start', 'end'],
          properties: { text: { type: 'string' }, start: { type: 'integer' }, end: { type: 'integer' } },
        },
      },
    },
    errors: { type: 'array', items: { type: 'object' } },
  },
};

function operationJson({
  path,
  summary,
  parameters = [],
  selects,
  takes,
  gives,
  status = 200,
}: Operation): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
  const selection = selects ? SELECTION.map(({ name }) => ({ $ref: `#/components/parameters/${name}` })) : [];
  const content = { [gives ?? 'application/json']: {} };
  const failed = {
    description: 'what is wrong',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
  return {
    summary,
    parameters: [...inPath, ...parameters.map(parameterJson), ...selection],
    ...(takes && {
      requestBody: { required: true, content: Object.fromEntries(takes.map((type) => [type, {}])) },
    }),
    responses: {
      [String(status)]: { description: summary, ...(status < 300 && status !== 101 && { content }) },
      '4XX': failed,
      '5XX': failed,
    },
  };
}

function parameterJson({ name, type, text: description }: Parameter): object {
  return { name, in: 'query', description, schema: { type } };
}
