/** What was said of logs that could not be read, so that it is said once. */
import type { Note } from '../model/note.ts';
import { waiting } from './reason.ts';

export class Told {
  private readonly byPath = new Map<string, Note>();

  /** Those notes whose logs nothing was said of. A log that cannot be read now may be later, so it is waited for. */
  fresh(notes: readonly Note[]): readonly Note[] {
    return notes.flatMap((note) => {
      const path = pathOf(note);
      if (this.byPath.has(path)) return [];
      this.byPath.set(path, note);
      if (note.kind !== 'unreadable') return [note];
      return [waiting(path, note.message.replace(/^could not be read: /, ''))];
    });
  }

  has(path: string): boolean {
    return this.byPath.has(path);
  }

  /** A log was found at last: nothing holds any more of what was said of it, or of a directory that it lies in. */
  found(path: string): void {
    for (const name of this.byPath.keys()) {
      const inside = name === '.' || path.startsWith(name.replace(/\/*$/, '/'));
      if (name === path || inside) this.byPath.delete(name);
    }
  }

  /** The logs that were waited for in vain, as notes of kind `unreadable`. */
  neverRead(): readonly Note[] {
    return [...this.byPath.values()].filter(({ kind }) => kind === 'unreadable');
  }
}

function pathOf(note: Note): string {
  return note.places[0]?.source ?? '';
}
