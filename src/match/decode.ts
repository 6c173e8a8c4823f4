/** Makes an Event of a line that is shown: its roles, the fields that were asked for, and the rest as leaf values. */
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { jsonText, skipSpace, stringText } from '../base/json.ts';
import type { Batch, Column } from '../model/batch.ts';
import type { Dialect, Reading } from '../model/dialect.ts';
import type { Event, Row, Value } from '../model/event.ts';
import type { Role } from '../model/role.ts';
import { restOf } from './rest.ts';

/** Where the batch holds what an event shows: column numbers by role, and of the fields in their order. */
export interface Shown {
  readonly reading: Reading;
  readonly roles: Readonly<Record<'time' | 'type' | 'session' | 'severity' | 'status' | 'summary', number>>;
  readonly fields: readonly number[];
  /** Without the rest of the event. */
  readonly bare?: true;
}

/** The event of line i of a batch that was made with the columns of `shown`. */
export function decode(batch: Batch, i: number, row: Row, shown: Shown): Event {
  const value = (role: keyof Shown['roles']): Value | undefined => columnValue(batch, i, shown.roles[role]);
  const dialects = [...shown.reading.dialects, shown.reading.fallback];
  const dialect = dialects[batch.dialect[i]!] ?? shown.reading.fallback;
  const time = value('time')?.us;
  const optional: Partial<Record<'type' | 'session' | 'severity' | 'status' | 'summary', Value>> = {};
  for (const role of ['type', 'session', 'severity', 'status', 'summary'] as const) {
    const found = value(role);
    if (found) optional[role] = found;
  }
  return {
    row,
    ...(time === undefined ? {} : { time }),
    ...optional,
    dialect: dialect.name,
    fields: shown.fields.map((column) => columnValue(batch, i, column)),
    rest: shown.bare ? [] : restIn(batch, i, dialect),
  };
}

/** What the columns of time, type and session do not show. */
function restIn(batch: Batch, i: number, dialect: Dialect): Event['rest'] {
  const shownPaths = (['time', 'type', 'session'] as Role[]).flatMap((role) => dialect.roles[role] ?? []);
  return restOf(
    batch.bytes,
    skipSpace(batch.bytes, batch.start[i]!),
    shownPaths.filter(({ extract }) => extract.as !== 'crumb').map(({ path }) => path),
  );
}

/** The value of column `n` in line i, or undefined where absent. */
export function columnValue(batch: Batch, i: number, n: number): Value | undefined {
  const column = batch.columns[n]!;
  switch (column.kind) {
    case 'time': {
      const us = column.us[i]!;
      if (Number.isNaN(us)) return undefined;
      return { kind: 'string', json: `"${formatUtc(us)}"`, text: formatUtc(us), us };
    }
    case 'number': {
      const number = column.values[i]!;
      if (Number.isNaN(number)) return undefined;
      // A number beyond the doubles, such as 1e400, is none in JSON.
      const json = Number.isFinite(number) ? String(number) : 'null';
      return { kind: 'number', json, text: String(number), ...derivedMark(column, i) };
    }
    case 'dictionary': {
      const text = column.dictionary.values[column.codes[i]!];
      if (text === undefined) return undefined;
      return { kind: 'string', json: JSON.stringify(text), text, ...derivedMark(column, i) };
    }
    case 'range':
      return rangeValue(batch.bytes, column.tag[i]!, column.from[i]!, column.to[i]!);
    case 'many': {
      const texts: string[] = [];
      for (let k = column.first[i]!; k < column.first[i + 1]!; k++) {
        texts.push(jsonText(batch.bytes, column.from[k]!, column.to[k]!));
      }
      if (texts.length === 0) return undefined;
      const json = `[${texts.join(',')}]`;
      return { kind: 'array', json, text: json };
    }
    default:
      return unreachable(column);
  }
}

/** The value of the JSON text `bytes[from, to)`; undefined for the absent tag. */
export function rangeValue(bytes: Uint8Array, tag: number, from: number, to: number): Value | undefined {
  const kind = KINDS[tag];
  if (!kind) return undefined;
  const json = jsonText(bytes, from, to);
  return { kind, json, text: kind === 'string' ? stringText(bytes, from, to) : json };
}

/** By tag. */
const KINDS: readonly (Value['kind'] | undefined)[] = [
  undefined,
  'null',
  'boolean',
  'boolean',
  'number',
  'string',
  'array',
  'object',
];

function derivedMark(
  column: Extract<Column, { kind: 'number' | 'dictionary' }>,
  i: number,
): { derived?: true } {
  return column.derived?.[i] === 1 ? { derived: true } : {};
}
