/** An event, made only for a line that is shown. */

/** One selected line: its own bytes and where they stand. Bytes are a copy and stay valid. */
export interface Row {
  /** Index of the log among the opened sources, in the order of the arguments. */
  readonly source: number;
  readonly path: string;
  /** Byte offset of the line in the log's text. */
  readonly offset: number;
  /** From 1; absent where the head of the log was not read. */
  readonly line?: number;
  /** The line without its ending. */
  readonly bytes: Uint8Array;
  /** The line's ending as it stands: `\n`, `\r\n`, or nothing at the end of a log. */
  readonly ending: string;
  /** Microseconds since the epoch; NaN where the event has no time. */
  readonly us: number;
  /** True for a neighbour shown by `--context`, which is not a match. */
  readonly context: boolean;
}

/** A value in the event: its JSON text as written. Absent is `undefined` where a Value is asked for. */
export interface Value {
  readonly kind: 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';
  /** The JSON text of the value, as it stands in the line (a role's text is made into a JSON string). */
  readonly json: string;
  /** What a person reads: a string's content, else the JSON text. */
  readonly text: string;
  /** Not spelled in the line but worked out (a level that absence means, a looked-up importance). */
  readonly derived?: true;
  /** An instant, in microseconds: tables show it in their zone. */
  readonly us?: number;
}

export interface Event {
  readonly row: Row;
  readonly time?: number;
  readonly type?: Value;
  readonly session?: Value;
  readonly severity?: Value;
  readonly status?: Value;
  readonly summary?: Value;
  readonly dialect: string;
  /** Values of `--fields`, in their order. */
  readonly fields: readonly (Value | undefined)[];
  /** The rest of the event: leaf paths and values, most telling first, without what the columns above show. */
  readonly rest: readonly (readonly [path: string, value: Value])[];
}
