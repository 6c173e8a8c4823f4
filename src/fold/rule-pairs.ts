/**
 * `pairs`: each start has an end of its key, in time (pair-window.ts).
 *
 * The partial of the first shard pairs as it goes; any other holds its starts and ends until they are merged behind it.
 * Both see the same sequence, so the verdict is the same. Sessions known by a hash are joined while all that
 * there is fits into the window. One event without a time, or without a key, is not paired.
 */
import { type EventKeys, eventKeys } from './event-keys.ts';
import type { FinishContext } from './fold.ts';
import { type FullIds, joinHashes } from './join.ts';
import {
  copyPairWindow,
  drainPairWindow,
  newPairWindow,
  type PairEvent,
  type PairLimits,
  type PairWindow,
  takePairEvent,
} from './pair-window.ts';
import { pairsVerdict } from './pairs-verdict.ts';
import { type Columns, newMark, writeMark } from './place.ts';
import type { LineTest, RuleFold, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import { PLACES } from './verdict.ts';

type PairsSpec = RuleOfKind<'pairs'>;

/** Plain data. `window` is null where something may stand before. */
export interface PairsPartial {
  /** A batch was met, so that what it is of is known. */
  begun: boolean;
  window: PairWindow | null;
  held: PairEvent[];
  /** Starts and ends with a key and a time. */
  count: number;
  keyless: number;
  /** Those that a partial without a window had no room for. */
  left: number;
}

const FIRST = 0;
/**
 * Starts and ends that a partial holds unpaired: more than the lines of a shard, and the same whatever the cap, so that
 * what is left out does not depend on how a log is cut.
 */
const MOST_HELD = 2 ** 20;

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
    if (partial.window !== null) takePairEvent(partial.window, event, limits);
    else if (partial.held.length < MOST_HELD) partial.held.push(event);
    else partial.left++;
  };
  return {
    init: () => ({ window: null, held: [], count: 0, keyless: 0, left: 0, begun: false }),
    step(partial, { columns, own }) {
      if (!partial.begun && columns.batch.shard === FIRST) partial.window = newPairWindow();
      partial.begun = true;
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
      a.begun ||= b.begun;
      return a;
    },
    finish(partial, context) {
      const window = partial.window === null ? newPairWindow() : copyPairWindow(partial.window);
      for (const event of partial.held) takePairEvent(window, event, limits);
      return finish(window, partial, { rule, keys, limits, context });
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
  read: PairWindow,
  { count, keyless, left }: PairsPartial,
  how: {
    readonly rule: PairsSpec;
    readonly keys: EventKeys;
    readonly limits: PairLimits;
    readonly context: FinishContext;
  },
): Verdict {
  const { rule, keys, limits } = how;
  const { waiting } = read;
  // Where some were paired already, it was by what they were called.
  const whole = keys.withSession && waiting.length === count;
  const full: FullIds = whole
    ? joinHashes(new Set(waiting.flatMap(({ mark }) => mark.session ?? [])))
    : new Map();
  const window =
    full.size === 0 ? read : { ...read, waiting: waiting.map((event) => named(event, full, { keys, rule })) };
  drainPairWindow(window, limits);
  return pairsVerdict(window, { ...how, full, count, keyless, left });
}

function named(
  event: PairEvent,
  full: FullIds,
  { keys, rule }: { readonly keys: EventKeys; readonly rule: PairsSpec },
): PairEvent {
  const key = keys.fullKey(event.key, full);
  return { ...event, key, session: rule.perSession ? (keys.sessionOf(key) ?? '') : '' };
}
