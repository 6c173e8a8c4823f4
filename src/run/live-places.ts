/** Where a reader of followed files stands: behind the last row that it was shown, whatever has been read beyond. */
import type { FilePosition, LivePosition } from '../model/follow.ts';
import type { Followed } from '../scan/follow.ts';
import type { Source } from '../scan/source.ts';
import type { Tailed } from '../scan/tailed.ts';
import type { LiveRow } from './live-log.ts';
import type { LiveStream } from './live-stream.ts';

/** Rows that were read and not shown yet, by file or stream, in their order. */
export class LivePlaces {
  private readonly unshown = new Map<Tailed | Source, { rows: LiveRow[]; at: number }>();

  read(rows: readonly LiveRow[]): void {
    for (const row of rows) {
      if (!row.from) continue;
      const queue = this.unshown.get(row.from);
      if (queue) queue.rows.push(row);
      else this.unshown.set(row.from, { rows: [row], at: 0 });
    }
  }

  /** These have been shown, or left out for good. */
  shown(rows: readonly LiveRow[]): void {
    for (const { from } of rows) {
      const queue = from && this.unshown.get(from);
      if (!queue) continue;
      queue.at++;
      if (queue.at === queue.rows.length) this.unshown.delete(from);
      else if (queue.at > COMPACT) this.unshown.set(from, { rows: queue.rows.slice(queue.at), at: 0 });
    }
  }

  /** Nothing of what was read of the file will be shown. */
  forget(file: Tailed): void {
    this.unshown.delete(file);
  }

  /** The places of a log's files; older ones too, for something may still be written to them. */
  of({ absolute, older, file }: Followed): readonly FilePosition[] {
    const places = older.map((each) => {
      const place = this.placeIn(each, absolute);
      return place.offset === each.sizeNow ? { ...place, whole: true as const } : place;
    });
    return [...places, ...(file ? [this.placeIn(file, absolute)] : [])];
  }

  /** The place in a live source that numbers its messages; nothing where it does not, or none was shown. */
  inStream({ log: { path, stream }, readTo }: LiveStream): readonly LivePosition[] {
    if (!stream?.live) return [];
    const queue = this.unshown.get(stream);
    const lastEventId = stream.live.idBefore(queue?.rows[queue.at]?.offset ?? readTo);
    return lastEventId === undefined ? [] : [{ url: path, lastEventId }];
  }

  private placeIn(file: Tailed, path: string): FilePosition {
    const queue = this.unshown.get(file);
    const next = queue?.rows[queue.at];
    if (!next) return file.position(path, file.offset, file.line);
    return file.position(path, next.offset, next.line === undefined ? -1 : next.line - 1);
  }
}

const COMPACT = 4096;
