/** Logs that are read alike share a kernel, whatever they are called: a directory of a thousand sessions is read as one log. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { inquest } from '../cli/world.ts';
import { room } from '../scan/room.ts';

declare const WebAssembly: { Instance: new (module: object, imports: object) => object };

const LOGS = 60;
const HOURS = 3;

/** Sessions that only their directories name, their events between each other's in time. */
function sessions(): string {
  const home = room();
  for (let n = 0; n < LOGS; n++) {
    const lines = Array.from({ length: HOURS }, (_, hour) =>
      JSON.stringify({ ts: new Date(Date.UTC(2026, 2, 2, hour, n)).toISOString(), event: 'tool:pre', n }),
    );
    mkdirSync(join(home, `s-${n}`));
    writeFileSync(join(home, `s-${n}`, 'events.jsonl'), lines.map((line) => `${line}\n`).join(''));
  }
  return home;
}

const names = Array.from({ length: LOGS }, (_, n) => `s-${n}`);

test.each(['simd', 'scalar'])('each event has the session of its own directory (%s)', async (kernel) => {
  const home = sessions();
  const env = { INQUEST_KERNEL: kernel };
  const { stdout: listed } = await inquest(['sessions-list', '--json', home], { env });
  const { sessions: found } = JSON.parse(listed) as { sessions: { session_id: string; events: number }[] };
  expect(found.map(({ session_id }) => session_id).sort()).toEqual([...names].sort());
  expect(new Set(found.map(({ events }) => events))).toEqual(new Set([HOURS]));
  // Merged by time, every event is of another log than the one before it.
  const { stdout: rows } = await inquest(['query', '--fields', '@session,n', '--format', 'csv', home], {
    env,
  });
  const order = rows.trimEnd().split(/\r?\n/).slice(1);
  expect(order).toEqual(Array.from({ length: HOURS }, () => names.map((name, n) => `${name},${n}`)).flat());
});

test.each([
  ['stats'],
  ['query', '--format', 'raw'],
  ['query', '--fields', '@source'],
  ['show', '-n', '100'],
  ['history'],
  ['fields'],
  ['trace'],
])('%s makes few modules of the kernel', async (...command) => {
  const home = sessions();
  const { Instance } = WebAssembly;
  const made = vi.fn();
  vi.stubGlobal('WebAssembly', {
    ...WebAssembly,
    ...Object.fromEntries(
      ['Module', 'Memory', 'validate'].map((name) => [
        name,
        (WebAssembly as unknown as Record<string, unknown>)[name],
      ]),
    ),
    Instance: class {
      constructor(module: object, imports: object) {
        made();
        // biome-ignore lint/correctness/noConstructorReturn: it stands for the real one
        return new Instance(module, imports);
      }
    },
  });
  try {
    expect((await inquest([...command, home], { env: { INQUEST_THREADS: '1' } })).code).toBe(0);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(made.mock.calls.length).toBeGreaterThan(0);
  expect(made.mock.calls.length).toBeLessThan(8);
});
