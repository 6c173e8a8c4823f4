/** Notes and faults as text for standard error. Everything in them may come from a log or a hostile file name: all of it is inert. */
import type { Fault, FaultSpan } from '../base/fault.ts';
import type { Note, NoteKind, Place } from '../model/note.ts';
import type { Palette } from './colour.ts';
import { inert } from './inert.ts';
import { cut, cutStart, displayWidth } from './terminal.ts';

/** Kinds that say that the answer is not whole, though the log was read. */
const GRAVE: ReadonlySet<NoteKind> = new Set(['damaged', 'capped', 'truncated-input', 'gap']);
const PLACES_SHOWN = 3;

/**
 * One line with its newline: `warning: 3 damaged lines (torn): log.jsonl@88123 (line 120), …`. Places can be typed back.
 * `error` is a log that could not be read, `warning` an answer that is not whole, `note` anything else.
 */
export function noteText(note: Note, palette: Palette): string {
  const message = inert(note.message).replace(/[.:]$/, '');
  const places = note.places.slice(0, PLACES_SHOWN).map(placeText);
  if (places.length > 0 && note.count > places.length) places.push('…');
  return `${labelOf(note.kind, palette)} ${message}${places.length > 0 ? `: ${places.join(', ')}` : ''}\n`;
}

/** All faults, each with what was typed, a caret under the wrong part, and its hint; lines of at most `width` columns. */
export function faultText(faults: readonly Fault[], palette: Palette, width = 80): string {
  return faults.map((fault) => oneFault(fault, palette, width)).join('');
}

function labelOf(kind: NoteKind, palette: Palette): string {
  if (kind === 'unreadable') return palette.error('error:');
  return GRAVE.has(kind) ? palette.warning('warning:') : palette.dim('note:');
}

function placeText(place: Place): string {
  const at = place.offset === undefined ? '' : `@${place.offset}`;
  const line = place.line === undefined ? '' : ` (line ${place.line})`;
  return inert(place.source) + at + line;
}

function oneFault(fault: Fault, palette: Palette, width: number): string {
  const { flag, message, span, hint } = fault.parts;
  const lines = [
    `${palette.error('error:')} ${flag === undefined ? '' : `${inert(flag)}: `}${inert(message)}`,
  ];
  if (span !== undefined) lines.push(...pointed(span, palette, width - 2).map((line) => `  ${line}`));
  if (hint !== undefined) lines.push(`  ${palette.dim('hint:')} ${inert(hint)}`);
  return `${lines.join('\n')}\n`;
}

/** The typed text and the line of carets under its wrong part, as much of both as fits around the part. */
function pointed(span: FaultSpan, palette: Palette, width: number): [string, string] {
  const start = Math.min(Math.max(0, span.start), span.text.length);
  const end = Math.min(Math.max(start, span.end), span.text.length);
  const before = inert(span.text.slice(0, start));
  const wrong = inert(span.text.slice(start, end));
  const after = inert(span.text.slice(end));
  const shownWrong = cut(wrong, Math.max(1, Math.floor(width / 2)));
  const room = width - Math.max(1, displayWidth(shownWrong));
  // The part before the caret says how one got there, so it has what the part after it leaves, and half at least.
  const ahead = Math.min(displayWidth(cut(after, room)), Math.floor(room / 2));
  const shownBefore = cutStart(before, room - ahead);
  const shownAfter = cut(after, room - displayWidth(shownBefore));
  const carets = '^'.repeat(Math.max(1, displayWidth(shownWrong)));
  return [
    shownBefore + shownWrong + shownAfter,
    ' '.repeat(displayWidth(shownBefore)) + palette.error(carets),
  ];
}
