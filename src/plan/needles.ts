/**
 * Needles: texts of which every matching line holds at least one.
 *
 * Law: if an event matches the predicate, its line holds one of the needles, or `\u00`. A needle may only say "maybe".
 * JSON spells one text in many ways, so a needle is a run of two or more printable ASCII characters without `"`, `\`
 * and `/`: such a run stands in the line as it is, unless one of its characters is written `\u00XX`. Only values that
 * the line spells give needles: no numbers, no times, no `not`, no looked-up or assumed role values, no keys.
 * An `or` needs a needle from each side; of an `and`, the most telling side is taken.
 */
import { namedDirectory } from '../base/directory.ts';
import { globLiterals, globTest } from '../base/pattern.ts';
import type { Reading } from '../model/dialect.ts';
import type { Literal, Operand, Predicate } from '../model/query.ts';
import { type Role, roleKind } from '../model/role.ts';

/** A log as needles see it. */
export interface Haystack {
  readonly reading: Reading;
  readonly path: string;
}

type Needles = readonly string[] | null;

/** The needles of a predicate for one log; null where every line must be looked at. */
export function needlesOf(where: Predicate, log: Haystack): Needles {
  switch (where.kind) {
    case 'and':
      return where.of.map((part) => needlesOf(part, log)).reduce<Needles>(moreTelling, null);
    case 'or':
      return union(where.of.map((part) => needlesOf(part, log)));
    case 'compare':
      return where.op === '=' ? literalNeedle(where.operand, where.value, log) : null;
    case 'in':
      return union(where.values.map((value) => literalNeedle(where.operand, value, log)));
    case 'text':
      return textNeedle(where, log);
    case 'session': {
      const { text } = where;
      const isNear = (value: string): boolean => value.startsWith(text) || text.startsWith(value);
      return isSpelled('session', isNear, log) ? best([text.slice(0, 8)]) : null;
    }
    case 'alike':
      return isSpelled(where.role, () => true, log) ? best([where.text.slice(0, 4)]) : null;
    case 'crumb':
      return typeof where.value === 'string' ? best([where.value]) : null;
    default:
      return null;
  }
}

/** Of two sets of needles the one whose shortest needle is longer, then the smaller one. */
function moreTelling(a: Needles, b: Needles): Needles {
  if (!a || !b) return a ?? b;
  const [shortA, shortB] = [a, b].map((needles) => Math.min(...needles.map(({ length }) => length)));
  if (shortA !== shortB) return shortA! > shortB! ? a : b;
  return b.length < a.length ? b : a;
}

function union(sides: readonly Needles[]): Needles {
  const all = new Set<string>();
  for (const side of sides) {
    if (!side) return null;
    for (const needle of side) all.add(needle);
  }
  return all.size > 0 && all.size <= 64 ? [...all] : null;
}

/** More of a needle finds no fewer lines worth speaking of, and a search may read this far behind its bytes. */
const LONGEST = 32;

/** The longest run of needle characters in texts that all stand in the line. */
function best(texts: readonly string[]): Needles {
  const runs = texts.flatMap((text) => text.match(/[\x20\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{2,}/g) ?? []);
  const longest = runs.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest === '' ? null : [longest.slice(0, LONGEST)];
}

/** At a path strings only, for a number may be written in many ways; a role's text is compared as written. */
function literalNeedle(operand: Operand, value: Literal, log: Haystack): Needles {
  if (value.kind !== 'string' && value.kind !== 'number') return null;
  const { text } = value;
  if (operand.kind === 'path') return value.kind === 'string' ? best([text]) : null;
  return isSpelled(operand.role, (derived) => derived === text, log) ? best([text]) : null;
}

function textNeedle(where: Extract<Predicate, { kind: 'text' }>, log: Haystack): Needles {
  if (where.op === 'regex' || where.op === 'not-regex') return null;
  const parts = where.op === 'like' ? globLiterals(where.text) : [where.text];
  if (where.operand.kind === 'path') return best(parts);
  const holds = where.op === 'like' ? globTest(where.text) : (value: string) => value.includes(where.text);
  return isSpelled(where.operand.role, holds, log) ? best(parts) : null;
}

/** Types of lines that are JSON but no object; nothing in the line spells them. */
const BARE_TYPES = ['(array)', '(string)', '(number)', '(boolean)', '(null)'];

/** Whether every value of the role that `holds` is spelled in the line, whatever the line's dialect. */
function isSpelled(role: Role, holds: (derived: string) => boolean, log: Haystack): boolean {
  if (role === 'dialect' || role === 'source' || roleKind(role) !== 'text') return false;
  if (role === 'type' && BARE_TYPES.some(holds)) return false;
  const dialects = [...log.reading.dialects, log.reading.fallback];
  return dialects.every((dialect) =>
    (dialect.roles[role] ?? []).every(({ extract }) => {
      switch (extract.as) {
        case 'text':
          return true;
        case 'crumb':
          return extract.part === 's' || extract.part === 'g' || extract.part === 'p';
        case 'constant':
          return !holds(extract.value);
        case 'directory': {
          const name = namedDirectory(log.path, extract.file);
          return name === undefined || !holds(name);
        }
        default:
          return false;
      }
    }),
  );
}
