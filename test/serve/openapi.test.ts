/** The API's description and its routes are the same; what it says of parameters is what is taken. */
import { expect, test } from 'vitest';
import { openApi, SELECTION } from '../../src/serve/openapi.ts';
import { QUESTIONS } from '../../src/serve/questions.ts';
import { type Desk, routesOf } from '../../src/serve/routes.ts';
import { SELECTING } from '../../src/serve/selection.ts';
import { STREAM_PARAMETERS } from '../../src/serve/sse.ts';
import { call, served } from './room.ts';

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters: readonly object[] }>>>
  >;
}

const described = openApi('1.2.3') as Described;

/** Taken before the routes: they never end, or are no answers. */
const BEFORE_ROUTES = ['get /events', 'get /events/stream', 'get /ws'];

test('every route is described, and everything described is a route', () => {
  const routes = routesOf({} as Desk).routes.map(
    ({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  const paths = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect([...new Set(paths)].sort()).toEqual([...new Set([...routes, ...BEFORE_ROUTES])].sort());
});

test('the selection is described whole', () => {
  expect(SELECTION.map(({ name }) => name).sort()).toEqual([...SELECTING].sort());
});

test('the parameters of a stream are described', () => {
  const { parameters } = described.paths['/events/stream']?.get ?? { parameters: [] };
  const own = parameters.flatMap((each) => ('name' in each ? [each.name] : []));
  expect(own).toEqual([...STREAM_PARAMETERS]);
});

test('it is served, and every reference leads somewhere', async () => {
  const server = await served();
  const { json, text } = await call(server, '/api/v1/openapi.json');
  expect(json.openapi).toBe('3.1.0');
  for (const [, at] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = (at ?? '')
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], json);
    expect(found, at).toBeDefined();
  }
});

test('every question answers on an empty log', async () => {
  const server = await served();
  for (const { name } of QUESTIONS) {
    const answer = await call(server, `/api/v1/${name}`);
    expect([name, answer.status]).toEqual([name, 200]);
    const posted = await call(server, '/api/v1/query', {
      body: JSON.stringify({ ask: name }),
      headers: { 'content-type': 'application/json' },
    });
    expect([name, posted.text]).toEqual([name, answer.text]);
  }
  expect(server.bugs).toEqual([]);
});
