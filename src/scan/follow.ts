/**
 * Logs by name: what their names lead to, now and later. A look asks anew what each name means (a file, the files of a
 * directory) and tells what is to be read: a file that was renamed is known by its inode and keeps its place, what was
 * cut off from its name is read to its end. Invariant: a file that was read is never read again from its head, whatever
 * it is called by then, unless its content is another.
 */
import { resolve } from 'node:path';
import type { Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { LogName } from '../model/query.ts';
import { directoriesOf, isLink } from './directory.ts';
import { looksLikeLog } from './doubtful.ts';
import { isUrl, type OpenLive, shownUrl } from './live.ts';
import { Memory } from './memory.ts';
import { copyOf, goOn, isCalledOlder, type Left, leftOf, missedOf, Settling, type Shelf } from './older.ts';
import { openTarget, type Place } from './open.ts';
import { gap, skipped, unreadable } from './reason.ts';
import { type Sibling, siblingsOf } from './siblings.ts';
import type { Source } from './source.ts';
import { Tailed, type TailOptions } from './tailed.ts';
import { type Target, targetsOf } from './target.ts';
import { Told } from './told.ts';

/** What a name stands for: its file, and older ones that were called so and may still be written. */
export interface Followed {
  /** In the order in which names were first seen. */
  readonly index: number;
  /** As it is shown, and whatever the working directory. */
  readonly path: string;
  readonly absolute: string;
  readonly older: Tailed[];
  file: Tailed | undefined;
  /** Read once, as it comes: standard input, a pipe, a device, a compressed file. */
  stream: Source | undefined;
  /** Since when it has led nowhere, in milliseconds of the monotonic clock. */
  goneMs: number | undefined;
  /** Siblings that were there when the file was opened; unset for the files of a directory, which are all followed. */
  siblings: ReadonlySet<string> | undefined;
}

export type Sight =
  /** A name leads to a file, for the first time or anew: older ones of it are to be read before. */
  | { readonly kind: 'opens'; readonly log: Followed; readonly first: boolean; readonly resumed: boolean }
  | { readonly kind: 'streams'; readonly log: Followed; readonly source: Source }
  | { readonly kind: 'note'; readonly note: Note };

export interface FollowOptions extends TailOptions {
  readonly stdin: Place['stdin'];
  readonly live?: OpenLive | undefined;
  /** Where a former reader stood. */
  readonly from?: Position | undefined;
}

const NOTHING_LEFT: Left = { files: [], lost: [] };
const LOST =
  'the log was rotated or written anew since it was read up to this place; what stood behind it is lost';
/** A name that leads nowhere for so long is told of. */
const GONE_MS = 1000;
/** An older file that has not grown for so long is let go; a deleted one sooner, for it takes up room that nobody sees. */
const OLD_MS = 60_000;
const DELETED_MS = 10_000;
/** Older files of a log that are kept open, where nothing is left of the others. */
const MOST_OLDER = 8;

export class Follower {
  readonly logs: Followed[] = [];
  private readonly names: readonly LogName[];
  private readonly options: FollowOptions;
  private readonly byPath = new Map<string, Followed>();
  private readonly memory: Memory;
  private readonly told = new Told();
  private readonly settling = new Settling();
  private looked = false;

  constructor(names: readonly LogName[], options: FollowOptions) {
    this.names = names;
    this.options = options;
    this.memory = new Memory(options.from);
  }

  /** Asks what the names lead to, and tells what is new. Everything that is open should have been read before. */
  look(): readonly Sight[] {
    const { targets, notes } = targetsOf(this.names);
    const found = new Map(targets.map((target) => [target.path, target]));
    const loose = new Map<string, Followed>();
    for (const log of this.logs) {
      if (log.file && found.get(log.path)?.key !== log.file.id) this.detach(log);
      for (const file of log.older) loose.set(file.id, log);
    }
    const sights = targets.flatMap((target) => this.sighted(target, loose));
    sights.push(...this.tell(notes), ...this.missing());
    this.looked = true;
    return sights;
  }

  /** Older files that nothing will come of any more. Their last lines are to be read; then they are to be let go. */
  spent(): readonly { readonly log: Followed; readonly file: Tailed }[] {
    const now = performance.now();
    const isOver = (file: Tailed): boolean => now - file.grewMs > (file.deleted ? DELETED_MS : OLD_MS);
    return this.logs.flatMap((log) => {
      const many = log.older.length - MOST_OLDER;
      const over = log.older.filter(
        (file, n) => file.ahead === 0 && (isOver(file) || (n < many && !file.holds)),
      );
      return over.map((file) => ({ log, file }));
    });
  }

  /** Closes an older file of a log and remembers where it was read to. */
  letGo(log: Followed, file: Tailed): void {
    log.older.splice(log.older.indexOf(file), 1);
    this.memory.keep(file.position(log.absolute, file.offset, file.line));
    file.close();
  }

  /** Looks for a copy of a log's file from before it was cut, which is then one of its older files. */
  fetchCopy(log: Followed, file: Tailed): Tailed | undefined {
    const copy = copyOf(siblingsOf(log.absolute), file, this.shelf(log, file));
    if (copy) log.older.push(copy);
    return copy;
  }

  /** The directories in which names of the logs may come and go, or content change. */
  directories(): ReadonlySet<string> {
    const named = this.names.flatMap(({ path }) => (path === '-' || isUrl(path) ? [] : [path]));
    return directoriesOf(
      named,
      this.logs.flatMap(({ absolute, stream }) => (stream ? [] : [absolute])),
    );
  }

  /** The logs that were waited for in vain, as notes of kind `unreadable`. */
  neverRead(): readonly Note[] {
    return this.told.neverRead();
  }

  /** Every name has led to something, and what it led to is all that there will be: no file is among it. */
  isSettled(): boolean {
    return this.names.every(({ path }) => this.byPath.get(isUrl(path) ? shownUrl(path) : path)?.stream);
  }

  close(): void {
    for (const { file, older, stream } of this.logs) {
      file?.close();
      for (const each of older) each.close();
      stream?.close();
    }
  }

  private detach(log: Followed): void {
    log.older.push(log.file!);
    log.file = undefined;
    log.goneMs = performance.now();
  }

  private sighted(target: Target, loose: Map<string, Followed>): readonly Sight[] {
    const known = this.byPath.get(target.path);
    if (known?.file || known?.stream) return [];
    const holder = loose.get(target.key);
    const moved = holder?.older.find(({ id }) => id === target.key);
    if (holder && moved) {
      const log = known ?? this.enter(target);
      holder.older.splice(holder.older.indexOf(moved), 1);
      if (this.isNamed(log)) log.siblings = new Set(siblingsOf(log.absolute).map(({ birth }) => birth));
      return this.opened(log, moved, true);
    }
    const before = this.isNamed(target) ? siblingsOf(resolve(target.path)) : [];
    const opened = openTarget(target, this.placeOf(known?.index ?? this.logs.length));
    if (typeof opened === 'string') return this.tell([unreadable(target.path, opened)]);
    if (opened.kind !== 'plain') return this.streamed(target, opened);
    if (target.kind === 'path' && target.doubtful) {
      const verdict = looksLikeLog(opened);
      if (verdict !== 'log') {
        opened.close();
        if (verdict === 'none')
          return this.tell([skipped(target.path, 'its first line is not one JSON value')]);
        return [];
      }
    }
    const file = new Tailed(opened, this.options);
    if (this.looked && this.originalOf(resolve(target.path)) && !this.settling.isWhole(target.path, file)) {
      file.close();
      return [];
    }
    return this.begun(known ?? this.enter(target), file, before);
  }

  /**
   * A file that was not open: from its head, or from where it was read to once. `before`: the siblings that were there
   * before it was opened; files that come later are the log's.
   */
  private begun(log: Followed, file: Tailed, before: readonly Sibling[]): readonly Sight[] {
    const place = this.memory.placeOf(log.absolute, file);
    const all = this.memory.claim(log.absolute);
    const latest = log.older.at(-1);
    const around =
      this.isNamed(log) && (latest || all.length > 0)
        ? siblingsOf(log.absolute, (latest ?? all.at(-1))?.id)
        : before;
    const shelf = this.shelf(log, file);
    if (latest && log.siblings) log.older.push(...missedOf(around, { latest, known: log.siblings }, shelf));
    const former = all.filter((each) => each !== place);
    const last = all.at(-1) === place ? undefined : all.at(-1);
    const { files, lost } = former.length > 0 ? leftOf(around, { former, last }, shelf) : NOTHING_LEFT;
    log.older.push(...files);
    const original = this.looked ? this.originalOf(log.absolute) : undefined;
    const copied = original?.file !== undefined && goOn(original.file, file);
    if (place) file.seek(place.offset, place.line ?? -1);
    const notes = lost.map(({ offset }): Sight => ({ kind: 'note', note: gap(log.path, offset, LOST) }));
    log.siblings = this.isNamed(log) ? new Set(around.map(({ birth }) => birth)) : undefined;
    return [...notes, ...this.opened(log, file, copied || place !== undefined || all.length > 0)];
  }

  /** Named itself, and no link, which leads elsewhere without a rename. */
  private isNamed({ path }: { readonly path: string }): boolean {
    return this.names.some((name) => name.path === path) && !isLink(path);
  }

  /** The followed log that a file is called like an older one of. */
  private originalOf(absolute: string): Followed | undefined {
    return this.logs.find((log) => log.file && isCalledOlder(log.absolute, absolute));
  }

  private shelf(log: Followed, newest: Tailed): Shelf {
    return { open: (path) => this.openAt(path, log), isFree: (id) => this.isFree(id, newest) };
  }

  private openAt(path: string, log: Followed): Tailed | undefined {
    const target: Target = { kind: 'path', path: log.path, key: path, open: path, doubtful: false };
    const opened = openTarget(target, this.placeOf(log.index));
    if (typeof opened === 'string') return undefined;
    if (opened.kind === 'plain') return new Tailed(opened, this.options);
    opened.close();
    return undefined;
  }

  private placeOf(index: number): Place {
    // An object with a getter, for to look at standard input is to open it.
    return Object.assign(Object.create(this.options) as FollowOptions, { index, shares: new Map() });
  }

  /** A file that is none of those that are read. */
  private isFree(id: string, newest: Tailed): boolean {
    const open = this.logs.flatMap(({ file, older }) => [...older, ...(file ? [file] : [])]);
    return id !== newest.id && !open.some((each) => each.id === id);
  }

  private opened(log: Followed, file: Tailed, resumed: boolean): readonly Sight[] {
    const first = log.older.length === 0 && log.goneMs === undefined;
    log.file = file;
    log.goneMs = undefined;
    this.told.found(log.path);
    return [{ kind: 'opens', log, first, resumed }];
  }

  private streamed(target: Target, source: Source): readonly Sight[] {
    // A compressed file that comes later is what a rotation made of a log that was read.
    if (this.looked && (source.kind === 'gzip' || source.kind === 'zstd')) {
      source.close();
      return this.tell([skipped(target.path, 'it is compressed, as rotated logs are')]);
    }
    const log = this.byPath.get(target.path) ?? this.enter(target);
    log.stream = source;
    return [{ kind: 'streams', log, source }];
  }

  private enter({ path }: Target): Followed {
    const log: Followed = {
      ...{
        index: this.logs.length,
        path,
        absolute: resolve(path),
        older: [],
        file: undefined,
        stream: undefined,
      },
      ...{ goneMs: undefined, siblings: undefined },
    };
    this.logs.push(log);
    this.byPath.set(path, log);
    return log;
  }

  /** What was not said yet of logs that are not read. One that has been read is told of when it stays away. */
  private tell(notes: readonly Note[]): readonly Sight[] {
    const known = notes.filter(({ places }) => this.byPath.has(places[0]?.source ?? ''));
    // While files are renamed one may seem to have two names.
    const twice = notes.filter(({ message }) => this.looked && message.includes('same file'));
    const fresh = notes.filter((note) => !known.includes(note) && !twice.includes(note));
    return this.told.fresh(fresh).map((note) => ({ kind: 'note', note }));
  }

  private missing(): readonly Sight[] {
    const now = performance.now();
    const gone = this.logs.filter(({ goneMs }) => goneMs !== undefined && now - goneMs >= GONE_MS);
    const notes = gone.map(({ path }) => unreadable(path, 'it is there no more'));
    return this.told.fresh(notes).map((note) => ({ kind: 'note', note }));
  }
}
