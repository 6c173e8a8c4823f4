/**
 * `pairs`: each start has an end of its key, in time (pairer.ts).
 *
 * A partial that nothing stands before pairs as it goes; any other holds its starts and ends until they are merged behind
 * such a one. Both see the same sequence, so the verdict is the same. Sessions known by a hash are joined while all that
 * there is fits into the window. One event without a time, or without a key, is not paired.
 */
import { type EventKeys, eventKeys } from './event-keys.ts';
import type { FinishContext } from './fold.ts';
import { type FullIds, joinHashes } from './join.ts';
import {
  drainPairer,
  newPairer,
  type PairEvent,
  type Pairer,
  type PairLimits,
  takePairEvent,
} from './pairer.ts';
import { pairsVerdict } from './pairs-verdict.ts';
import { type Columns, newMark, writeMark } from './place.ts';
import type { LineTest, RuleFold, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import { PLACES } from './verdict.ts';

type PairsSpec = RuleOfKind<'pairs'>;

/** Plain data. `pairer` is null where something may stand before. */
export interface PairsPartial {
  pairer: Pairer | null;
  held: PairEvent[];
  /** Starts and ends with a key and a time. */
  count: number;
  keyless: number;
  /** Those that a partial without a pairer had no room for. */
  left: number;
}

/** Of starts and ends held unpaired, so many times the cap. */
const HELD_PER_CAP = 10;

/** A fold that pairs starts with ends. */
export function pairsRule(rule: PairsSpec, setting: RuleSetting): RuleFold<PairsPartial> {
  const limits: PairLimits = {
    cap: setting.cap,
    maxUs: rule.maxUs ?? Number.POSITIVE_INFINITY,
    places: rule.perSession ? 1 : PLACES,
  };
  const isStart = setting.compile(rule.start.where);
  const isEnd = setting.compile(rule.end.where);
  const keys = eventKeys({ columns: rule.key, session: setting.session, perSession: rule.perSession });
  const reader: Reader = { isStart, isEnd, keys, perSession: rule.perSession };
  const take = (partial: PairsPartial, event: PairEvent): void => {
    if (partial.pairer !== null) takePairEvent(partial.pairer, event, limits);
    else if (partial.held.length < limits.cap * HELD_PER_CAP) partial.held.push(event);
    else partial.left++;
  };
  const lead = (partial: PairsPartial): PairsPartial => {
    partial.pairer ??= newPairer();
    for (const event of partial.held) takePairEvent(partial.pairer, event, limits);
    partial.held = [];
    return partial;
  };
  return {
    init: () => ({ pairer: null, held: [], count: 0, keyless: 0, left: 0 }),
    lead,
    step(partial, { columns, own }) {
      for (let k = 0; k < own.count; k++) {
        const event = readEvent(reader, columns, own.selection[k]!);
        if (event === undefined) continue;
        if (event === 'keyless') partial.keyless++;
        else {
          partial.count++;
          take(partial, event);
        }
      }
    },
    merge(a, b) {
      for (const event of b.held) take(a, event);
      a.count += b.count;
      a.keyless += b.keyless;
      a.left += b.left;
      return a;
    },
    finish(partial, context) {
      const own = lead(structuredClone(partial));
      return finish(own, { rule, keys, limits, context });
    },
  };
}

interface Reader {
  readonly isStart: LineTest;
  readonly isEnd: LineTest;
  readonly keys: EventKeys;
  readonly perSession: boolean;
}

function readEvent(
  { isStart, isEnd, keys, perSession }: Reader,
  columns: Columns,
  i: number,
): PairEvent | 'keyless' | undefined {
  const { batch, times, sessions } = columns;
  if (Number.isNaN(times[i]!)) return undefined;
  const starts = isStart(batch, i);
  const ends = isEnd(batch, i);
  if (!starts && !ends) return undefined;
  const key = keys.keyOf(columns, i);
  if (key === undefined) return 'keyless';
  const mark = newMark();
  writeMark(mark, columns, i);
  const session = perSession ? (sessions.dictionary.values[sessions.codes[i]!] ?? '') : '';
  return { key, session, starts, ends, mark };
}

function finish(
  partial: PairsPartial,
  how: {
    readonly rule: PairsSpec;
    readonly keys: EventKeys;
    readonly limits: PairLimits;
    readonly context: FinishContext;
  },
): Verdict {
  const { rule, keys, limits } = how;
  const { pairer: read, count, keyless, left } = partial;
  const { waiting } = read!;
  // Some were paired already, by what they were called.
  const full =
    waiting.length < count
      ? new Map<string, string>()
      : joinHashes(new Set(waiting.flatMap(({ key }) => keys.sessionOf(key) ?? [])));
  const pairer = { ...read!, waiting: waiting.map((event) => named(event, full, { keys, rule })) };
  drainPairer(pairer, limits);
  return pairsVerdict(pairer, { ...how, full, count, keyless, left });
}

function named(
  event: PairEvent,
  full: FullIds,
  { keys, rule }: { readonly keys: EventKeys; readonly rule: PairsSpec },
): PairEvent {
  if (full.size === 0) return event;
  const key = keys.fullKey(event.key, full);
  return { ...event, key, session: rule.perSession ? (keys.sessionOf(key) ?? '') : '' };
}
