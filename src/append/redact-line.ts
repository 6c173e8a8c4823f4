/**
 * A line of JSON without its secrets. Invariants: what comes out is the same JSON with some values, or parts of texts,
 * replaced; every byte outside of them is kept; what was redacted before stays as it is.
 */
import { isPlaceholder, type Range } from './clue.ts';
import { mayHold, type Search, secretsOf } from './find-secrets.ts';
import { origin, unescaped } from './layers.ts';
import { isChosen, isSecretValue } from './secret-keys.ts';

/** What stands in a secret's place. Source: dialects.md, mnemosyne. */
export const REDACTED = '***REDACTED***';

/** An object or array that is being walked. */
interface Frame {
  readonly isObject: boolean;
  /** Everything inside is a secret: it stands under this name. */
  readonly secretOf: string | undefined;
  /** The name whose value comes next, in an object. */
  key: string | undefined;
  /** The text of the last member called `name` or `key`, or of the last element of an array. */
  label: string | undefined;
}

interface Edit extends Range {
  readonly text: string;
}

const QUOTE = 0x22;

/** A flag that takes a secret: the next argument is one. */
const SECRET_FLAG = /^--?([A-Za-z][\w-]*)$/;
const LONGEST_LABEL = 128;
/** Members that say what the member `value` beside them is. */
const LABEL = /^(?:name|key|header)$/i;
const HEADER = /^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|^x-[a-z-]*(?:key|token|secret)$/i;
const USER_FLAG = /^(?:-u|--user|--proxy-user)$/;

/** `line`, one JSON text, without secrets; the same text where there are none. */
export function redactLine(search: Search, line: string): string {
  return mayHold(search, line) ? applied(line, editsOf(search, line)) : line;
}

/** A text without secrets. */
export function redactPlain(search: Search, text: string): string {
  return applied(
    text,
    secretsOf(search, text).map((range) => ({ ...range, text: REDACTED })),
  );
}

/** The secrets of a text behind the flag or header `label` of a list: all of it, or the password of a pair. */
export function secretBehind(search: Search, label: string | undefined, text: string): Range | undefined {
  if (label === undefined || text === '' || isPlaceholder(text)) return undefined;
  if (USER_FLAG.test(label)) {
    const colon = text.indexOf(':');
    return colon < 0 || /^\d+:\d+$/.test(text) ? undefined : { from: colon + 1, to: text.length };
  }
  const flag = SECRET_FLAG.exec(label)?.[1];
  if (flag !== undefined ? search.isKey(flag) && !text.startsWith('-') : HEADER.test(label))
    return { from: 0, to: text.length };
  return undefined;
}

function applied(text: string, edits: readonly Edit[]): string {
  let out = '';
  let from = 0;
  for (const edit of edits) {
    out += text.slice(from, edit.from) + edit.text;
    from = edit.to;
  }
  return from === 0 ? text : out + text.slice(from);
}

function editsOf(search: Search, line: string): readonly Edit[] {
  const edits: Edit[] = [];
  const frames: Frame[] = [];
  let frame: Frame | undefined;
  for (let i = 0; i < line.length; ) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) {
      const end = stringEnd(line, i);
      takeString(search, line, { from: i + 1, to: end - 1, frame, edits });
      i = end;
    } else if (code === 0x7b || code === 0x5b) {
      const secretOf = secretNameOf(search, frame);
      frame = { isObject: code === 0x7b, secretOf, key: undefined, label: undefined };
      frames.push(frame);
      i++;
    } else if (code === 0x7d || code === 0x5d) {
      frames.pop();
      frame = frames.at(-1);
      if (frame) leave(frame, undefined);
      i++;
    } else if (code <= 0x20 || code === 0x2c || code === 0x3a) i++;
    else {
      const end = scalarEnd(line, i);
      const name = secretNameOf(search, frame);
      if (name !== undefined && isNumber(code) && isChosen(name))
        edits.push({ from: i, to: end, text: `"${REDACTED}"` });
      if (frame) leave(frame, undefined);
      i = end;
    }
  }
  return edits;
}

/** A key, or a text that is a value, between its quotes. */
function takeString(
  search: Search,
  line: string,
  { from, to, frame, edits }: Range & { readonly frame: Frame | undefined; readonly edits: Edit[] },
): void {
  const raw = line.slice(from, to);
  const layer = unescaped(raw);
  const text = layer?.text ?? raw;
  const isKey = frame?.isObject === true && frame.key === undefined;
  for (const range of isKey ? secretsOf(search, text) : secretsIn(search, text, frame)) {
    const { from: start, to: end } = layer ? origin(layer, range) : range;
    edits.push({ from: from + start, to: from + end, text: REDACTED });
  }
  if (isKey) frame.key = text;
  else if (frame) leave(frame, text);
}

function secretsIn(search: Search, text: string, frame: Frame | undefined): readonly Range[] {
  const name = secretNameOf(search, frame);
  if (name !== undefined && isSecretValue(name, text)) return [{ from: 0, to: text.length }];
  const behind = frame?.isObject === false ? secretBehind(search, frame.label, text) : undefined;
  return behind ? [behind] : secretsOf(search, text);
}

/** The secret name that the next value stands under, by its own key or one further out. */
function secretNameOf(search: Search, frame: Frame | undefined): string | undefined {
  if (frame === undefined || frame.secretOf !== undefined) return frame?.secretOf;
  if (frame.key === undefined) return undefined;
  if (search.isKey(frame.key)) return frame.key;
  // `{"name": "DB_PASSWORD", "value": …}`: lists of headers and of variables.
  const { label } = frame;
  return label !== undefined && /^value$/i.test(frame.key) && search.isKey(label) ? label : undefined;
}

/** A value of the frame ended: what it says of the next one is kept. */
function leave(frame: Frame, text: string | undefined): void {
  const label = text !== undefined && text.length <= LONGEST_LABEL ? text : undefined;
  if (!frame.isObject) frame.label = label;
  else if (frame.key !== undefined && LABEL.test(frame.key)) frame.label = label;
  frame.key = undefined;
}

/** The index behind the string that opens at `at`. */
function stringEnd(line: string, at: number): number {
  let i = at + 1;
  while (i < line.length) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    i += code === 0x5c ? 2 : 1;
  }
  return line.length;
}

function scalarEnd(line: string, at: number): number {
  let i = at;
  for (; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code <= 0x20 || code === 0x2c || code === 0x5d || code === 0x7d) break;
  }
  return i;
}

function isNumber(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}
