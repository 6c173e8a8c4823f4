/** The filters of a rule, called as the selecting flags are; and the events that `start`, `end`, `first` and `then` name. */
import type { Named } from '../model/check.ts';
import type { Predicate } from '../model/query.ts';
import { entryOf, type Node } from './tree.ts';
import { type Reading, scalarsOf, valueAt } from './value.ts';

/** Filters of a rule, each with the flag that it is. */
export const FILTERS: ReadonlyMap<string, string> = new Map([
  ['where', 'where'],
  ['type', 'event-type'],
  ...[
    ...['since', 'until', 'after', 'before', 'session', 'session-id', 'session-hash', 'cycle', 'git-hash'],
    ...['prompt', 'agent', 'workflow', 'trace', 'severity', 'min-importance'],
  ].map((name) => [name, name] as const),
]);

const EVERYTHING: Predicate = { kind: 'and', of: [] };

/** The filters that stand in a map as one condition; none holds for every event. */
export function filtersIn(map: Node, reading: Reading): Predicate {
  const given = new Map<string, readonly string[]>();
  for (const [name, flag] of FILTERS) {
    const scalars = scalarsOf(valueAt(map, name, reading));
    if (scalars.length > 0)
      given.set(
        flag,
        scalars.map(({ text }) => text),
      );
  }
  return given.size === 0 ? EVERYTHING : select(given, map, reading);
}

/** The events that a key names: a type, a list of types, or filters. Undefined where it is absent. */
export function eventsAt(map: Node, key: string, reading: Reading): Named<Predicate> | undefined {
  const node = valueAt(map, key, reading);
  if (node === undefined) return undefined;
  if (node.kind === 'map') return { where: filtersIn(node, reading), text: textOf(node) };
  const types = scalarsOf(node).map(({ text }) => text);
  const where = select(new Map([['event-type', types]]), node, reading);
  return { where, text: types.join(' or ') };
}

function select(
  given: ReadonlyMap<string, readonly string[]>,
  node: Node,
  { languages, blame }: Reading,
): Predicate {
  const { where, faults } = languages.filters(given);
  for (const fault of faults) {
    const flag = fault.parts.flag?.replace(/^--/, '');
    const [name] = [...FILTERS].find(([, known]) => known === flag) ?? [];
    const scalars = scalarsOf(node.kind === 'map' && name ? entryOf(node, name)?.value : node);
    const wrong = scalars.find(({ text }) => text === fault.parts.span?.text) ?? scalars[0];
    blame.pass(wrong ?? node, fault, wrong?.textAt ?? -1);
  }
  return where;
}

/** Filters for people: the type, and what else there is. */
function textOf(map: Node): string {
  const texts = (name: string): string =>
    scalarsOf(entryOf(map, name)?.value)
      .map(({ text }) => text)
      .join(name === 'where' ? ' and ' : ' or ');
  const others = [...FILTERS.keys()].filter(
    (name) => !['type', 'where'].includes(name) && entryOf(map, name),
  );
  const type = texts('type');
  return [
    type,
    ...(entryOf(map, 'where') ? [type === '' ? `\`${texts('where')}\`` : `where ${texts('where')}`] : []),
    ...others.map((name) => `${name} ${texts(name)}`),
  ]
    .filter((text) => text !== '')
    .join(' ');
}
