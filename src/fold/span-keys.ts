/**
 * Keys and titles of events as bytes, straight from the columns. A key is its parts one behind the other, each behind a
 * mark: `PRESENT` and the text in UTF-8, or `ABSENT`. The marks are bytes that UTF-8 never holds, so equal bytes are
 * equal keys and a key can be taken apart again.
 */
import { type Batch, TAG_ARRAY, TAG_NULL, TAG_OBJECT, TAG_STRING } from '../model/batch.ts';
import type { SpanKey, SpanKeyPart, SpanOperand } from '../model/span.ts';
import { TextPacker, textFrom, wider } from './byte-texts.ts';
import { columnOf } from './columns.ts';
import { cutText, textIn } from './span-texts.ts';

const PRESENT = 0xff;
const ABSENT = 0xfe;
/** Between what is kept of a long text and what tells it from others that begin alike. */
const REST = 0xfd;
/** Characters that are kept of a title, and of a key's part before the rest of it is a hash. */
const KEPT = 200;
const NOTHING: SpanKeyPart<SpanOperand> = [];

/** Writes the texts of events into one pack. A class, for it keeps tables by dictionary code. */
export class KeyWriter {
  readonly packer: TextPacker = new TextPacker();
  private scratch = new Uint8Array(1024);
  private size = 0;
  /** Keys that are one text, by its code. */
  private readonly keys = new Map<number, number>();
  private readonly tables = new Map<number, { readonly values: readonly string[]; codes: Int32Array }>();

  /** Begins a new pack. */
  restart(): void {
    this.packer.restart();
    this.tables.clear();
    this.keys.clear();
  }

  /** The code of the key of line i; -1 where it must be whole and is not. */
  key(batch: Batch, i: number, key: SpanKey<SpanOperand>): number {
    const [only, another] = key.parts.length === 1 ? key.parts[0]! : NOTHING;
    if (typeof only !== 'number' || another !== undefined || columnOf(batch, only).kind !== 'dictionary')
      return this.written(batch, i, key);
    // Most lines have the session of the line before.
    const part = this.coded(batch, i, only);
    const known = part < 0 ? undefined : this.keys.get(part);
    if (known !== undefined) return known;
    const code = this.written(batch, i, key);
    if (part >= 0) this.keys.set(part, code);
    return code;
  }

  private written(batch: Batch, i: number, key: SpanKey<SpanOperand>): number {
    this.size = 0;
    for (const part of key.parts) {
      const mark = this.size;
      this.push(PRESENT);
      if (this.part(batch, i, part)) continue;
      if (key.whole) return -1;
      this.size = mark;
      this.push(ABSENT);
    }
    return this.packer.add(this.scratch, 0, this.size);
  }

  /** The code of the first text among these columns, cut; -1 where there is none. */
  title(batch: Batch, i: number, part: SpanKeyPart<SpanOperand>): number {
    for (const at of part) {
      const column = typeof at === 'number' ? columnOf(batch, at) : undefined;
      if (column?.kind === 'dictionary') {
        const code = column.codes[i]!;
        if (code < 0) continue;
        if (column.dictionary.values[code]!.length <= KEPT) return this.coded(batch, i, at as number);
      } else if (column?.kind === 'range') {
        const tag = column.tag[i]!;
        if (tag <= TAG_NULL || tag === TAG_ARRAY || tag === TAG_OBJECT) continue;
        const quote = tag === TAG_STRING ? 1 : 0;
        const from = column.from[i]! + quote;
        const to = column.to[i]! - quote;
        if (to - from <= KEPT && isPlain(batch.bytes, from, to))
          return this.packer.add(batch.bytes, from, to);
      }
      const text = textIn(batch, i, at);
      if (text !== null) return this.text(cutText(text, KEPT));
    }
    return -1;
  }

  /** The code of a dictionary column's text in line i; -1 where absent. */
  coded(batch: Batch, i: number, at: number): number {
    const column = columnOf(batch, at);
    if (column.kind !== 'dictionary') throw new Error(`column ${at} is ${column.kind}, not dictionary`);
    const code = column.codes[i]!;
    if (code < 0) return -1;
    const { values } = column.dictionary;
    let table = this.tables.get(at);
    if (table === undefined || table.values !== values) {
      table = { values, codes: new Int32Array(Math.max(16, values.length)).fill(-1) };
      this.tables.set(at, table);
    } else if (code >= table.codes.length) {
      const codes = new Int32Array(values.length * 2).fill(-1);
      table.codes = wider(table.codes, codes);
    }
    let known = table.codes[code]!;
    if (known < 0) {
      known = this.text(values[code]!);
      table.codes[code] = known;
    }
    return known;
  }

