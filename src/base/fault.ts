/**
 * Faults: the user asked wrongly. A fault says what is wrong, where in what was typed, what was expected there, and a
 * near name where one is close. It never stands for damaged evidence (that is a Note) nor for our own bugs.
 */

/** The text that was typed and the part of it that is wrong, in UTF-16 units. */
export interface FaultSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface FaultParts {
  /** Stable, kebab-case: `where-syntax`, `unknown-flag`, `bad-time`, … */
  readonly code: string;
  /** One sentence: what is wrong and what was expected. */
  readonly message: string;
  /** The flag or argument it came from: `--where`, `--since`, `LOG`. */
  readonly flag?: string;
  readonly span?: FaultSpan;
  /** What to do instead: `did you mean "tool_call"?`. */
  readonly hint?: string;
}

/** Thrown where one thing was asked wrongly; the front door collects all of a command line's. */
export class Fault extends Error {
  readonly parts: FaultParts;

  constructor(parts: FaultParts) {
    super(parts.message);
    this.name = 'Fault';
    this.parts = parts;
  }
}

/** The same fault, said of this flag. */
export function faultOf(fault: Fault, flag: string): Fault {
  return new Fault({ ...fault.parts, flag });
}

/** Ends a `switch` that has handled every kind. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
