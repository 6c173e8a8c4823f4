/**
 * Events that begin, end or move on things that `state` keeps an eye on, as records (span-pack.ts): what any shard can
 * say by itself. A record's pair is the number of its set, its key the JSON of the key's parts, its title how far the
 * thing has come.
 */
import type { Batch } from '../model/batch.ts';
import type { OpenSet, StateSpec, Trigger } from '../model/tracked.ts';
import { withSlack } from './byte-texts.ts';
import { cellJson, cellKey, firstThere } from './cells.ts';
import type { Columns } from './place.ts';
import { KeyWriter } from './span-keys.ts';
import {
  END,
  FLOATS,
  KEYS,
  LINE,
  newSpanPack,
  nextRecord,
  OFFSET,
  POINT,
  SESSION,
  type SpanLayout,
  type SpanPack,
  type SpanRecords,
  START,
  STATUS_NONE,
  TITLE,
  TYPE,
  US,
  WHAT,
  whatOf,
} from './span-pack.ts';

/** One key and nothing to lie in. */
export const OPEN_LAYOUT: SpanLayout = { keys: 1, by: KEYS + 1, ints: KEYS + 1 };

/** What an event does to a set. */
export type Deed = 'start' | 'end' | 'progress';

/** An event of this type that may do something to set number `at`. */
export interface Touch {
  readonly at: number;
  readonly i: number;
  readonly type: string;
  readonly deeds: readonly Deed[];
}

/** What events of this type may do to the set. */
export function deedsOf(set: OpenSet<number>, type: string): readonly Deed[] {
  const has = ({ types }: { readonly types: readonly string[] }): boolean => types.includes(type);
  return [
    ...(set.starts.some(has) ? (['start'] as const) : []),
    ...(set.ends.some(has) ? (['end'] as const) : []),
    ...(set.progress !== undefined && has(set.progress) ? (['progress'] as const) : []),
  ];
}

/** Writes records of what is touched. A class, for it keeps tables by dictionary code. */
export class KeyRecorder {
  private readonly spec: StateSpec;
  private readonly writer = new KeyWriter();
  private pack: SpanPack | undefined;

  constructor(spec: StateSpec) {
    this.spec = spec;
  }

  /** Adds what line i of a batch does to a set, in the order of starts, ends and progress. */
  touch(records: SpanRecords, columns: Columns, { at, i, type, deeds }: Touch): void {
    const { batch } = columns;
    const set = this.spec.tracked.open[at]!;
    const meant = deeds.filter((deed) => isMeant(batch, i, { set, deed, type }));
    if (meant.length === 0) return;
    const pack = this.packFor(records, batch.shard);
    const key = this.writer.text(JSON.stringify(keyParts(batch, set, i)));
    const progress = meant.includes('progress') ? progressOf(batch, set, i) : undefined;
    const how = progress === undefined ? -1 : this.writer.text(progress);
    const roles = meant.map((deed) => ROLES[deed]);
    for (const role of roles) {
      // A start says itself how far its thing has come.
      if (role === POINT && (how < 0 || roles.includes(START))) continue;
      const n = nextRecord(pack, OPEN_LAYOUT);
      const first = n * OPEN_LAYOUT.ints;
      pack.ints[first + WHAT] = whatOf(at, role, STATUS_NONE);
      pack.ints[first + LINE] = batch.line[i]!;
      pack.ints[first + TYPE] = this.writer.coded(batch, i, this.spec.type);
      pack.ints[first + SESSION] = this.writer.coded(batch, i, this.spec.session);
      pack.ints[first + KEYS] = key;
      if (role !== END) pack.ints[first + TITLE] = how;
      pack.floats[n * FLOATS + US] = columns.times[i]!;
      pack.floats[n * FLOATS + OFFSET] = batch.base + batch.start[i]!;
    }
  }

  private packFor(records: SpanRecords, shard: number): SpanPack {
    const { pack, writer } = this;
    if (pack !== undefined && records.packs.at(-1) === pack && pack.shard === shard) return pack;
    writer.restart();
    const room = Math.max(16, withSlack(pack?.count ?? 0));
    const next = newSpanPack(shard, writer.packer.pack, { layout: OPEN_LAYOUT, room });
    records.packs.push(next);
    this.pack = next;
    return next;
  }
}

const ROLES: Readonly<Record<Deed, number>> = { start: START, end: END, progress: POINT };

function isMeant(
  batch: Batch,
  i: number,
  of: { readonly set: OpenSet<number>; readonly deed: Deed; readonly type: string },
): boolean {
  if (of.deed === 'progress') return true;
  const triggers: readonly Trigger<number>[] = of.deed === 'start' ? of.set.starts : of.set.ends;
  return triggers.some(({ types, only }) => {
    if (!types.includes(of.type)) return false;
    const key = only === undefined ? undefined : cellKey(batch, only.of, i);
    return only === undefined || only.values.some((value) => key === `s${value}`);
  });
}

function keyParts(batch: Batch, { keys }: OpenSet<number>, i: number): (string | null)[] {
  let parts: (string | null)[] = [];
  for (const key of keys) {
    parts = key.map((part) => cellKey(batch, part, i) ?? null);
    if (!parts.includes(null)) break;
  }
  return parts;
}

function progressOf(batch: Batch, { progress }: OpenSet<number>, i: number): string | undefined {
  const column = progress && firstThere(batch, progress.of, i);
  return column && cellJson(batch, column, i);
}
