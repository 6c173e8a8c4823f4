/**
 * The hub: events that come from the logs go to all who listen. Invariants: each event is judged once for every different
 * selection and spelled once for every different form; nobody waits for a slow client; a client that joins with a cursor is
 * given what lies between, from the logs, and then the stream, without a gap and without a repeat (promises.md row 35).
 */
import type { Event } from '../model/event.ts';
import type { Followed } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Predicate } from '../model/query.ts';
import type { Judge, Judged } from '../run/judge.ts';
import type { Client } from './client.ts';
import type { Counters } from './counters.ts';
import { type Form, formKey, messageOf } from './message.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Events that are handed on at once: between two of these the wires have time to take what they were given. */
const SLICE = 256;

/** Takes matching events, and is no client: a webhook. */
export interface Watcher {
  readonly where: Predicate;
  take(event: Event, cursor: string): void;
}

export interface HubParts {
  readonly watchers: readonly Watcher[];
  readonly judge: Judge;
  readonly whereabouts: Whereabouts;
  readonly counters: Counters;
  /** Hears what is to be said of the logs. */
  note(note: Note): void;
  /** Sees every event that comes. */
  see(events: readonly Event[], judged: Judged): void;
}

export class Hub {
  readonly clients: Set<Client> = new Set();
  private readonly parts: HubParts;
  /** Those that are given what comes. */
  private readonly live = new Set<Client>();

  constructor(parts: HubParts) {
    this.parts = parts;
  }

  /** Hands on what a follower gives, until it ends. */
  async run(feed: AsyncIterable<Followed>): Promise<void> {
    for await (const followed of feed) await this.take(followed);
  }

  /** From now on the client is given what comes. To be called with the stream where the client is. */
  attach(client: Client): void {
    this.live.add(client);
  }

  /** The client is given no more; it is still there. */
  detach(client: Client): void {
    this.live.delete(client);
  }

  private async take(followed: Followed): Promise<void> {
    const { judge, whereabouts } = this.parts;
    switch (followed.kind) {
      case 'events':
        await judge.learn(followed.events);
        for (let from = 0; from < followed.events.length; from += SLICE) {
          this.hand(followed.events.slice(from, from + SLICE));
          await breath();
        }
        return;
      case 'reset':
        judge.forget(followed.path);
        whereabouts.begin(followed.path);
        for (const client of this.live)
          client.tell(
            { type: 'reset', source: followed.path, reason: followed.reason },
            whereabouts.cursor(),
          );
        return;
      case 'caught-up':
        whereabouts.stand(followed.position());
        return;
      case 'note':
        this.parts.note(followed.note);
        if (followed.note.kind !== 'gap') return;
        for (const client of this.live)
          client.tell({ type: 'gap', missed: null, reason: 'lost', message: followed.note.message });
    }
  }

  private hand(events: readonly Event[]): void {
    const { judge, whereabouts, counters, see, watchers } = this.parts;
    counters.received += events.length;
    const before = whereabouts.cursor();
    const cursors = events.map((event) => {
      whereabouts.pass(event);
      return whereabouts.cursor();
    });
    const listening = [...this.live].filter((client) => client.where !== undefined);
    const wanted = [...new Set([...listening, ...watchers].map(({ where }) => where as Predicate))];
    const judged = judge.judge(events, wanted);
    see(events, judged);
    const slice: Slice = { cursors, judged, shown: [], spelled: new Map() };
    for (const watcher of watchers) {
      const passing = judged.verdicts[wanted.indexOf(watcher.where)]!;
      for (const [i, cursor] of cursors.entries())
        if (passing[i] === 1) watcher.take(shownAt(slice, i), cursor);
    }
    const bundles = new Map<string, Bundle>();
    for (const client of listening) {
      const n = wanted.indexOf(client.where as Predicate);
      const key = `${n} ${formKey(client.form)}`;
      const bundle = bundles.get(key) ?? bundled(slice, judged.verdicts[n]!, client.form);
      bundles.set(key, bundle);
      client.give(bundle.bytes, bundle.count, before);
    }
  }
}

/** Events that are handed on together. */
interface Slice {
  readonly cursors: readonly string[];
  readonly judged: Judged;
  /** Made where somebody wants them. */
  readonly shown: (Event | undefined)[];
  /** Messages by form. */
  readonly spelled: Map<string, (Uint8Array | undefined)[]>;
}

interface Bundle {
  readonly bytes: Uint8Array;
  readonly count: number;
}

function shownAt({ shown, judged }: Slice, i: number): Event {
  shown[i] ??= judged.event(i);
  return shown[i];
}

/** The messages of the events that pass, one behind the other. */
function bundled(slice: Slice, passing: Uint8Array, form: Form): Bundle {
  const key = formKey(form);
  const messages = slice.spelled.get(key) ?? [];
  slice.spelled.set(key, messages);
  const parts: Uint8Array[] = [];
  for (const [i, cursor] of slice.cursors.entries()) {
    if (passing[i] === 0) continue;
    messages[i] ??= messageOf(shownAt(slice, i), cursor, form);
    parts.push(messages[i]);
  }
  return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts), count: parts.length };
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
