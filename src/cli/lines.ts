/** Standard input as lines, as they come. Invariant: no more than one line and one piece of input is held. */
import type { Readable } from 'node:stream';

export interface InputLine {
  /** From 1. */
  readonly number: number;
  /** Without its ending; undefined where it is too long, or not UTF-8. */
  readonly text: string | undefined;
}

const NEWLINE = 0x0a;
const LONGEST_BYTES = 16 * 2 ** 20;
const BOM = '\ufeff';

/** The lines of each piece of input; a last one without a newline is one too. */
export async function* linesOf(stdin: Readable): AsyncGenerator<readonly InputLine[], void, undefined> {
  let number = 0;
  let held: Uint8Array[] = [];
  let size = 0;
  const take = (bytes: Uint8Array): void => {
    size += bytes.length;
    if (size <= LONGEST_BYTES) held.push(bytes);
    else held = [];
  };
  const line = (): InputLine => {
    number++;
    const text = size > LONGEST_BYTES ? undefined : textOf(Buffer.concat(held), number === 1);
    held = [];
    size = 0;
    return { number, text };
  };
  for await (const piece of stdin) {
    const bytes: Uint8Array = typeof piece === 'string' ? Buffer.from(piece) : (piece as Uint8Array);
    const lines: InputLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      take(bytes.subarray(from, end));
      lines.push(line());
      from = end + 1;
    }
    if (from < bytes.length) take(bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (size > 0) yield [line()];
}

function textOf(bytes: Uint8Array, first: boolean): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return first && text.startsWith(BOM) ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}
