/** Notes: what the answer must say beside itself. Counted, with their first places; never thrown. Source: cli.md. */

export const NOTE_KINDS = [
  'damaged',
  'invalid-utf8',
  'no-time',
  'zone-assumed',
  'regression',
  'disorder',
  'orphan',
  'skipped-file',
  'unreadable',
  'capped',
  'no-such-field',
  'empty-window',
  'mixed-dialect',
  'truncated-input',
  'gap',
  'waiting',
] as const;

export type NoteKind = (typeof NOTE_KINDS)[number];

export type DamageReason = 'syntax' | 'too-deep' | 'too-long' | 'not-utf8-text' | 'torn' | 'spliced';

/** A place in a log: byte offset in its text, and line from 1 where the head of the log was read. */
export interface Place {
  readonly source: string;
  readonly offset?: number;
  readonly line?: number;
}

export interface Note {
  readonly kind: NoteKind;
  readonly count: number;
  readonly reason?: DamageReason;
  /** One sentence for a person, without the places. */
  readonly message: string;
  /** The first few places. */
  readonly places: readonly Place[];
}
