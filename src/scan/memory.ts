/** What is remembered of files that are not open: where a former reader stood, and where older files were read to. */
import type { FilePosition, Position } from '../model/follow.ts';
import type { Tailed } from './tailed.ts';

/** Older files that are remembered at most. */
const MOST = 4096;

export class Memory {
  private readonly byId = new Map<string, FilePosition>();
  /** Positions of a former reader by path, until the path's file is found. */
  private readonly former = new Map<string, readonly FilePosition[]>();

  constructor(from: Position | undefined) {
    for (const file of from?.files ?? []) {
      this.keep(file);
      this.former.set(file.path, [...(this.former.get(file.path) ?? []), file]);
    }
  }

  keep(place: FilePosition): void {
    this.byId.delete(place.id);
    this.byId.set(place.id, place);
    const [oldest] = this.byId.keys();
    if (this.byId.size > MOST && oldest !== undefined) this.byId.delete(oldest);
  }

  /** Where the file was read to, if its content is still the same. */
  placeOf(path: string, file: Tailed): FilePosition | undefined {
    const own = this.byId.get(file.id);
    if (own && file.agrees(own)) return own;
    // A copy of it in its place, as a restored backup is.
    const former = this.former.get(path)?.at(-1);
    return former && former.check.size > 0 && file.agrees(former) ? former : undefined;
  }

  /** What a former reader has read under this path, told once. */
  claim(path: string): readonly FilePosition[] {
    const places = this.former.get(path) ?? [];
    this.former.delete(path);
    return places;
  }
}
