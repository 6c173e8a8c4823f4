/**
 * No answer depends on how a log is cut into chunks or shards (promises.md row 4), nor on whether it is a plain file or a
 * compressed one, what is said of its bytes aside.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, digest, FIXTURES, FULL, type Outcome } from '../run/ask.ts';
import { room } from '../scan/room.ts';
import { longLog, question } from './questions.ts';

const CHUNK_SIZES = [1, 7, 64, 1000, 4096, 65_536];
const SHARDS = [1, 2, 7];

test('chunk sizes and shards: equal bytes, equal reports', async () => {
  const long = longLog();
  await fc.assert(
    fc.asyncProperty(
      question,
      fc.shuffledSubarray([...FIXTURES, long], { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...CHUNK_SIZES),
      fc.constantFrom(...SHARDS),
      async (asked, logs, chunkSize, shards) => {
        const whole = await ask(logs, { ...asked, tuning: { chunkSize: 2 ** 20 } });
        const cut = await ask(logs, { ...asked, tuning: { chunkSize, shards } });
        expect(cut.report).toEqual(whole.report);
        expect(digest(cut)).toBe(digest(whole));
      },
    ),
    { numRuns: FULL ? 3000 : 30 },
  );
});

/** Rows without what only a whole head can tell, under the plain names. */
function rowsOf({ events }: Outcome, names: ReadonlyMap<string, string>): string[] {
  return events.map(
    ({ row }) =>
      `${names.get(row.path) ?? row.path}@${row.offset} ${row.context} ${Buffer.from(row.bytes).toString()}${row.ending}`,
  );
}

test('plain and gzip: equal rows, equal answers', async () => {
  const home = room();
  const zipped = new Map(FIXTURES.map((path, n) => [join(home, `${n}.gz`), path]));
  for (const [gz, path] of zipped) writeFileSync(gz, gzipSync(readFileSync(path)));
  await fc.assert(
    fc.asyncProperty(
      question,
      fc.shuffledSubarray([...zipped.keys()], { minLength: 1, maxLength: 3 }),
      async (asked, logs) => {
        // A session's name may be that of the log's directory.
        const plain = await ask(
          logs.map((log) => zipped.get(log)!),
          asked,
        );
        const gz = await ask(logs, asked);
        if (logs.some((log) => zipped.get(log)!.includes('amplifier'))) return;
        if (`${JSON.stringify(asked)}`.includes('@source')) return;
        expect(rowsOf(gz, zipped)).toEqual(rowsOf(plain, new Map()));
        const { sources: _, notes: __, ...body } = plain.report;
        const { sources: ___, notes: ____, ...other } = gz.report;
        expect(JSON.stringify(other)).toBe(replacedAll(JSON.stringify(body), zipped));
      },
    ),
    { numRuns: FULL ? 1000 : 40 },
  );
});

function replacedAll(text: string, zipped: ReadonlyMap<string, string>): string {
  return [...zipped].reduce((all, [gz, path]) => all.replaceAll(path, gz), text);
}
