/** Laws of chunks: any bytes, any cut. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backward, type Part, room, scanOf, sourceOf } from '../scan/room.ts';

const SIZES = [1, 7, 64, 65_536];
const LIMITS = [0, 3, 30, 1_000_000];

/** Bytes with many line endings, short and long lines, and anything between. */
const log = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', 'é') },
      { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
      { weight: 1, arbitrary: fc.string({ minLength: 40, maxLength: 200 }) },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      },
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

/** What the lines of a log are, said plainly: text with its ending, or the size of one that is over the limit. */
function linesOf(bytes: Buffer, maxLine: number): Part[] {
  let base = 0;
  const parts = bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return parts.map((text, line) => {
    const at = { base, line };
    base += text.length;
    const content = text.replace(/\r?\n$/, '');
    return content.length > maxLine ? { ...at, text: '', overlong: text.length } : { ...at, text };
  });
}

/** The same from what a scan gave. */
function linesIn(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) => {
    if (part.overlong !== undefined) return [part];
    return linesOf(Buffer.from(part.text, 'latin1'), Number.POSITIVE_INFINITY).map((line) => ({
      text: line.text,
      base: part.base + line.base,
      line: part.line < 0 ? -1 : part.line + line.line,
    }));
  });
}

test('forward gives the lines of the file, plain or compressed; backward gives the reverse', async () => {
  const dir = room();
  const path = join(dir, 'log');
  await fc.assert(
    fc.asyncProperty(
      log,
      fc.constantFrom(...SIZES),
      fc.constantFrom(...LIMITS),
      async (bytes, chunkSize, maxLine) => {
        const expected = linesOf(bytes, maxLine);
        for (const stored of [bytes, gzipSync(bytes)]) {
          writeFileSync(path, stored);
          const source = await sourceOf(path);
          const ahead = await scanOf(source, { chunkSize, maxLine });
          expect(linesIn(ahead.parts)).toEqual(expected);
          expect(ahead).toMatchObject({ finals: 1, ended: [] });
          if (source.seekable) {
            const back = await scanOf(source, { chunkSize, maxLine }, backward);
            const nowhere = expected.map((line) => ({ ...line, line: -1 }));
            expect(linesIn(back.parts.toReversed())).toEqual(nowhere);
            expect(back.finals).toBe(expected.length === 0 ? 0 : 1);
          }
          source.close();
        }
      },
    ),
    { numRuns: 300 },
  );
});
