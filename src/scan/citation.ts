/**
 * Citations: `LOG@OFFSET` is the one event that begins at that byte of the log's text (cli.md, Logs). An offset inside
 * a line is asked wrongly, and the fault names the one that was meant.
 */
import { statSync } from 'node:fs';
import { Fault } from '../base/fault.ts';
import type { LogName } from '../model/query.ts';
import { lineAround } from './line.ts';
import { isUrl } from './live.ts';
import type { Source } from './source.ts';
import { textOf } from './stream.ts';

const NEWLINE = 10;
const BOM = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * A log as it is typed. A file whose whole name is the text wins over a citation. Throws Fault `bad-offset` for an
 * offset beyond 2^53.
 */
export function parseLogName(text: string): LogName {
  const cited = isUrl(text) ? null : /^(.+)@(\d+)$/s.exec(text);
  if (cited === null || statSync(text, { throwIfNoEntry: false }) !== undefined) return { path: text };
  const [, path = '', digits = ''] = cited;
  const offset = Number(digits);
  if (!Number.isSafeInteger(offset)) throw badOffset(path, digits, 'no log is that long');
  return { path, offset };
}

/**
 * The bytes of the line that begins at `offset`, its ending included. Throws Fault `bad-offset` where none begins
 * there, or where the log can be read only once.
 */
export async function citedRange(source: Source, offset: number): Promise<{ from: number; to: number }> {
  if (!source.rereadable) {
    throw badOffset(source.path, offset, 'a stream has no offsets: save it to a file and cite that');
  }
  const line = source.seekable ? seekLine(source, offset) : await findLine(source, offset);
  if (line === undefined) throw badOffset(source.path, offset, 'the log is empty');
  if (line.to <= offset) {
    throw badOffset(
      source.path,
      offset,
      `the log has ${line.to} bytes; its last line begins at ${line.from}`,
    );
  }
  if (line.from === offset) return line;
  if (line.from === 0 && offset === BOM.length && line.bom) return { from: offset, to: line.to };
  throw badOffset(source.path, offset, `the line that holds this byte begins at ${line.from}`);
}

interface FoundLine {
  readonly from: number;
  readonly to: number;
  readonly bom: boolean;
}

/** The line that holds the byte at `offset`, or the last one where the log ends before. */
function seekLine(source: Source, offset: number): FoundLine | undefined {
  const size = source.size ?? 0;
  if (size === 0) return undefined;
  const head = Buffer.alloc(BOM.length);
  source.readAt(head, 0);
  return { ...lineAround(source, Math.min(offset, size - 1)), bom: head.equals(BOM) };
}

/** The same in a text that must be read from its start. */
async function findLine(source: Source, offset: number): Promise<FoundLine | undefined> {
  const text = textOf(source);
  try {
    const head = await text.take(BOM.length);
    text.unread(head);
    const bom = Buffer.compare(head, BOM) === 0;
    let from = 0;
    let last = 0;
    let position = 0;
    for (let piece = await text.piece(); piece !== undefined; piece = await text.piece()) {
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) {
        const next = position + at + 1;
        if (next > offset) return { from, to: next, bom };
        last = from;
        from = next;
      }
      position += piece.length;
    }
    if (position === 0) return undefined;
    return { from: from < position ? from : last, to: position, bom };
  } finally {
    text.close();
  }
}

function badOffset(path: string, offset: number | string, hint: string): Fault {
  const text = `${path}@${offset}`;
  return new Fault({
    code: 'bad-offset',
    message: 'no line of the log begins at this byte',
    flag: 'LOG',
    span: { text, start: path.length + 1, end: text.length },
    hint,
  });
}
