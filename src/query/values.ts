/**
 * Reads the values of flags, or of a request's parameters. A bad value becomes a collected Fault with its place, and the reading goes on, so that one
 * run tells every mistake of the line.
 */
import { parseDuration } from '../base/duration.ts';
import { Fault, type FaultParts, faultOf } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { parsePath } from '../base/path.ts';
import type { Operand } from '../model/query.ts';
import { ROLES } from '../model/role.ts';

/** Flag name to the values typed for it, in order; a switch has none. */
type Given = ReadonlyMap<string, readonly string[]>;

/** The values typed, by flag name without dashes. `undefined` means not typed, or faulty and collected. */
export interface Values {
  has(name: string): boolean;
  /** Every value of a flag that repeats. Empty texts are faults: they are what an unset shell variable leaves. */
  texts(name: string): readonly string[];
  /** The last value of a flag. */
  text(name: string): string | undefined;
  /** A whole number of `least` or more. */
  integer(name: string, least: number): number | undefined;
  /** Microseconds, of `leastUs` or more. */
  duration(name: string, leastUs: number): number | undefined;
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** A PATH or `@role`. */
  operand(name: string): Operand | undefined;
  /** Runs `make` and collects its Fault as one of `flag`: `--since`, `LOG`. */
  attempt<T>(flag: string, make: () => T): T | undefined;
  fault(parts: FaultParts): void;
}

/** Values over what was typed; faults are pushed to `faults`. */
export function valuesOf(given: Given, faults: Fault[]): Values {
  const fault = (parts: FaultParts): void => void faults.push(new Fault(parts));
  const attempt = <T>(flag: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(faultOf(error, flag));
      return undefined;
    }
  };
  const told = new Set<string>();
  const texts = (name: string): readonly string[] => {
    const typed = given.get(name) ?? [];
    const filled = typed.filter((text) => text.trim() !== '');
    if (filled.length < typed.length && !told.has(name)) {
      told.add(name);
      fault({ code: 'empty-value', message: 'the value is empty', flag: `--${name}` });
    }
    return filled;
  };
  const read = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const typed = texts(name).at(-1);
    return typed === undefined ? undefined : attempt(`--${name}`, () => parse(typed));
  };
  return {
    has: (name) => given.has(name),
    texts,
    text: (name) => texts(name).at(-1),
    integer: (name, least) => read(name, (text) => parseInteger(text, least)),
    duration: (name, leastUs) => read(name, (text) => parseLeastDuration(text, leastUs)),
    choice: (name, choices) => read(name, (text) => parseChoice(text, choices)),
    operand: (name) => read(name, parseOperand),
    attempt,
    fault,
  };
}

/** A whole number written in digits, of `least` or more. Throws Fault 'bad-number'. */
export function parseInteger(text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least) return value;
  throw new Fault({
    code: 'bad-number',
    message: `expected a whole number of ${least} or more`,
    span: whole(text),
  });
}

/** One of the choices, upper and lower case as written. Throws Fault 'bad-choice' with the near one. */
export function parseChoice<T extends string>(text: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  const close = near(text, choices);
  throw new Fault({
    code: 'bad-choice',
    message: `expected ${choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`}`,
    span: whole(text),
    ...(close !== undefined && { hint: `did you mean "${close}"?` }),
  });
}

/** `@role` or a field path. Throws Fault 'unknown-role' or 'bad-path'. */
export function parseOperand(text: string): Operand {
  if (!text.startsWith('@')) return { kind: 'path', path: parsePath(text) };
  const role = ROLES.find((each) => `@${each}` === text);
  if (role !== undefined) return { kind: 'role', role };
  const close = near(text.slice(1), ROLES);
  throw new Fault({
    code: 'unknown-role',
    message: `no role is called ${text}; a key that begins with @ is quoted: ["${text}"]`,
    span: whole(text),
    ...(close !== undefined && { hint: `did you mean "@${close}"?` }),
  });
}

/** The whole text as the faulty place. */
export function whole(text: string): { text: string; start: number; end: number } {
  return { text, start: 0, end: text.length };
}

function parseLeastDuration(text: string, leastUs: number): number {
  const us = parseDuration(text);
  if (us >= leastUs) return us;
  throw new Fault({
    code: 'bad-duration',
    message: 'expected a duration greater than zero',
    span: whole(text),
  });
}
