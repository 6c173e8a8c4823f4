/** Lines grouped by the codes of a dictionary column: by the kernel where all lines are selected, else one by one. */
import type { CodeGroup, GroupBy } from '../model/batch.ts';
import { type Lines, textsOf, timesOf } from './columns.ts';

/** Groups of the selected lines, in the order of their first lines. */
export type Grouper = (lines: Lines, by: GroupBy) => readonly CodeGroup[];

/** A grouper; its places are kept from batch to batch. */
export function makeGrouper(): Grouper {
  let places = new Int32Array(64);
  return (lines, by) => {
    const { batch, selection, count } = lines;
    const whole = batch.calm && count === batch.count ? batch.groups?.(by) : undefined;
    if (whole) return whole;
    const { codes, dictionary } = textsOf(batch, by.column);
    const size = dictionary.values.length + 1;
    if (places.length < size) places = new Int32Array(size * 2);
    const times = by.time === undefined ? undefined : timesOf(batch, by.time);
    const statuses = by.status === undefined ? undefined : textsOf(batch, by.status);
    const ok = statuses?.dictionary.values.indexOf('ok') ?? -1;
    const error = statuses?.dictionary.values.indexOf('error') ?? -1;
    const groups: Growing[] = [];
    for (let k = 0; k < count; k++) {
      const i = selection[k]!;
      const code = codes[i]!;
      const group = groups[places[code + 1]! - 1] ?? begin(groups, places, code);
      group.count++;
      const us = times?.[i] ?? Number.NaN;
      if (us < group.firstUs) group.firstUs = us;
      if (us > group.lastUs) group.lastUs = us;
      const status = statuses?.codes[i] ?? -1;
      if (status < 0) continue;
      if (status === ok) group.ok++;
      else if (status === error) group.error++;
    }
    for (const { code } of groups) places[code + 1] = 0;
    return groups;
  };
}

type Growing = { -readonly [K in keyof CodeGroup]: CodeGroup[K] };

function begin(groups: Growing[], places: Int32Array, code: number): Growing {
  const group = {
    code,
    count: 0,
    ok: 0,
    error: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
  };
  places[code + 1] = groups.push(group);
  return group;
}
