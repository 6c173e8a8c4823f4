/**
 * Groups of `--by`: how often each value occurs. A value that is missing is no group, `null` is one; of a path with
 * `[*]` every element counts.
 */
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { type Column, type Dictionary, TAG_ABSENT } from '../model/batch.ts';
import type { Note } from '../model/note.ts';
import type { GroupRow } from '../model/report.ts';
import { columnOf, type Lines, type Texts } from './columns.ts';
import { INTERN_MAX_LENGTH, makeIntern } from './intern.ts';
import { compareKeys, keyValue, numberKey, type Ranges, rangeKey, textKey } from './keys.ts';
import { cappedNote, keptRows, mergeNames, type Names, newNames, rowOf } from './names.ts';

interface Group {
  count: number;
}

/** Plain data. `values` counts every value met; names are keys: a letter for the kind, then the value's text (keys.ts). */
export interface Groups {
  values: number;
  readonly names: Names<Group>;
}

/** Counts the values of a column into groups, of which at most a cap are answered. */
export interface Grouping {
  step(groups: Groups, lines: Lines): void;
  merge(a: Groups, b: Groups): void;
  finish(groups: Groups, top: number | undefined): GroupAnswer;
}

export interface GroupAnswer {
  readonly rows: readonly GroupRow[];
  readonly notes: readonly Note[];
}

/** Numbers whose group is remembered between lines. */
const NUMBERS_KEPT = 32_768;
/** No groups yet. */
export function newGroups(): Groups {
  return { values: 0, names: newNames() };
}

/** The grouping by column number `by`. */
export function makeGrouping(by: number, cap: number): Grouping {
  const how = { cap, make: newGroup };
  const spare = newGroup();
  const intern = makeIntern();
  /** Groups by code of the interned bytes, by code of the dictionary, by number: caches of one partial. */
  let owner: Groups | undefined;
  let dictionary: Dictionary | undefined;
  let byBytes: (Group | undefined)[] = [];
  let byCode: (Group | undefined)[] = [];
  const byNumber = new Map<number, Group>();

  function groupOf(groups: Groups, key: string): Group {
    return rowOf(groups.names, key, how) ?? spare;
  }

  function open(groups: Groups, column: Column): void {
    const next = column.kind === 'dictionary' ? column.dictionary : undefined;
    if (groups !== owner || next !== dictionary) byCode = [];
    if (groups !== owner) {
      byBytes = [];
      intern.clear();
      byNumber.clear();
    }
    owner = groups;
    dictionary = next;
  }

  function addText(groups: Groups, { codes, dictionary: { values } }: Texts, i: number): void {
    const code = codes[i]!;
    if (code < 0) return;
    let group = byCode[code];
    if (group === undefined) {
      group = groupOf(groups, textKey(values[code]!));
      while (byCode.length <= code) byCode.push(undefined);
      byCode[code] = group;
    }
    groups.values++;
    group.count++;
  }

  function addNumber(groups: Groups, value: number): void {
    if (!Number.isFinite(value)) return;
    let group = byNumber.get(value);
    if (group === undefined) {
      if (byNumber.size >= NUMBERS_KEPT) byNumber.clear();
      group = groupOf(groups, numberKey(value));
      byNumber.set(value, group);
    }
    groups.values++;
    group.count++;
  }

  function addRange(groups: Groups, ranges: Ranges, k: number): void {
    const { bytes, column } = ranges;
    if (column.tag[k] === TAG_ABSENT) return;
    const from = column.from[k]!;
    const to = column.to[k]!;
    groups.values++;
    if (to - from > INTERN_MAX_LENGTH) {
      groupOf(groups, rangeKey(ranges, k)).count++;
      return;
    }
    let code = intern.find(bytes, from, to);
    if (code < 0) {
      intern.clear();
      byBytes = [];
      code = intern.find(bytes, from, to);
    }
    let group = byBytes[code];
    if (group === undefined) {
      group = groupOf(groups, rangeKey(ranges, k));
      byBytes[code] = group;
    }
    group.count++;
  }

  return {
    step(groups, { batch, selection, count }) {
      const column = columnOf(batch, by);
      open(groups, column);
      switch (column.kind) {
        case 'dictionary':
          for (let k = 0; k < count; k++) addText(groups, column, selection[k]!);
          return;
        case 'number':
          for (let k = 0; k < count; k++) addNumber(groups, column.values[selection[k]!]!);
          return;
        case 'time':
          for (let k = 0; k < count; k++) {
            const us = column.us[selection[k]!]!;
            if (Number.isNaN(us)) continue;
            groups.values++;
            groupOf(groups, textKey(formatUtc(us))).count++;
          }
          return;
        case 'range': {
          const ranges = { bytes: batch.bytes, column };
          for (let k = 0; k < count; k++) addRange(groups, ranges, selection[k]!);
          return;
        }
        case 'many': {
          const ranges = { bytes: batch.bytes, column };
          for (let k = 0; k < count; k++) {
            const i = selection[k]!;
            for (let at = column.first[i]!; at < column.first[i + 1]!; at++) addRange(groups, ranges, at);
          }
          return;
        }
        default:
          unreachable(column);
      }
    },
    merge(a, b) {
      a.values += b.values;
      mergeNames(a.names, b.names, { cap, join: joinGroups });
    },
    finish: (groups, top) => finishGroups(groups, cap, top),
  };
}

function newGroup(): Group {
  return { count: 0 };
}

function joinGroups(into: Group, from: Group): void {
  into.count += from.count;
}

function finishGroups(groups: Groups, cap: number, top: number | undefined): GroupAnswer {
  const kept = keptRows(groups.names, cap);
  const counted = kept.reduce((sum, [, group]) => sum + group.count, 0);
  const sorted = [...kept].sort((a, b) => b[1].count - a[1].count || compareKeys(a[0], b[0]));
  return {
    rows: sorted.slice(0, top).map(([key, { count }]) => ({ value: keyValue(key), count })),
    notes: cappedNote('groups', groups.values - counted, cap),
  };
}
