/**
 * The hub: events that come from the logs go to all who listen. Invariants: each event is judged once for every different
 * selection and spelled once for every different form; nobody waits for a slow client; a client that joins with a cursor is
 * given what lies between, from the logs, and then the stream, without a gap and without a repeat (promises.md row 35).
 */
import type { Event } from '../model/event.ts';
import type { Followed } from '../model/follow.ts';
import type { Predicate } from '../model/query.ts';
import type { Judge } from '../run/judge.ts';
import type { Client } from './client.ts';
import type { Counters } from './counters.ts';
import { formKey, messageOf } from './message.ts';
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
  /** Sees every event that comes. */
  see(events: readonly Event[]): void;
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
        if (followed.note.kind !== 'gap') return;
        for (const client of this.live)
          client.tell({ type: 'gap', missed: null, reason: 'lost', message: followed.note.message });
    }
  }

  private hand(events: readonly Event[]): void {
    const { judge, whereabouts, counters, see, watchers } = this.parts;
    counters.received += events.length;
    see(events);
    const before = whereabouts.cursor();
    const cursors = events.map((event) => {
      whereabouts.pass(event);
      return whereabouts.cursor();
    });
    const listening = [...this.live].filter((client) => client.where !== undefined);
    const wanted = [...new Set([...listening, ...watchers].map(({ where }) => where as Predicate))];
    const verdicts = judge.judge(events, wanted);
    for (const watcher of watchers) {
      const passing = verdicts[wanted.indexOf(watcher.where)]!;
      for (const [i, event] of events.entries()) if (passing[i] === 1) watcher.take(event, cursors[i]!);
    }
    const spelled = new Map<string, (Uint8Array | undefined)[]>();
    const bundles = new Map<string, { readonly bytes: Uint8Array; readonly count: number }>();
    for (const client of listening) {
      const n = wanted.indexOf(client.where as Predicate);
      const form = formKey(client.form);
      const key = `${n} ${form}`;
      let bundle = bundles.get(key);
      if (bundle === undefined) {
        const messages = spelled.get(form) ?? [];
        spelled.set(form, messages);
        const passing: Uint8Array[] = [];
        for (const [i, event] of events.entries()) {
          if (verdicts[n]![i] === 0) continue;
          messages[i] ??= messageOf(event, cursors[i]!, client.form);
          passing.push(messages[i]);
        }
        bundle = { bytes: Buffer.concat(passing), count: passing.length };
        bundles.set(key, bundle);
      }
      client.give(bundle.bytes, bundle.count, before);
    }
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
