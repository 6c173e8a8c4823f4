/**
 * Where the stream of live events is in each log, and the cursor that says so. Invariants: places move with the events that
 * are handed on, never ahead of them; a cursor that is no longer true is told from one that is.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Event } from '../model/event.ts';
import type { Position } from '../model/follow.ts';
import { keyOf, NOWHERE, type Place, type Places, printPlace } from './cursor.ts';

/** Bytes of a line's end that its mark is made of. */
const MARKED = 64;
/** Beyond so many logs a cursor names only those that moved since the server began. */
const MOST_NAMED = 64;

/** Why a reader cannot go on in a log where it was. */
export type Broken = 'rotated' | 'truncated';

/** From where to where a reader must read a log to be where the stream is. */
export interface Stretch {
  readonly path: string;
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** The reader's place is no more: it begins at the log's start. */
  readonly broken?: Broken;
}

interface Log {
  /** Absolute. */
  readonly path: string;
  /** As it was typed. */
  readonly name: string;
  readonly key: string;
  /** Where it was when the server began, or where it appeared. */
  readonly opening: Place;
  place: Place;
  text: string;
  moved: boolean;
}

export class Whereabouts {
  private readonly logs = new Map<string, Log>();
  private readonly names = new Map<string, string>();
  /** Tells this server from others. */
  private readonly start: string;
  private cached: string | undefined;

  constructor(start: string = keyOf(randomUUID())) {
    this.start = start;
  }

  /** Takes over where a follower stands that has handed on all that is there. */
  stand({ files }: Position): void {
    for (const { path, id, offset } of files) {
      const known = this.logs.get(path);
      const file = keyOf(id);
      if (known?.place.file === file && known.place.offset === offset) continue;
      const same = known !== undefined && (known.place.file === file || known.place.file === '');
      const place = {
        file,
        offset,
        mark: same && known.place.offset === offset ? known.place.mark : markAt(path, offset),
      };
      const opening = known ? { ...known.opening, file } : place;
      const name = known?.name ?? this.names.get(path) ?? path;
      this.put({ path, name, key: keyOf(path), opening, place, moved: known !== undefined });
    }
  }

  /** What a log is called by who asks. */
  call(name: string): void {
    this.names.set(resolve(name), name);
  }

  /** The log begins anew under its name; which file it is, `stand` will tell. */
  begin(path: string): void {
    this.appeared(resolve(path), path);
  }

  /** Moves behind an event that is handed on. */
  pass({ row }: Event): void {
    const path = resolve(row.path);
    const log = this.logs.get(path) ?? this.appeared(path, row.path);
    const offset = row.offset + row.bytes.length + row.ending.length;
    log.place = { file: log.place.file, offset, mark: markOf(row.bytes) };
    log.text = printPlace(log.key, log.place);
    log.moved = true;
    this.cached = undefined;
  }

  /** The cursor of where the stream is. */
  cursor(): string {
    this.cached ??= this.print();
    return this.cached;
  }

  /** A copy of the places. */
  places(): Places {
    return new Map([...this.logs.values()].map(({ key, place }) => [key, place]));
  }

  /**
   * What lies between a reader's places and the stream's; nothing where it is there already. Undefined where its cursor is
   * of another server that followed too many logs to name them all.
   */
  between(reader: Places, start: string | undefined): readonly Stretch[] | undefined {
    if (start !== undefined && start !== this.start) return undefined;
    return [...this.logs.values()].flatMap((log) => {
      const { name: path, key, place } = log;
      const had = placeOf(log, reader, start);
      const broken = brokenAt(log, had);
      if (broken) return [{ path, key, from: 0, to: place.offset, broken }];
      return had.offset < place.offset ? [{ path, key, from: had.offset, to: place.offset }] : [];
    });
  }

  /** Another reader of the same logs, who is at these places. */
  fork(places: Places, start?: string): Whereabouts {
    const fork = new Whereabouts(this.start);
    for (const log of this.logs.values()) fork.put({ ...log, place: placeOf(log, places, start) });
    return fork;
  }

  /** Goes back to the start of a log. */
  restart(key: string): void {
    const log = [...this.logs.values()].find((each) => each.key === key);
    if (log) this.put({ ...log, place: { ...log.place, offset: 0, mark: 0 } });
  }

  /** Goes back to before an event. */
  before({ row }: Event): void {
    const log = this.logs.get(resolve(row.path));
    if (log)
      this.put({ ...log, place: { ...log.place, offset: row.offset, mark: markAt(log.path, row.offset) } });
  }

  /** How far each log was read, by its name. */
  ends(): readonly (readonly [name: string, offset: number])[] {
    return [...this.logs.values()].map(({ name, place }) => [name, place.offset]);
  }

  private appeared(path: string, name: string): Log {
    const opening: Place = { file: '', offset: 0, mark: 0 };
    return this.put({ path, name, key: keyOf(path), opening, place: opening, moved: true });
  }

  private put(log: Omit<Log, 'text'>): Log {
    const whole = { ...log, text: printPlace(log.key, log.place) };
    this.logs.set(log.path, whole);
    this.cached = undefined;
    return whole;
  }

  private print(): string {
    if (this.logs.size <= MOST_NAMED)
      return [...this.logs.values()].map(({ text }) => text).join('~') || NOWHERE;
    const moved = [...this.logs.values()].filter((log) => log.moved).map(({ text }) => text);
    return `${this.start}!${moved.join('~') || NOWHERE}`;
  }
}

/** A log that a cursor does not name came later, or has not moved since the server began that `start` tells. */
function placeOf({ key, opening }: Log, places: Places, start: string | undefined): Place {
  return places.get(key) ?? (start === undefined ? { ...opening, offset: 0, mark: 0 } : opening);
}

function brokenAt(log: Log, had: Place): Broken | undefined {
  if (had.file !== '' && log.place.file !== '' && had.file !== log.place.file) return 'rotated';
  if (had.offset > log.place.offset) return 'truncated';
  return had.offset > 0 && markAt(log.path, had.offset) !== had.mark ? 'truncated' : undefined;
}

/** The mark of a line by its bytes. */
function markOf(line: Uint8Array): number {
  return crc32(line.subarray(Math.max(0, line.length - MARKED)));
}

/** The mark of the line that ends before `offset` in a file; 0 at its start, and where it cannot be read. */
function markAt(path: string, offset: number): number {
  if (offset === 0) return 0;
  try {
    const fd = openSync(path, 'r');
    try {
      if (fstatSync(fd).size < offset) return 0;
      const bytes = Buffer.alloc(Math.min(offset, MARKED + 2));
      const size = readSync(fd, bytes, 0, bytes.length, offset - bytes.length);
      return markOf(lineIn(bytes.subarray(0, size)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return 0;
  }
}

/** The last line of the bytes without its ending. */
function lineIn(bytes: Buffer): Buffer {
  const newline = bytes.at(-1) === 10 ? 1 : 0;
  const returned = newline === 1 && bytes.at(-2) === 13 ? 1 : 0;
  const line = bytes.subarray(0, bytes.length - newline - returned);
  return line.subarray(line.lastIndexOf(10) + 1);
}
