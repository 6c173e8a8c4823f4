/**
 * What a terminal makes of text: its width.
 *
 * Invariant (promises.md row 17): a text is inert (inert.ts) before it is measured.
 */
import { load } from '../base/load.ts';

const ASCII = /^[ -~]*$/;

/** Unicode's tables, which only text beyond ASCII asks for. */
let widthOf: ((text: string) => number) | undefined;
let segmenter: Intl.Segmenter | undefined;

/** Columns that the text takes on a terminal. The text is inert. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  widthOf ??= (load('string-width') as typeof import('string-width')).default;
  return widthOf(text);
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}

/** The text within `width` columns: what does not fit is cut at a grapheme's edge and shown as `…`. */
export function cut(text: string, width: number): string {
  if (width <= 0) return '';
  if (text.length <= width && ASCII.test(text)) return text;
  // Eight units a column are enough for any script, and keep a line of megabytes cheap.
  const head = text.slice(0, width * 8 + 32);
  if (ASCII.test(head)) return `${head.slice(0, width - 1)}…`;
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes(head)) {
    used += displayWidth(segment);
    if (used > width) return `${whole(head.slice(0, end))}…`;
    if (used < width) end = index + segment.length;
  }
  return head.length === text.length ? text : `${whole(head.slice(0, end))}…`;
}

/** The end of the text within `width` columns, after a `…` where the beginning does not fit. */
export function cutStart(text: string, width: number): string {
  if (width <= 0) return '';
  if (text.length <= width && ASCII.test(text)) return text;
  const tail = text.slice(-(width * 8 + 32)).replace(/^[\udc00-\udfff]/, '');
  const segments = Array.from(graphemes(tail));
  let used = 0;
  let start = tail.length;
  for (const { segment, index } of segments.reverse()) {
    used += displayWidth(segment);
    if (used > width) return `…${tail.slice(start)}`;
    if (used < width) start = index;
  }
  return tail.length === text.length ? text : `…${tail.slice(start)}`;
}

/** The text filled with spaces to `width` columns; a longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** A slice of a long text may end within a surrogate pair. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
