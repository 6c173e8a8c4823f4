/** Notes that help where an answer is empty: a path or type that no event had, a window beside the log. */
import { formatUtc } from '../base/instant.ts';
import { eachElement, eachMember, skipSpace, stringText } from '../base/json.ts';
import { near } from '../base/near.ts';
import { type Path, printPath, readings } from '../base/path.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Predicate, Query, Reader } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { Edges } from '../plan/lower.ts';
import { headOf, type Log, scanAlone } from './open.ts';
import type { Tally } from './tally.ts';

/** What the sample of a log tells: its field paths and its types. */
interface Seen {
  readonly paths: Set<string>;
  readonly types: Set<string>;
}

/**
 * Notes of kind `no-such-field`: paths, roles named outright and types that no event had. Where a log was not read whole
 * its sample speaks for it, never the lines that a prefilter happened to pass.
 */
export async function missingNotes(
  query: Query,
  plan: Plan,
  logs: readonly Log[],
  tallies: readonly Tally[],
): Promise<readonly Note[]> {
  const whole = plan.sources.every(({ complete }) => complete);
  const empty = isEmpty(query, tallies);
  const missed = plan.columns.flatMap((column, n) => {
    if (whole && tallies.some(({ seen }) => seen[n] === 1)) return [];
    if (column.kind === 'path') return whole || empty ? [column.path] : [];
    return column.kind === 'role' ? namedField(column.role, query.reader) : [];
  });
  const types = empty ? typesOf(query.where) : [];
  if (missed.length === 0 && types.length === 0) return [];
  const seen: Seen = { paths: new Set(), types: new Set() };
  for (const log of logs) await look(log, query.reader.logZone, seen);
  const among = whole ? 'no event has' : 'none of the first events has';
  const fieldNotes = missed.flatMap((path) => {
    if (!whole && readings(path).some((reading) => seen.paths.has(printPath(asSeen(reading))))) return [];
    const text = printPath(path);
    return [missing(`${among} \`${text}\``, near(text, [...seen.paths]))];
  });
  const known = new Set([...seen.types, ...logs.flatMap(({ reading }) => reading.dialects[0]?.types ?? [])]);
  const typeNotes = types.flatMap((type) => {
    const guess = known.has(type) ? undefined : near(type, [...known]);
    return guess ? [missing(`none of the first events is of type \`${type}\``, guess)] : [];
  });
  return [...fieldNotes, ...typeNotes];
}

/** A note of kind `empty-window` where nothing matched between time bounds; it gives the span of the log. */
export async function emptyWindowNote(
  query: Query,
  tallies: readonly Tally[],
  spanOf: () => Promise<Edges>,
): Promise<readonly Note[]> {
  if (!hasTime(query.where) || !isEmpty(query, tallies)) return [];
  const { firstUs, lastUs } = await spanOf();
  const begin = Number.isNaN(firstUs) ? undefined : formatUtc(firstUs);
  const end = Number.isNaN(lastUs) ? undefined : formatUtc(lastUs);
  const where =
    begin && end
      ? `the log spans ${begin} to ${end}`
      : begin
        ? `the log begins at ${begin}`
        : 'no event has a time';
  return [{ kind: 'empty-window', count: 1, message: `nothing between these times; ${where}`, places: [] }];
}

/** Nothing matched, though it was looked for. */
function isEmpty({ ask }: Query, tallies: readonly Tally[]): boolean {
  if (ask.kind === 'list' && (ask.head === 0 || ask.tail === 0)) return false;
  return tallies.every(({ selected }) => selected === 0);
}

/** The path that the user named outright for a role. */
function namedField(role: Role, { timeField, typeField, sessionField }: Reader): readonly Path[] {
  const named =
    role === 'time' ? timeField : role === 'type' ? typeField : role === 'session' ? sessionField : undefined;
  return named ? [named] : [];
}

/** As seen paths are spelled: of arrays only that they have elements, keys quoted only where they must be. */
function asSeen(path: Path): Path {
  return path.map((step) => ('key' in step ? { key: step.key } : { any: true }));
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
  const how = { reading: log.reading, path: log.source.path, logZone, head: true };
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
      const path: Path = [...above, { any: true }];
      into.add(printPath(path));
      if (index < 4) paths(bytes, from, path, into);
    });
  }
}
