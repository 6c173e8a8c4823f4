/** Notes that help where an answer is empty: a path or type that no event had, a window beside the log. */
import { formatUtc } from '../base/instant.ts';
import { eachElement, eachMember, skipSpace, stringText } from '../base/json.ts';
import { near } from '../base/near.ts';
import { type Path, printPath } from '../base/path.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Predicate, Query } from '../model/query.ts';
import { headOf, type Log, scanAlone } from './open.ts';
import type { Tally } from './shard.ts';

/** What the sample of a log tells: its field paths and its types. */
interface Seen {
  readonly paths: Set<string>;
  readonly types: Set<string>;
}

/** Notes of kind `no-such-field`: paths, roles named outright and types that no event had. */
export async function missingNotes(
  query: Query,
  plan: Plan,
  logs: readonly Log[],
  tallies: readonly Tally[],
): Promise<readonly Note[]> {
  const whole = plan.sources.every(({ complete }) => complete);
  const missed = plan.columns.flatMap((column, n) => {
    if (tallies.some(({ seen }) => seen[n] === 1)) return [];
    if (column.kind === 'path') return [column.path];
    const { timeField, typeField, sessionField } = query.reader;
    if (column.kind !== 'role') return [];
    const named = { time: timeField, type: typeField, session: sessionField }[column.role as 'time'];
    return named ? [named] : [];
  });
  const empty = tallies.every(({ selected }) => selected === 0);
  const types = empty ? typesOf(query.where) : [];
  if ((missed.length === 0 || !(whole || empty)) && types.length === 0) return [];
  const seen: Seen = { paths: new Set(), types: new Set() };
  for (const log of logs) await look(log, query.reader.logZone, seen);
  const among = whole ? 'no event has' : 'none of the first events has';
  const fieldNotes = missed.flatMap((path) => {
    const text = printPath(path);
    if (!whole && seen.paths.has(text)) return [];
    return [missing(`${among} \`${text}\``, near(text, [...seen.paths]))];
  });
  const typeNotes = types.flatMap((type) => {
    if (seen.types.has(type)) return [];
    const guess = near(type, [
      ...seen.types,
      ...logs.flatMap(({ reading }) => reading.dialects[0]?.types ?? []),
    ]);
    return guess ? [missing(`no event of type \`${type}\` was found`, guess)] : [];
  });
  return [...fieldNotes, ...typeNotes];
}

/** A note of kind `empty-window` where nothing matched between time bounds; it gives the span of the log. */
export function emptyWindowNote(query: Query, span: { firstUs: number; lastUs: number }): readonly Note[] {
  if (!hasTime(query.where)) return [];
  const known = !Number.isNaN(span.firstUs);
  const where = known
    ? `the log spans ${formatUtc(span.firstUs)} to ${formatUtc(span.lastUs)}`
    : 'no event has a time';
  return [{ kind: 'empty-window', count: 1, message: `nothing between these times; ${where}`, places: [] }];
}

/** Whether a predicate bounds the time. */
export function hasTime(where: Predicate): boolean {
  if (where.kind === 'and' || where.kind === 'or') return where.of.some(hasTime);
  return where.kind === 'not' ? hasTime(where.of) : where.kind === 'time';
}

function missing(what: string, guess: string | undefined): Note {
  const message = guess ? `${what}; did you mean \`${guess}\`?` : what;
  return { kind: 'no-such-field', count: 1, message, places: [] };
}

/** Types that the question names exactly and positively. */
function typesOf(where: Predicate): readonly string[] {
  switch (where.kind) {
    case 'and':
    case 'or':
      return where.of.flatMap(typesOf);
    case 'compare':
      return where.operand.kind === 'role' &&
        where.operand.role === 'type' &&
        where.op === '=' &&
        where.value.kind === 'string'
        ? [where.value.text]
        : [];
    case 'in':
      return where.operand.kind === 'role' && where.operand.role === 'type'
        ? where.values.flatMap((value) => (value.kind === 'string' ? [value.text] : []))
        : [];
    default:
      return [];
  }
}

async function look(log: Log, logZone: string, seen: Seen): Promise<void> {
  const how = { reading: log.reading, path: log.source.path, logZone };
  const batch = scanAlone(await headOf(log), [{ kind: 'role', role: 'type' }], how);
  const types = batch.columns[0];
  for (let i = 0; i < batch.count; i++) {
    if (batch.class[i] !== LINE_EVENT) continue;
    const type = types?.kind === 'dictionary' ? types.dictionary.values[types.codes[i]!] : undefined;
    if (type !== undefined) seen.types.add(type);
    paths(batch.bytes, skipSpace(batch.bytes, batch.start[i]!), [], seen.paths);
  }
}

/** Enough to guess from. */
const MOST_PATHS = 5000;

function paths(bytes: Uint8Array, at: number, above: Path, into: Set<string>): void {
  if (into.size > MOST_PATHS || above.length > 8) return;
  if (bytes[at] === 0x7b) {
    eachMember(bytes, at, (keyFrom, keyTo, from) => {
      const key = stringText(bytes, keyFrom, keyTo);
      const path: Path = [...above, { key }];
      into.add(printPath(path));
      paths(bytes, from, path, into);
    });
  } else if (bytes[at] === 0x5b) {
    eachElement(bytes, at, (from, _to, index) => {
      if (index < 4) paths(bytes, from, [...above, { any: true }], into);
    });
  }
}
