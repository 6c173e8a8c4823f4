/**
 * Colours by what they mean, and whether there are any. Invariant (promises.md row 17): a text is inert (inert.ts) before
 * it is coloured, so that every escape sequence in the output is ours.
 */
import { Chalk } from 'chalk';

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
