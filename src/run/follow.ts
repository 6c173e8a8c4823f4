/**
 * Follows logs: what is there, then what comes, as it comes. Invariants: a whole line is handed on once, and a line that
 * is not finished is not; what may have been lost is a note of kind `gap`; nothing is read before it is asked for, so a
 * slow reader makes the log wait, not memory grow. Source: cli.md, `--follow`; promises.md rows 32 to 34.
 */
import type { Readable } from 'node:stream';
import { Fault } from '../base/fault.ts';
import type { Followed, Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import type { ListReport } from '../model/report.ts';
import { Following } from './following.ts';
import type { EventView } from './io.ts';
import { liveOpener } from './live-sources.ts';

export type { FilePosition, Followed, LivePosition, Position, ResetReason } from '../model/follow.ts';

/** The world that logs are followed in; every part may be left out. */
export interface FollowIo {
  readonly stdin?: Readable;
  /** Else all of an event, without fields of its own. */
  readonly view?: EventView;
  /** Ends it. The generator then returns; it does not throw. */
  readonly signal?: AbortSignal;
  /** What opens the doors of live sources (`Authorization: Bearer`). */
  readonly token?: string;
  /** Where a former reader stood: its logs go on from there, whatever `tail` says. */
  readonly from?: Position;
  /** Ends when all that is there was handed on. */
  readonly once?: boolean;
  /** Ends at this moment, in milliseconds since the epoch. */
  readonly endMs?: number;
  /** `poll`: looks every `pollMs`; `hints`, the default: also as soon as the system tells of a change. */
  readonly watch?: 'hints' | 'poll';
  /** Milliseconds between two looks where the system gives no hints (200). */
  readonly pollMs?: number;
  /** How long an event of one of several logs waits for earlier ones of the others, in milliseconds (250). */
  readonly mergeMs?: number;
}

/**
 * Follows the logs of a listing. What is there is that of the listing: its last `tail`, else all of it; `head` ends it
 * after N matches. Logs, and the files of directories, are looked for by name and may come later. Returns the report of
 * all that was read, with the notes on its lines. Throws Fault where it was asked wrongly.
 */
export async function* follow(
  query: Query & { readonly ask: Listing },
  io: FollowIo = {},
): AsyncGenerator<Followed, ListReport, undefined> {
  refuse(query);
  let heard = (_: Note): void => undefined;
  const { token, from } = io;
  const note = (said: Note): void => heard(said);
  const live = await liveOpener(query, { follows: !io.once, token, from, note });
  const following = new Following(query, io, live);
  heard = (said) => following.hear(said);
  try {
    yield* following.run();
    return await following.report();
  } finally {
    following.close();
  }
}

/** Throws the Fault of what cannot be asked of a log that has no end. */
function refuse({ ask, logs }: Query): void {
  const { kind }: { readonly kind: string } = ask;
  if (ask.kind !== 'list') throw contradiction(`only listings are followed, not ${kind}`);
  if (ask.sort === 'time' && !ask.distinct) throw contradiction('what is still to come cannot be sorted');
  if (ask.reverse) throw contradiction('what is still to come cannot be reversed');
  if (ask.contextSession > 0) throw contradiction('the neighbours in a session are not known before it ends');
  const cited = logs.find(({ offset }) => offset !== undefined);
  if (cited) throw contradiction(`${cited.path}@${cited.offset} is one event, and nothing comes after it`);
}

function contradiction(message: string): Fault {
  return new Fault({ code: 'contradiction', message, flag: '--follow' });
}
