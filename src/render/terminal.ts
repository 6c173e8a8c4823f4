/**
 * What a terminal makes of text: width and colour.
 *
 * Invariant (promises.md row 17): a text is inert (inert.ts) before it is measured or coloured, so that every escape
 * sequence in the output is ours.
 */
import { Chalk } from 'chalk';
import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const GRAPHEMES = new Intl.Segmenter();

/** Columns that the text takes on a terminal. The text is inert. */
export function displayWidth(text: string): number {
  return stringWidth(text);
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
  for (const { segment, index } of GRAPHEMES.segment(head)) {
    used += stringWidth(segment);
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
  const segments = Array.from(GRAPHEMES.segment(tail));
  let used = 0;
  let start = tail.length;
  for (const { segment, index } of segments.reverse()) {
    used += stringWidth(segment);
    if (used > width) return `…${tail.slice(start)}`;
    if (used < width) start = index;
  }
  return tail.length === text.length ? text : `…${tail.slice(start)}`;
}

/** The text filled with spaces to `width` columns; a longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Puts a colour on inert text. */
export type Paint = (text: string) => string;

/** Colours by what they mean. */
export interface Palette {
  readonly head: Paint;
  readonly time: Paint;
  readonly type: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly ok: Paint;
  readonly match: Paint;
  readonly context: Paint;
  readonly dim: Paint;
  readonly picture: Paint;
}

/** The calm sixteen colours that follow the terminal's own theme; without colour, every paint gives the text back. */
export function palette(color: boolean): Palette {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    head: chalk.dim,
    time: chalk.dim,
    type: chalk.cyan,
    error: chalk.red,
    warning: chalk.yellow,
    ok: chalk.green,
    match: chalk.bold,
    context: chalk.dim,
    dim: chalk.dim,
    picture: chalk.blue,
  };
}

/** Whether to colour. `--color always` and `never` win; then `FORCE_COLOR` (0 is off), as in Node; then `NO_COLOR`. */
export function colorWanted(
  mode: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (mode !== 'auto') return mode === 'always';
  const force = env.FORCE_COLOR ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  if ((env.NO_COLOR ?? '') !== '') return false;
  return isTTY && env.TERM !== 'dumb';
}

/** A slice of a long text may end within a surrogate pair. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
