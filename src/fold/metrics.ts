/**
 * Metrics of windows that end at one time: that which was asked for, and then windows are exact and each is one slice; or
 * the last event, where that is known at the end only, and then windows are made of sixtieths (rolling.ts).
 */
import { formatDuration } from '../base/duration.ts';
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { MetricsSnapshot, MetricsSpec } from '../model/metrics.ts';
import type { Note } from '../model/note.ts';
import type { Fold, MetricsAnswer } from './fold.ts';
import { cappedNote } from './names.ts';
import {
  mergeRolling,
  newRolling,
  type Rolling,
  type RollingSpec,
  snapshot,
  take,
  totalsOf,
} from './rolling.ts';
import { makeSampler } from './samples.ts';
import { leftOut } from './work-keys.ts';

/** Slices of a window whose end is not known yet. */
const SLICES = 60;
/** Durations that a slice keeps as they are where there are many slices. */
const SLICE_VALUES = 64;

export function metricsFold(spec: MetricsSpec): Fold<Rolling, MetricsAnswer> {
  const sampler = makeSampler(spec);
  return {
    init: () => newRolling(rollingSpec(spec)),
    step(rolling, batch, selection, count) {
      sampler.open(batch);
      for (let k = 0; k < count; k++) take(rolling, sampler.at(selection[k]!));
    },
    merge: mergeRolling,
    finish: (rolling) => answer(rolling, spec),
  };
}

function rollingSpec({ windowsUs, atUs, cap, valueCap }: MetricsSpec): RollingSpec {
  if (atUs === undefined || Number.isNaN(atUs))
    return {
      windowsUs,
      slices: SLICES,
      originUs: 0,
      untilUs: Number.POSITIVE_INFINITY,
      clock: 'events',
      caps: { types: cap, values: Math.min(SLICE_VALUES, valueCap), keys: cap },
    };
  const caps = { types: cap, values: valueCap, keys: cap };
  return { windowsUs, slices: 1, originUs: atUs, untilUs: atUs, clock: 'events', caps };
}

function answer(rolling: Rolling, spec: MetricsSpec): MetricsAnswer {
  const { headUs } = rolling;
  const timed = Number.isFinite(headUs);
  const windows = timed
    ? spec.windowsUs.map((windowUs) => snapshot(rolling, { atUs: headUs, windowUs }))
    : [];
  return {
    ...(timed ? { at: formatUtc(headUs), at_epoch: epochSeconds(headUs) } : {}),
    totals: totalsOf(rolling),
    windows,
    notes: [...emptyNote(rolling), ...cappedNotes(rolling, windows.at(-1), spec.cap)],
  };
}

function emptyNote({ spec, firstUs, lastUs, headUs }: Rolling): readonly Note[] {
  const widestUs = spec.windowsUs.at(-1)!;
  if (!Number.isFinite(firstUs) || (firstUs <= headUs && lastUs > headUs - widestUs)) return [];
  const span = `the events span ${formatUtc(firstUs)} to ${formatUtc(lastUs)}`;
  const message = `nothing in the ${formatDuration(widestUs)} before ${formatUtc(headUs)}; ${span}`;
  return [{ kind: 'empty-window', count: 1, message, places: [] }];
}

/** The widest window has the types of the others too. */
function cappedNotes(rolling: Rolling, widest: MetricsSnapshot | undefined, cap: number): readonly Note[] {
  const keyless = leftOut(rolling.work);
  return [
    ...cappedNote('types', widest?.events_of_other_types ?? 0, cap),
    ...(keyless === 0 ? [] : [keylessNote(keyless, cap)]),
  ];
}

function keylessNote(count: number, cap: number): Note {
  const [starts, were] = count === 1 ? ['start or end', 'was'] : ['starts and ends', 'were'];
  const message = `${count} ${starts} of further work ${were} left out of what is active: only the first ${cap} keys by name are kept (--cap)`;
  return { kind: 'capped', count, message, places: [] };
}
