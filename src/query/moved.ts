/** Faults about a part of what was typed, said of their place in the whole. */
import { Fault } from '../base/fault.ts';

/** A part of `whole` in UTF-16 units, whose content, escapes undone, is `text`. */
export interface Part {
  readonly whole: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The first and last unit are quotes. */
  readonly quoted: boolean;
}

/** What `read` gives. The span of a Fault about `part.text` is moved into the whole; where escapes hide it, to the part. */
export function moved<T>(part: Part, read: (text: string) => T): T {
  try {
    return read(part.text);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { whole, text, start, end } = part;
    const offset = start + (part.quoted ? 1 : 0);
    const { span } = error.parts;
    const isThere = span?.text === text && whole.startsWith(text, offset);
    const place = isThere ? { start: span.start + offset, end: span.end + offset } : { start, end };
    throw new Fault({ ...error.parts, span: { text: whole, ...place } });
  }
}
