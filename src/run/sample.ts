/** What the samples of the logs hold, for hints: field paths, types, sessions, and the kinds of values at some paths. */
import { eachElement, eachMember, skipSpace, stringText } from '../base/json.ts';
import { type Path, printPath } from '../base/path.ts';
import { type Batch, type Column, LINE_EVENT, TAG_ABSENT } from '../model/batch.ts';
import type { ColumnSpec } from '../model/plan.ts';
import { headOf, type Log, scanAlone } from './open.ts';

/** Lists are in the order in which the values were met, each once. */
export interface Sampled {
  /** As text; of arrays only that they have elements. */
  readonly paths: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly sessions: ReadonlySet<string>;
  /** For each path that was asked for, the tags of the values that stand there. */
  readonly tags: readonly ReadonlySet<number>[];
}

interface Gathering {
  readonly paths: Set<string>;
  readonly types: Set<string>;
  readonly sessions: Set<string>;
  readonly tags: readonly Set<number>[];
}

/** Looks at the sample of every log. `logZone` is that of the query; `asked` are the paths whose kinds are wanted. */
export async function sampleLogs(
  logs: readonly Log[],
  logZone: string,
  asked: readonly Path[],
): Promise<Sampled> {
  const into: Gathering = {
    paths: new Set(),
    types: new Set(),
    sessions: new Set(),
    tags: asked.map(() => new Set()),
  };
  const columns: readonly ColumnSpec[] = [
    { kind: 'role', role: 'type' },
    { kind: 'role', role: 'session' },
    ...asked.map((path) => ({ kind: 'path', path }) as const),
  ];
  for (const log of logs) {
    const how = { reading: log.reading, path: log.source.path, logZone, head: true };
    look(scanAlone(await headOf(log), columns, how), into);
  }
  return into;
}

function look(batch: Batch, { paths, types, sessions, tags }: Gathering): void {
  const [type, session, ...others] = batch.columns;
  for (let i = 0; i < batch.count; i++) {
    if (batch.class[i] !== LINE_EVENT) continue;
    addText(types, type, i);
    addText(sessions, session, i);
    for (const [n, column] of others.entries()) addTags(tags[n]!, column, i);
    addPaths({ bytes: batch.bytes, into: paths }, skipSpace(batch.bytes, batch.start[i]!), []);
  }
}

function addText(into: Set<string>, column: Column | undefined, i: number): void {
  const text = column?.kind === 'dictionary' ? column.dictionary.values[column.codes[i]!] : undefined;
  if (text !== undefined) into.add(text);
}

function addTags(into: Set<number>, column: Column, i: number): void {
  if (column.kind === 'range' && column.tag[i] !== TAG_ABSENT) into.add(column.tag[i]!);
  if (column.kind !== 'many') return;
  for (let k = column.first[i]!; k < column.first[i + 1]!; k++) into.add(column.tag[k]!);
}

/** Enough to guess from. */
const MOST_PATHS = 5000;
const DEEPEST = 8;
const MOST_ELEMENTS = 4;

function addPaths(
  { bytes, into }: { readonly bytes: Uint8Array; readonly into: Set<string> },
  at: number,
  above: Path,
): void {
  if (into.size > MOST_PATHS || above.length > DEEPEST) return;
  if (bytes[at] === 0x7b) {
    eachMember(bytes, at, (keyFrom, keyTo, from) => {
      const path: Path = [...above, { key: stringText(bytes, keyFrom, keyTo) }];
      into.add(printPath(path));
      addPaths({ bytes, into }, from, path);
    });
  } else if (bytes[at] === 0x5b) {
    eachElement(bytes, at, (from, _to, index) => {
      const path: Path = [...above, { any: true }];
      into.add(printPath(path));
      if (index < MOST_ELEMENTS) addPaths({ bytes, into }, from, path);
    });
  }
}
