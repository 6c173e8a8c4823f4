/** Faults of a rules file, each with its line and column and the line itself. */
import { Fault, type FaultParts } from '../base/fault.ts';

/** A part of the file's text, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Collects what is wrong. */
export interface Blame {
  readonly text: string;
  readonly file: string;
  tell(at: Range, message: string, hint?: string): void;
  /** A fault of a part that was read elsewhere, moved to its place in the file where that is known. */
  pass(at: Range, fault: Fault, textAt: number): void;
  /** Something was told of this part, or of what lies in it. */
  isTold(at: Range): boolean;
  /** Line and column of an offset, from 1. */
  placeOf(offset: number): { readonly line: number; readonly column: number };
  /** All that was told, in the order of the file. */
  faults(): readonly Fault[];
}

/** Nothing is wrong yet; `file` is what faults call it. */
export function newBlame(text: string, file: string): Blame {
  const told = new Map<string, { readonly at: Range; readonly parts: FaultParts }>();
  const starts = lineStarts(text);
  const placeOf = (offset: number): { line: number; column: number } => {
    const line = lineAt(starts, offset);
    return { line: line + 1, column: offset - starts[line]! + 1 };
  };
  const add = (at: Range, parts: FaultParts): void => {
    const { line, column } = placeOf(at.start);
    const place = `${line}:${column}`;
    // A schema may say the same by several ways.
    const key = `${place} ${parts.message}`;
    if (!told.has(key)) told.set(key, { at, parts: { ...parts, flag: `${file}:${place}` } });
  };
  const tell = (at: Range, message: string, hint?: string): void =>
    add(at, {
      code: 'bad-rules-file',
      message,
      span: spanOf(text, starts, at),
      ...(hint === undefined ? {} : { hint }),
    });
  return {
    text,
    file,
    tell,
    pass(at, fault, textAt) {
      const { message, hint, span } = fault.parts;
      if (textAt >= 0 && span !== undefined)
        return tell({ start: textAt + span.start, end: textAt + span.end }, message, hint);
      add(at, { ...fault.parts, code: 'bad-rules-file', span: span ?? spanOf(text, starts, at) });
    },
    isTold: (at) => [...told.values()].some((one) => one.at.start < at.end && one.at.end > at.start),
    placeOf,
    faults: () =>
      [...told.values()].sort((a, b) => a.at.start - b.at.start).map(({ parts }) => new Fault(parts)),
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  return starts;
}

/** The line that holds an offset, from 0. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** The line in which a part begins, and the part as far as it lies in that line. */
function spanOf(
  text: string,
  starts: readonly number[],
  { start, end }: Range,
): NonNullable<FaultParts['span']> {
  const line = lineAt(starts, start);
  const from = starts[line]!;
  const whole = text.slice(from, starts[line + 1] ?? text.length).replace(/\r?\n$/, '');
  const to = Math.min(Math.max(end - from, start - from + 1), Math.max(whole.length, start - from + 1));
  return { text: whole, start: start - from, end: to };
}
