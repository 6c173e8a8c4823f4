/** What a comparison looks at: a path (`data.tool`) or a role (`@type`). Source: cli.md, the where-language. */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { scanPath } from '../base/path.ts';
import type { Operand } from '../model/query.ts';
import { ROLES } from '../model/role.ts';
import { type Cursor, hintForSigns, isCompared, peek, peekLetters, slip } from './lex.ts';

/** Takes the operand that comes next. Throws a `where-syntax` Fault with the place and a near role. */
export function takeOperand(cursor: Cursor): Operand {
  const expected = 'expected a path or a role';
  const mark = peek(cursor);
  const start = cursor.at;
  if (mark === '@') return takeRole(cursor);
  const letters = peekLetters(cursor);
  if (isReserved(letters)) {
    const word = cursor.text.slice(start, start + letters.length);
    const hint = isCompared(cursor) ? `as a path it is quoted: ["${word}"]` : undefined;
    throw slip(cursor, { start, end: start + letters.length, expected, hint });
  }
  if (mark === '' || NO_PATH.test(mark)) throw slip(cursor, { start, expected, hint: hintFor(mark) });
  try {
    const { path, end } = scanPath(cursor.text, start);
    cursor.at = end;
    return { kind: 'path', path };
  } catch (error) {
    throw error instanceof Fault ? new Fault({ ...error.parts, code: 'where-syntax' }) : error;
  }
}

/** The word, in lower case, is one of the language and no path unless quoted. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'exists', 'in']);
const NO_PATH = /^[\s()\]{}"'`!&|=<>~,;]$/;
const ROLE = /@([\p{L}\p{M}\p{N}_$@-]*)/uy;

function takeRole(cursor: Cursor): Operand {
  const start = cursor.at;
  ROLE.lastIndex = start;
  const name = ROLE.exec(cursor.text)![1]!;
  const end = start + 1 + name.length;
  const quoted = `a key that begins with "@" is quoted: ["@${name.slice(0, 40) || 'timestamp'}"]`;
  const role = ROLES.find((known) => known === name);
  if (role === undefined) {
    const close = near(name, ROLES);
    const hint = close === undefined ? quoted : `did you mean @${close}? ${quoted}`;
    const all = ROLES.map((known) => `@${known}`).join(' ');
    throw slip(cursor, { start, end, expected: `expected a role (${all})`, hint });
  }
  if (cursor.text[end] === '.' || cursor.text[end] === '[') {
    throw slip(cursor, {
      start: end,
      end: end + 1,
      expected: `expected an operator after @${role}`,
      hint: quoted,
    });
  }
  cursor.at = end;
  return { kind: 'role', role };
}

function hintFor(mark: string): string | undefined {
  if (mark === '"' || mark === "'") return 'a quoted key stands in brackets: ["a.b"]';
  return mark === '!' || mark === '&' || mark === '|' ? hintForSigns(mark) : undefined;
}
