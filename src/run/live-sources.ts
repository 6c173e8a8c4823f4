/** Live sources of a question: who goes out for them, loaded by those questions alone that name one. */
import type { Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Query } from '../model/query.ts';
import { isUrl, type OpenLive } from '../scan/live.ts';

/** How live sources are read. */
export interface LiveHow {
  /** They go on where the server ends its answer. */
  readonly follows: boolean;
  readonly token: string | undefined;
  /** Where a former reader stood. */
  readonly from?: Position | undefined;
  /** Told when it happens. */
  note(note: Note): void;
}

/** Opens the query's live sources; undefined where it names none. */
export async function liveOpener(query: Query, how: LiveHow): Promise<OpenLive | undefined> {
  if (!query.logs.some(({ path }) => isUrl(path))) return undefined;
  const { openLive } = await import('../net/sse-source.ts');
  const { follows, token, from, note } = how;
  return (url, path) => {
    const lastEventId = from?.live.find((place) => place.url === path)?.lastEventId;
    return openLive(url, path, { follows, token, lastEventId, longest: query.reader.maxLine, note });
  };
}
