/** promises.md row 11: a line over the limit is damaged, and the next one is found. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { room } from '../scan/room.ts';
import { ask, LONGEST_MS, linesOf, logOf, reportOf, saysOf, sized } from './ask.ts';
import { runOf } from './child.ts';

const MIB = 2 ** 20;

/** A JSON text of exactly this many bytes. */
function textOf(size: number): string {
  return `{"s":"${'x'.repeat(size - 8)}"}`;
}

test.each([
  ['\n', 64],
  ['\r\n', 64],
  ['\n', 1000],
  ['\r\n', 70_000],
])(
  'row 11: with the ending %j a line of %d bytes is read, and one more byte is too long',
  async (ending, size) => {
    const lines = ['{"a":1}', textOf(size), textOf(size + 1), '{"a":2}', textOf(size + 2)];
    for (const last of [ending, '']) {
      const log = logOf(lines.join(ending) + last);
      const offset = lines.slice(0, 2).join(ending).length + ending.length;
      const end = lines.slice(0, 4).join(ending).length + ending.length;
      for (const chunkSize of [7, 63, 64, 65, 4096, 262_144]) {
        const env = { INQUEST_CHUNK_SIZE: String(chunkSize) };
        const args = ['--max-line', String(size), log];
        const { bytes } = await ask(['stats', '--json', ...args], env);
        const { sources, notes } = JSON.parse(bytes.toString()) as Awaited<ReturnType<typeof reportOf>>;
        expect(sources).toMatchObject([
          { lines: 5, events: 3, damaged: 2, bytes: end + size + 2 + last.length },
        ]);
        expect(saysOf(notes)).toContain(`damaged too-long 2 at ${offset} ${end}`);
        for (const way of ['query', 'show']) {
          const shown = await ask([way, '--format', 'ndjson', '-q', ...args], env);
          expect(shown.bytes.toString()).toBe([lines[0], lines[1], lines[3], ''].join('\n'));
        }
      }
    }
  },
);

test('row 11: the limit is 16 MiB where none is said', async () => {
  const log = logOf(`${textOf(16 * MIB)}\n${textOf(16 * MIB + 1)}\n{"a":1}\n`);
  const { sources, notes } = await reportOf(['stats', log]);
  expect(sources).toMatchObject([{ lines: 3, events: 2, damaged: 1 }]);
  expect(saysOf(notes)).toContain(`damaged too-long 1 at ${16 * MIB + 1}`);
  expect(await linesOf(['query', '--where', 'a = 1', log])).toHaveLength(1);
});

const LONG_MIB = sized(96, 1024);

test(`row 11: a line of ${LONG_MIB} MiB takes less than 256 MiB of memory`, {
  timeout: LONGEST_MS,
}, async () => {
  const path = join(room(), 'long.jsonl');
  const fd = openSync(path, 'w');
  writeSync(fd, '{"a":1}\n{"s":"');
  ftruncateSync(fd, LONG_MIB * MIB);
  writeSync(fd, '"}\n{"a":2}\n', LONG_MIB * MIB);
  closeSync(fd);
  for (const command of ['stats', 'gaps']) {
    const { report, rssMib } = await runOf([command, path]);
    expect(report.sources).toMatchObject([{ lines: 3, events: 2, damaged: 1 }]);
    expect(saysOf(report.notes)).toContain('damaged too-long 1 at 8');
    expect(rssMib).toBeLessThan(256);
  }
});
