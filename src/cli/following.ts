/**
 * `--follow`, `--cursor-file` and `--for` of a listing: what they ask together, and what cannot be asked of a log that has
 * no end. Faults are collected in `values`. Source: cli.md, `--follow`.
 */
import type { Ask, LogName, Predicate } from '../model/query.ts';
import type { Values } from './values.ts';

/** How a listing goes on. */
export interface Following {
  /** Ends when all that is there was shown: what is new since the cursor file was written. */
  readonly once: boolean;
  /** Ends after this long, in milliseconds. */
  readonly forMs?: number;
  /** Ends then, in milliseconds since the epoch: no later event can match. */
  readonly endMs?: number;
  readonly cursorFile?: string;
}

/** `--for`, in milliseconds. */
export function readFor(values: Values): number | undefined {
  const us = values.duration('for', 1);
  return us === undefined ? undefined : us / 1000;
}

interface Asked {
  readonly ask: Ask;
  readonly where: Predicate;
  readonly logs: readonly LogName[];
  readonly forMs: number | undefined;
}

/** What a listing is asked to go on with; undefined where it is to end by itself. */
export function readFollowing(values: Values, { ask, where, logs, forMs }: Asked): Following | undefined {
  const follows = values.has('follow');
  const cursorFile = values.text('cursor-file');
  if (!follows && values.has('for') && !logs.some(comesByItself)) {
    const message = 'needs --follow beside it, or a log that comes by itself: standard input, a URL';
    values.fault({ code: 'contradiction', message, flag: '--for' });
  }
  if (!follows && cursorFile === undefined) return undefined;
  refuse(values, ask, follows ? '--follow' : '--cursor-file');
  const cited = logs.find(({ offset }) => offset !== undefined);
  if (cited) values.fault({ code: 'contradiction', message: 'nothing comes after one event', flag: 'LOG' });
  if (cursorFile !== undefined) refuseCursor(values, logs);
  const endUs = endOf(where);
  const ends = forMs !== undefined || endUs !== undefined || !follows || values.has('limit');
  if (!ends && !logs.every(({ path }) => path === '-')) refuseChecks(values);
  return {
    once: !follows,
    ...(forMs !== undefined && { forMs }),
    ...(endUs !== undefined && { endMs: endUs / 1000 }),
    ...(cursorFile !== undefined && { cursorFile }),
  };
}

/** Standard input and live sources are read until they end, which may be never. */
function comesByItself({ path }: LogName): boolean {
  return path === '-' || /^https?:\/\//i.test(path);
}

function refuse(values: Values, ask: Ask, flag: string): void {
  const fault = (other: string, why: string): void =>
    values.fault({ code: 'contradiction', message: `contradicts --${other}: ${why}`, flag });
  if (ask.kind !== 'list') fault('count', 'what is still to come is not counted');
  if (values.has('reverse')) fault('reverse', 'the last one has not come yet');
  if (values.text('sort') === 'time') fault('sort time', 'what is still to come cannot be sorted');
  if (values.has('context-session')) fault('context-session', 'a session has no end while it is written');
}

function refuseCursor(values: Values, logs: readonly LogName[]): void {
  const flag = '--cursor-file';
  if (values.has('context')) {
    const message = 'contradicts --context: neighbours would be shown twice, or not at all';
    values.fault({ code: 'contradiction', message, flag });
  }
  if (logs.some(({ path }) => path === '-')) {
    const message = 'standard input cannot be gone on with: name the log';
    values.fault({ code: 'contradiction', message, flag });
  }
}

function refuseChecks(values: Values): void {
  for (const name of ['expect', 'exit-status'].filter((each) => values.has(each))) {
    const message = 'is never told while the log is followed without end';
    const hint = 'end it with --for DURATION, --until TIME or -n N';
    values.fault({ code: 'contradiction', message, flag: `--${name}`, hint });
  }
}

/** The instant that times must lie before, in microseconds since the epoch; undefined where none is said. */
function endOf(where: Predicate): number | undefined {
  const all = where.kind === 'and' ? where.of : [where];
  const ends = all.flatMap((part) => {
    if (part.kind !== 'time' || part.bound.kind !== 'instant') return [];
    return part.op === '<' || part.op === '<=' ? [part.bound.us] : [];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}
