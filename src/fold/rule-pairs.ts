/**
 * `pairs`: each start has an end of its key, in time (pairing.ts). Partials are the starts and ends of their shards; who
 * consumes them pairs them as they come, so that none is kept. One event without a time, or without a key, is not paired.
 */
import { type EventKeys, eventKeys } from './event-keys.ts';
import type { ConsumeContext, FinishContext } from './fold.ts';
import { makePairing, type PairEvent, type PairLimits } from './pairing.ts';
import { pairsVerdict } from './pairs-verdict.ts';
import { type Columns, newMark, writeMark } from './place.ts';
import type { LineTest, RuleConsumer, RuleFold, RuleOfKind, RuleSetting } from './rule.ts';
import { PLACES } from './verdict.ts';

type PairsSpec = RuleOfKind<'pairs'>;

/** Plain data. */
export interface PairsPartial {
  events: PairEvent[];
  keyless: number;
}

/** What a start or an end takes, about, in bytes. */
const EVENT_BYTES = 256;
const WINDOW = 65_536;

/** A fold that pairs starts with ends. */
export function pairsRule(rule: PairsSpec, setting: RuleSetting): RuleFold<PairsPartial> {
  const limits: PairLimits = {
    cap: setting.cap,
    window: Math.min(WINDOW, setting.cap),
    maxUs: rule.maxUs ?? Number.POSITIVE_INFINITY,
    places: rule.perSession ? 1 : PLACES,
  };
  const keys = eventKeys({ columns: rule.key, session: setting.session, perSession: rule.perSession });
  const reader: Reader = {
    isStart: setting.compile(rule.start.where),
    isEnd: setting.compile(rule.end.where),
    keys,
    perSession: rule.perSession,
  };
  const consumer = (context: ConsumeContext): RuleConsumer<PairsPartial> => {
    const pairing = makePairing(limits, keys, context);
    let count = 0;
    let keyless = 0;
    return {
      take(partial) {
        pairing.take(partial.events);
        count += partial.events.length;
        keyless += partial.keyless;
      },
      endLog: (log) => pairing.endLog(log),
      finish: (finishing) =>
        pairsVerdict(pairing.finish(), { rule, keys, limits, context: finishing, count, keyless }),
    };
  };
  return {
    init: () => ({ events: [], keyless: 0 }),
    step(partial, { columns, own }) {
      for (let k = 0; k < own.count; k++) {
        const event = readEvent(reader, columns, own.selection[k]!);
        if (event === 'keyless') partial.keyless++;
        else if (event !== undefined) partial.events.push(event);
      }
    },
    merge(a, b) {
      for (const event of b.events) a.events.push(event);
      a.keyless += b.keyless;
      return a;
    },
    finish(partial, context) {
      const { paths, logOf } = logsOf(partial, context);
      const whole = consumer({ beginsUs: paths.map(() => Number.NEGATIVE_INFINITY), logOf });
      whole.take(partial);
      for (const log of paths.keys()) whole.endLog(log);
      return whole.finish(context);
    },
    consumer,
    weight: ({ events }) => events.length * EVENT_BYTES,
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

/** The logs of events that come in the order of shards; a log that is named twice begins anew, which its offsets tell. */
function logsOf(
  { events }: PairsPartial,
  context: FinishContext,
): { readonly paths: readonly string[]; readonly logOf: (shard: number) => number } {
  const paths: string[] = [];
  const byShard = new Map<number, number>();
  let offset = Number.POSITIVE_INFINITY;
  for (const { mark } of events) {
    const path = context.sourceOf(mark.shard);
    if (!byShard.has(mark.shard) && (path !== paths.at(-1) || mark.offset < offset)) paths.push(path);
    offset = mark.offset;
    byShard.set(mark.shard, paths.length - 1);
  }
  return { paths, logOf: (shard) => byShard.get(shard)! };
}
