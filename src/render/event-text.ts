/** The texts of an event's parts that several formats share. None of them is inert yet. */
import type { Event, Value } from '../model/event.ts';

export interface RestOptions {
  /** The summary alone, where there is one. */
  readonly preferSummary: boolean;
  /** Mark derived values with `~`. */
  readonly marked: boolean;
  /** UTF-16 units after which nothing more is added; without it the text is whole. */
  readonly enough?: number;
}

/** The summary, where the event has one, and the rest as `key=value`, most telling first. Source: cli.md, Output. */
export function restText(event: Event, options: RestOptions): string {
  const { preferSummary, marked, enough = Number.POSITIVE_INFINITY } = options;
  const summary = event.summary?.text ?? '';
  if (preferSummary && summary !== '') return summary;
  let text = summary;
  for (const [path, value] of event.rest) {
    if (text.length > enough) break;
    text += `${text === '' ? '' : text === summary ? '  ' : ' '}${path}=${valueText(value, marked)}`;
  }
  return text;
}

/** A value for a person; a string that could be taken for something else is quoted, a derived value is marked with `~`. */
export function valueText(value: Value, marked: boolean): string {
  const plain = value.kind !== 'string' || (value.text !== '' && !/[\s"=]/.test(value.text));
  const text = plain ? value.text : JSON.stringify(value.text);
  return marked && value.derived ? `~${text}` : text;
}

/** `path@offset`, which can be typed back as a LOG. */
export function citation(event: Event): string {
  return `${event.row.path}@${event.row.offset}`;
}

/** A session id as a listing shows it: the first 8 characters of a UUID or hash, which `--session` takes, else all of it. */
export function shortSession(id: string): string {
  return /^[0-9a-f]{8}[0-9a-f-]{8,}$/i.test(id) && /[a-f-]/i.test(id) ? id.slice(0, 8) : id;
}
