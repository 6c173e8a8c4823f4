/** Breadcrumbs as macf writes them: `s_1b969d39/c_1/g_a74cf99/p_none/t_1765343222`. Source: dialects.md, macf. */
import { Fault } from '../base/fault.ts';

export interface CrumbParts {
  /** The session's id; its first 8 characters are written. */
  readonly session: string;
  readonly cycle: number;
  /** A commit's hash; its first 7 characters are written. */
  readonly git?: string;
  /** A prompt's id; its first 8 characters are written. */
  readonly prompt?: string;
  /** Microseconds since 1970; whole seconds are written. */
  readonly timeUs: number;
}

const SESSION_LENGTH = 8;
const GIT_LENGTH = 7;
const PROMPT_LENGTH = 8;

/** The breadcrumb. Throws Fault `bad-crumb` for a part that no reader would read back. */
export function crumbText({ session, cycle, git, prompt, timeUs }: CrumbParts): string {
  if (!Number.isSafeInteger(cycle)) throw badCrumb('cycle', 'a whole number', String(cycle));
  return [
    `s_${part('session', session, SESSION_LENGTH)}`,
    `c_${cycle}`,
    `g_${git === undefined ? 'none' : part('git hash', git, GIT_LENGTH)}`,
    `p_${prompt === undefined ? 'none' : part('prompt', prompt, PROMPT_LENGTH)}`,
    `t_${Math.floor(timeUs / 1e6)}`,
  ].join('/');
}

function part(name: string, text: string, length: number): string {
  const short = text.slice(0, length);
  if (short !== '' && !/[/\s\p{Cc}]/u.test(short)) return short;
  throw badCrumb(name, 'no empty text, no white space and no "/"', JSON.stringify(short));
}

function badCrumb(name: string, expected: string, found: string): Fault {
  return new Fault({
    code: 'bad-crumb',
    message: `the ${name} of a breadcrumb: expected ${expected}, found ${found}`,
  });
}
