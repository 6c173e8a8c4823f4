/**
 * Secrets are taken out before anything reaches the disk or the wire (promises.md, row 31): texts that are known as
 * secrets, and what stands under names of secrets, become `***REDACTED***`. What looks alike and is none (UUIDs, hashes,
 * base64 of plain data) is kept. Nothing is kept of what was taken.
 */
import { Fault } from '../base/fault.ts';
import { type Search, searchOf } from './find-secrets.ts';
import { REDACTED, redactLine, redactPlain, secretBehind } from './redact-line.ts';
import { spell } from './spelling.ts';

export { REDACTED } from './redact-line.ts';

export interface RedactOptions {
  /** Names whose values are secrets too, beside the built-in ones; upper and lower case aside. */
  readonly keys?: readonly string[];
  /** Texts that are secrets too. A pattern that is slow on long texts makes writing slow. */
  readonly add?: readonly RegExp[];
  /** Names and secrets that are none: a text exactly, or what a pattern finds in the name or the secret. */
  readonly allow?: readonly (string | RegExp)[];
}

let builtIn: Search | undefined;

/** What takes secrets out of values: JSON data, of which a copy is given where something was taken, else the value itself. */
export function redactor(options?: RedactOptions): (value: unknown) => unknown {
  const search = searchFor(options);
  return (value) => {
    if (typeof value === 'string') return redactPlain(search, value);
    const line = spell(value, 'generic');
    if (line === undefined) return value;
    const redacted = redactLine(search, line);
    return redacted === line ? value : (JSON.parse(redacted) as unknown);
  };
}

/** What takes secrets out of lines, each one JSON text; every byte outside of them is kept. */
export function lineRedactor(options?: RedactOptions): (line: string) => string {
  const search = searchFor(options);
  return (line) => redactLine(search, line);
}

/** A text without secrets: a message, a command line, headers. */
export function redactText(text: string, options?: RedactOptions): string {
  return redactPlain(searchFor(options), text);
}

/**
 * The arguments of a command without secrets: `--token=x`, `--password x`, `-u user:pass`, `API_KEY=x`, `-H 'Cookie: …'`,
 * `https://user:pass@host`. Their number and order stay.
 */
export function redactArgs(args: readonly string[], options?: RedactOptions): readonly string[] {
  const search = searchFor(options);
  return args.map((arg, index) => {
    const behind = secretBehind(search, args[index - 1], arg);
    if (behind) return arg.slice(0, behind.from) + REDACTED + arg.slice(behind.to);
    return redactPlain(search, arg);
  });
}

function searchFor(options: RedactOptions | undefined): Search {
  if (options === undefined || Object.keys(options).length === 0) {
    builtIn ??= searchOf({ keys: [], add: [], allow: [] });
    return builtIn;
  }
  const { keys = [], add = [], allow = [] } = options;
  const wrong =
    keys.find((key) => typeof key !== 'string' || key === '') ??
    add.find((pattern) => !(pattern instanceof RegExp)) ??
    allow.find((one) => typeof one !== 'string' && !(one instanceof RegExp));
  if (wrong !== undefined)
    throw new Fault({
      code: 'bad-option',
      message: `redact takes keys (texts), add (patterns) and allow (texts and patterns), not ${String(wrong)}`,
    });
  return searchOf({ keys, add, allow });
}
