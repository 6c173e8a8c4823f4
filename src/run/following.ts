/** A run of `follow`: holds the files, streams and watches that it needs until it is closed. */
import type { Chunk } from '../model/batch.ts';
import type { Followed, Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import type { ListReport } from '../model/report.ts';
import { forward, type ScanOptions } from '../scan/chunks.ts';
import { breather } from '../scan/cut.ts';
import { type Followed as FollowedLog, Follower, type Sight } from '../scan/follow.ts';
import { Hints } from '../scan/hints.ts';
import type { OpenLive } from '../scan/live.ts';
import { isNamedPipe } from '../scan/open.ts';
import { brokenText, gap, reasonOf, truncated } from '../scan/reason.ts';
import type { Source } from '../scan/source.ts';
import type { Tailed } from '../scan/tailed.ts';
import { Waiter } from '../scan/wait.ts';
import type { FollowIo } from './follow.ts';
import { type FullIo, filledIo } from './io.ts';
import { liveEmit } from './live-emit.ts';
import type { LiveRow } from './live-log.ts';
import { LiveLogs } from './live-logs.ts';
import { LiveNotes } from './live-notes.ts';
import { initialStrands, type Opened, openedLogs } from './live-opening.ts';
import { LiveOut } from './live-out.ts';
import { LivePlaces } from './live-places.ts';
import { type Live, liveMissing, liveReport } from './live-report.ts';
import { startOf } from './live-start.ts';
import { LiveStream } from './live-stream.ts';
import { mergeRows } from './merge.ts';

/** Milliseconds between looks where hints are given, which may be missed; and where none are. */
const HINTED_MS = 1000;
const POLL_MS = 200;
const MERGE_MS = 250;

export class Following {
  private readonly query: Query & { readonly ask: Listing };
  private readonly io: FollowIo;
  private readonly full: FullIo;
  private readonly waiter = new Waiter();
  private readonly hints: Hints | undefined;
  private readonly follower: Follower;
  private readonly logs: LiveLogs;
  private readonly streams: LiveStream[] = [];
  private readonly out: LiveOut;
  private readonly notes: LiveNotes;
  private namesDue = false;
  private lookedMs = Number.NEGATIVE_INFINITY;

  constructor(query: Query & { readonly ask: Listing }, io: FollowIo, live: OpenLive | undefined) {
    this.query = query;
    this.io = io;
    const full = filledIo(io);
    const view = io.view ?? { decode: true, fields: [] };
    this.full = full;
    this.hints =
      io.watch === 'poll' || io.once
        ? undefined
        : new Hints((names) => {
            this.namesDue ||= names;
            this.waiter.wake();
          });
    const { chunkSize } = query.tuning;
    this.follower = new Follower(query.logs, {
      ...{ chunkSize, maxLine: query.reader.maxLine, from: io.from, live },
      // A getter, for to look at standard input is to open it.
      get stdin() {
        return full.stdin;
      },
    });
    this.logs = new LiveLogs(query);
    this.notes = new LiveNotes(this.logs.asking.tallies);
    const places = new LivePlaces();
    this.out = new LiveOut(this.logs.all, {
      ...{ places, emit: liveEmit(query, { view, shows: this.logs.shows, places }) },
      ...{ mergeMs: io.mergeMs ?? MERGE_MS, signal: full.signal },
      position: () => this.position(),
    });
    full.signal.addEventListener('abort', this.wake);
  }

  async *run(): AsyncGenerator<Followed, void, undefined> {
    yield* this.begin();
    while (!this.signal.aborted && !this.out.isFull()) {
      const late = Date.now() >= (this.io.endMs ?? Number.POSITIVE_INFINITY);
      yield* this.readAll();
      if (yield* this.lookAgain()) continue;
      yield* this.out.hand(this.isAlone());
      for (const note of this.notes.fresh(this.logs.plan())) yield { kind: 'note', note };
      if (late || this.isOver()) break;
      if (this.out.waiting === 0) {
        if (this.out.moved) yield { kind: 'caught-up', position: () => this.position() };
        this.out.moved = false;
        if (this.io.once && this.streams.every(({ done }) => done)) break;
      }
      await this.waiter.wait(this.pauseMs());
    }
    if (!this.signal.aborted) yield* this.finish();
  }

  /** What was read, as a listing's report. */
  report(): Promise<ListReport> {
    const { follower, out, notes } = this;
    const live = this.live();
    return liveReport(live, [...follower.neverRead(), ...out.said, ...notes.all(live.plan)]);
  }

  /** Takes a note of a live source, to be told soon. */
  hear(note: Note): void {
    this.out.noteLater(note);
    this.waiter.wake();
  }

  close(): void {
    this.signal.removeEventListener('abort', this.wake);
    this.hints?.close();
    this.follower.close();
  }

  private readonly wake = (): void => this.waiter.wake();

  private get signal(): AbortSignal {
    return this.full.signal;
  }

  /** What is there, all logs merged by time. */
  private async *begin(): AsyncGenerator<Followed, void, undefined> {
    const opened: Opened[] = [];
    for (const sight of this.look()) {
      if (sight.kind === 'note') yield this.out.say(sight.note);
      else opened.push(sight);
    }
    const logs = await openedLogs(opened, this.logs.asking.readHead);
    const start = await startOf(this.query, logs, { io: this.full, opened });
    this.logs.ask(start);
    for (const { source, head: sample, ...head } of logs)
      this.logs.enter({ index: source.index, path: source.path, sample, head });
    const { begins } = start;
    const take = this.take.bind(this);
    const strands = initialStrands(opened, logs, { begins, take, options: (log) => this.scanning(log) });
    for await (const rows of mergeRows(strands)) {
      yield* this.out.batches(rows);
      if (this.signal.aborted || this.out.isFull()) return;
    }
    for (const { log } of opened) if (log.stream && !log.stream.rereadable) this.startStream(log);
    for (const note of await liveMissing(this.live())) yield { kind: 'note', note };
  }

  /** Matches that are of interest; what stands behind them is kept for whoever reads on, save where neighbours are shown. */
  private most({ index }: FollowedLog): number {
    return this.query.ask.context > 0 ? this.out.emit.most(index) : Number.POSITIVE_INFINITY;
  }

  /** What has been appended to the files and what has come of streams. */
  private async *readAll(): AsyncGenerator<Followed, void, undefined> {
    for (const log of this.follower.logs)
      for (const file of [...log.older, ...(log.file ? [log.file] : [])]) yield* this.readFile(log, file);
    for (const stream of [...this.streams]) {
      for (let chunk = stream.take(); chunk; chunk = stream.take()) {
        this.out.add(this.take(stream.log, chunk, stream.log.stream));
        yield* this.out.hand(this.isAlone());
      }
      if (!stream.done || !isNamedPipe(stream.log.path)) continue;
      // Its next writer opens it anew.
      this.streams.splice(this.streams.indexOf(stream), 1);
      stream.log.stream = undefined;
    }
  }

  private async *readFile(log: FollowedLog, file: Tailed): AsyncGenerator<Followed, void, undefined> {
    const breathe = breather();
    try {
      const broken = file.broken();
      if (broken) {
        yield* this.out.hand(true);
        this.out.places.forget(file);
        file.seek(broken.from, broken.from === 0 ? 0 : -1);
        yield this.out.say(gap(log.path, broken.readTo, brokenText(broken.reason)));
        const copy = this.follower.fetchCopy(log, file);
        if (copy) yield* this.readFile(log, copy);
        yield* this.out.hand(true);
        yield this.out.reset(log, broken.reason);
        file.broken();
      }
      for (const chunk of file.read()) {
        this.out.add(this.take(log, chunk, file));
        yield* this.out.hand(this.isAlone());
        if (this.signal.aborted || this.out.isFull()) return;
        await breathe();
      }
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      yield this.out.say(truncated(log.path, file.offset, reasonOf(error)));
      this.follower.letGo(log, file);
    }
  }

  /** Asks what the names lead to by now, where that is due. True where something new is to be read. */
  private async *lookAgain(): AsyncGenerator<Followed, boolean, undefined> {
    if (!this.namesDue && performance.now() < this.lookedMs + this.everyMs()) return false;
    let found = false;
    for (const sight of this.look()) {
      if (sight.kind === 'note') {
        yield this.out.say(sight.note);
        continue;
      }
      found = true;
      const { older } = sight.log;
      if (!this.logs.has(sight.log)) this.logs.enter({ ...sight.log, sample: NOTHING });
      if (sight.kind === 'streams') this.startStream(sight.log);
      else for (const file of older) yield* this.readFile(sight.log, file);
      if (sight.kind === 'streams' || sight.first) continue;
      yield* this.out.hand(true);
      yield this.out.reset(sight.log, 'rotated');
    }
    for (const { log, file } of this.follower.spent()) {
      for (const chunk of file.end()) this.out.add(this.take(log, chunk, file));
      yield* this.out.hand(true);
      this.follower.letGo(log, file);
    }
    return found;
  }

  /** The last lines that lack a newline and are whole without it; what still waits for other logs. */
  private async *finish(): AsyncGenerator<Followed, void, undefined> {
    for (const log of this.follower.logs) {
      for (const file of [...log.older, ...(log.file ? [log.file] : [])]) {
        if (this.out.isFull() || !file.holdsWhole()) continue;
        for (const chunk of file.end()) this.out.add(this.take(log, chunk, file));
      }
    }
    yield* this.out.hand(true);
    for (const note of this.notes.fresh(this.logs.plan(), true)) yield { kind: 'note', note };
  }

  private look(): readonly Sight[] {
    this.namesDue = false;
    this.lookedMs = performance.now();
    const sights = this.follower.look();
    this.hints?.watch(this.follower.directories());
    return sights;
  }

  private startStream(log: FollowedLog): void {
    this.streams.push(new LiveStream(log, forward(log.stream!, this.scanning(log)), this.wake));
  }

  private scanning({ path }: FollowedLog): ScanOptions {
    const { tuning, reader } = this.query;
    return {
      chunkSize: tuning.chunkSize,
      maxLine: reader.maxLine,
      onTruncated: (offset, why) => this.out.noteLater(truncated(path, offset, why)),
    };
  }

  private take(log: FollowedLog, chunk: Chunk, from: Tailed | Source | undefined): LiveRow[] {
    this.out.moved = true;
    const rows = this.logs.take(chunk, { log, from, most: this.most(log) });
    this.out.places.read(rows);
    return rows;
  }

  private live(): Live {
    const { logs, out } = this;
    return { asking: logs.asking, lives: logs.all, emit: out.emit, plan: logs.plan() };
  }

  private position(): Position {
    const { places } = this.out;
    const files = this.follower.logs.flatMap((log) => places.of(log));
    return { version: 1, files, live: this.streams.flatMap((stream) => places.inStream(stream)) };
  }

  /** Nothing can come any more: all that was named has been read to its end. */
  private isOver(): boolean {
    const ended = this.streams.every(({ done, log }) => done && !isNamedPipe(log.path));
    return ended && this.follower.logs.every(({ stream }) => stream) && this.follower.isSettled();
  }

  /** Rows of one log wait for no other. */
  private isAlone(): boolean {
    const open = this.follower.logs.filter(({ file, older }) => file || older.length > 0).length;
    return open + this.streams.filter(({ done }) => !done).length <= 1;
  }

  private everyMs(): number {
    return this.hints?.complete ? HINTED_MS : (this.io.pollMs ?? POLL_MS);
  }

  private pauseMs(): number {
    const end = (this.io.endMs ?? Number.POSITIVE_INFINITY) - Date.now();
    return Math.min(this.everyMs(), this.out.dueMs(), end);
  }
}

const NOTHING: Uint8Array = new Uint8Array();
