/**
 * Events as their own bytes: a JSON array, one a line, or raw.
 *
 * Invariant (promises.md row 5): bytes pass through as they stand in the log, number spelling, escapes, duplicate keys
 * and key order included. Two exceptions: in an array, bytes that are not UTF-8 become U+FFFD; on a terminal, characters
 * that would drive it become `\uXXXX` (promises.md row 17), which leaves the JSON value as it is.
 */
import type { Event } from '../model/event.ts';
import { inertJson } from './inert.ts';
import type { Listing, Part, View } from './view.ts';

/** Drops a BOM at the start: inside an array it would be no JSON. */
const DECODER = new TextDecoder('utf-8');
const NEWLINE = Buffer.from('\n');

/** `[`, the events with a comma and a newline between them, `]`; an empty listing is `[]`. */
export function jsonListing(view: View): Listing {
  let first = true;
  return {
    head: () => '[',
    rows: (events) =>
      events.map((event) => {
        const separator = first ? '' : ',\n';
        first = false;
        return separator + shown(jsonText(event, view), view);
      }),
    tail: () => ']\n',
  };
}

/** The event's bytes and a newline. */
export function ndjsonListing(view: View): Listing {
  if (view.terminal || view.provenance || view.fields !== undefined) {
    return streamed((events) => events.map((event) => `${shown(jsonText(event, view), view)}\n`));
  }
  return streamed((events) => joined(events.flatMap((event) => [event.row.bytes, NEWLINE])));
}

/** The line's bytes and its own ending; a newline where the last line of a log has none. */
export function rawListing(view: View): Listing {
  if (view.terminal) {
    return streamed((events) => events.map((event) => `${shown(DECODER.decode(event.row.bytes), view)}\n`));
  }
  return streamed((events) => joined(events.flatMap(({ row }) => [row.bytes, endingOf(row.ending)])));
}

function streamed(rows: (events: readonly Event[]) => readonly Part[]): Listing {
  return { head: () => '', rows, tail: () => '' };
}

function joined(pieces: readonly Uint8Array[]): readonly Part[] {
  return pieces.length === 0 ? [] : [Buffer.concat(pieces)];
}

function endingOf(ending: string): Uint8Array {
  return ending === '' || ending === '\n' ? NEWLINE : Buffer.from(ending, 'latin1');
}

function shown(json: string, view: View): string {
  return view.terminal ? inertJson(json) : json;
}

function jsonText(event: Event, view: View): string {
  const json = view.fields === undefined ? DECODER.decode(event.row.bytes) : flatObject(event, view.fields);
  return view.provenance ? wrapped(event, json) : json;
}

function flatObject(event: Event, titles: readonly string[]): string {
  const members = titles.map((title, i) => `${JSON.stringify(title)}:${event.fields[i]?.json ?? 'null'}`);
  return `{${members.join(',')}}`;
}

/** Source: cli.md, `--provenance`. */
function wrapped(event: Event, json: string): string {
  const { path, offset, line, context } = event.row;
  const place = `"source":${JSON.stringify(path)},"offset":${offset}${line === undefined ? '' : `,"line":${line}`}`;
  return `{${place}${context ? ',"context":true' : ''},"event":${json}}`;
}
