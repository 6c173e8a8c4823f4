/**
 * The table as files: of each group of lines one log, in which good lines stand before, between and behind the hostile
 * ones; each hostile log as it is; and an index that says what every line is.
 */
import { LINES, LOGS } from './corpus.ts';
import type { Judged } from './row.ts';

interface IndexedLine {
  readonly id: string;
  /** Byte offset and size, the line's ending aside. */
  readonly offset: number;
  readonly bytes: number;
  readonly expected: Judged;
}

interface IndexedFile {
  readonly file: string;
  readonly lines: readonly (Judged | IndexedLine)[];
}

/** The event number n that must never be lost. */
export function goodLine(n: number): string {
  return `{"timestamp":"2026-01-01T00:00:${String(n % 60).padStart(2, '0')}Z","event":"good","session_id":"s","n":${n}}\n`;
}

/** The bytes of every file below fixtures/hostile/, by name. */
export function hostileFiles(): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const index: IndexedFile[] = [];
  for (const [group, rows] of Object.entries(LINES)) {
    const file = `${group}.jsonl`;
    const parts: Buffer[] = [Buffer.from(goodLine(0))];
    let offset = parts[0]!.length;
    const lines: IndexedLine[] = [];
    for (const [n, { id, bytes, expected }] of rows.entries()) {
      const behind = Buffer.from(`\n${goodLine(n + 1)}`);
      parts.push(bytes, behind);
      lines.push({ id, offset, bytes: bytes.length, expected });
      offset += bytes.length + behind.length;
    }
    files.set(file, Buffer.concat(parts));
    index.push({ file, lines });
  }
  for (const { id, bytes, expected } of LOGS) {
    const file = `${id.replace('/', '-')}.jsonl`;
    files.set(file, bytes);
    index.push({ file, lines: expected });
  }
  files.set('index.json', Buffer.from(`${JSON.stringify(index, null, 1)}\n`));
  return files;
}