  /** The code of a text. */
  text(text: string): number {
    const bytes = Buffer.from(text);
    return this.packer.add(bytes, 0, bytes.length);
  }

  /** Writes the first text among the columns; false where there is none. */
  private part(batch: Batch, i: number, part: SpanKeyPart<SpanOperand>): boolean {
    for (const at of part) {
      const column = typeof at === 'number' ? columnOf(batch, at) : undefined;
      if (column?.kind === 'dictionary') {
        const code = this.coded(batch, i, at as number);
        if (code < 0) continue;
        const { pack } = this.packer;
        const from = textFrom(pack, code);
        const to = pack.ends[code]!;
        if (to - from <= KEPT) this.copy(pack.bytes, from, to);
        else this.long(textIn(batch, i, at)!);
        return true;
      }
      if (column?.kind === 'range') {
        const tag = column.tag[i]!;
        if (tag <= TAG_NULL || tag === TAG_ARRAY || tag === TAG_OBJECT) continue;
        const quote = tag === TAG_STRING ? 1 : 0;
        const from = column.from[i]! + quote;
        const to = column.to[i]! - quote;
        if (to - from <= KEPT && isPlain(batch.bytes, from, to)) this.copy(batch.bytes, from, to);
        else this.long(textIn(batch, i, at)!);
        return true;
      }
      const text = textIn(batch, i, at);
      if (text === null) continue;
      this.long(text);
      return true;
    }
    return false;
  }

  /** A long text as its beginning, its length and two hashes of it, so that a key is small. */
  private long(text: string): void {
    const short = text.length <= KEPT;
    const begin = Buffer.from(short ? text : cutText(text, KEPT));
    this.copy(begin, 0, begin.length);
    if (short) return;
    let a = 0x811c9dc5;
    let b = 0x2545f491;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b + unit, 0x85ebca6b) ^ (b >>> 15);
    }
    this.push(REST);
    const rest = Buffer.from(`${text.length} ${a} ${b}`);
    this.copy(rest, 0, rest.length);
  }

  private copy(bytes: Uint8Array, from: number, to: number): void {
    while (this.size + to - from > this.scratch.length)
      this.scratch = wider(this.scratch, new Uint8Array(this.scratch.length * 2));
    const { scratch } = this;
    let at = this.size;
    for (let k = from; k < to; k++) scratch[at++] = bytes[k]!;
    this.size = at;
  }

  private push(byte: number): void {
    if (this.size === this.scratch.length)
      this.scratch = wider(this.scratch, new Uint8Array(this.scratch.length * 2));
    this.scratch[this.size++] = byte;
  }
}

/** What a person reads of a key: the texts that are there. */
export function labelOf(key: Uint8Array): string {
  return cutText(
    partsOf(key)
      .filter((part) => part !== null)
      .join(' '),
    KEPT,
  );
}

/** The key with the parts that are `before` said as `after`; undefined where none is. */
export function swapped(key: Uint8Array, before: string, after: string): Uint8Array | undefined {
  const parts = partsOf(key);
  if (!parts.includes(before) || key.includes(REST)) return undefined;
  const marked = parts.map((part) =>
    part === null ? [ABSENT] : [PRESENT, ...Buffer.from(part === before ? after : part)],
  );
  return Uint8Array.from(marked.flat());
}

function partsOf(key: Uint8Array): readonly (string | null)[] {
  const parts: (string | null)[] = [];
  for (let at = 0; at < key.length; ) {
    if (key[at] === ABSENT) {
      parts.push(null);
      at++;
      continue;
    }
    let to = at + 1;
    while (to < key.length && key[to] !== PRESENT && key[to] !== ABSENT) to++;
    const rest = key.indexOf(REST, at);
    const end = rest >= 0 && rest < to ? rest : to;
    parts.push(Buffer.from(key.subarray(at + 1, end)).toString());
    at = to;
  }
  return parts;
}

/** ASCII without escapes: its bytes are its text. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === 0x5c || byte > 0x7f) return false;
  }
  return true;
}
