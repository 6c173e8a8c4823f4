/** What a pairer found as the answer of `trace`: its rows, its turns, its counts, and what must be said beside them. */
import type { Note } from '../model/note.ts';
import { type OrphanRow, SPAN_ROWS, type SpanRow, type SpansAnswer, type SpansSpec } from '../model/span.ts';
import type { FinishContext } from './fold.ts';
import type { Orphan, Pairer } from './pairer.ts';
import { placeOf, refOf } from './place.ts';
import type { Keeper } from './span-keeper.ts';
import { spanRows } from './span-rows.ts';
import { traceTurns } from './span-turns.ts';

/** Places in a note. */
const PLACES = 5;

/** All that an answer is made of. */
export interface Found {
  readonly spec: SpansSpec;
  readonly pairer: Pairer;
  readonly keeper: Keeper;
  readonly context: FinishContext;
}

/** The report's own keys. `spans` is made when it is looked at. */
export function spansAnswer(found: Found): SpansAnswer {
  const { spec, pairer, keeper, context } = found;
  const ids = keeper.chosen();
  const rows = spanRows(ids, found);
  const { counts } = pairer;
  // What lines of other dialects hold is told where there is any.
  const others = ids.some((id) => {
    const { foreign, detail } = spec.pairs[pairer.spans.pair(id)]!;
    return foreign && detail === undefined;
  });
  const own = spec.pairs.filter(({ foreign }) => !foreign);
  const amplifier = own.length > 0 && own.every(({ detail }) => detail !== undefined) && !others;
  const turns = spec.texts ? traceTurns(ids, found) : [];
  const turned = spec.texts && own.some(({ detail }) => detail === 'turn');
  let made: readonly SpanRow[] | undefined;
  const spans = {
    get spans(): readonly SpanRow[] {
      made ??= [...rows];
      return made;
    },
  };
  return Object.defineProperties(
    { ...(turned || turns.length > 0 ? { turns } : {}) },
    {
      ...(amplifier ? {} : Object.getOwnPropertyDescriptors(spans)),
      ...Object.getOwnPropertyDescriptors({
        total: counts.spans,
        open: counts.open,
        orphans: counts.orphans,
        orphan_ends: keeper.orphans.map((orphan) => orphanRow(orphan, found)),
        notes: [...orphanNote(found), ...disorderNote(found), ...capNotes(found)],
        [SPAN_ROWS]: rows,
      }),
    },
  ) as SpansAnswer;

  function orphanRow({ pair, label, title, at }: Orphan, { spec }: Found): OrphanRow {
    const key = label === at.session ? pairer.sessions.fullOf(label) : label;
    return {
      name: spec.pairs[pair]!.name,
      ...(title === null ? {} : { title }),
      ...(key === '' ? {} : { key }),
      at: pairer.sessions.fullRef(refOf(at, context)),
    };
  }
}

function orphanNote({ spec, keeper, pairer, context }: Found): readonly Note[] {
  const { orphans: count } = pairer.counts;
  if (count === 0) return [];
  const which = [...keeper.orphanCounts]
    .map(([pair, some]) => `${some} of ${spec.pairs[pair]!.name}`)
    .join(', ');
  const message = `${count === 1 ? '1 end has' : `${count} ends have`} no start among the selected events: ${which}`;
  const places = keeper.orphans.slice(0, PLACES).map(({ at }) => placeOf(at, context));
  return [{ kind: 'orphan', count, message, places }];
}

function disorderNote({ pairer, context }: Found): readonly Note[] {
  const { late: count, latePlaces } = pairer.counts;
  if (count === 0) return [];
  const message = `${count === 1 ? '1 start or end stands' : `${count} starts and ends stand`} so far behind later ones that ${count === 1 ? 'it was' : 'they were'} paired out of the order of times`;
  return [{ kind: 'disorder', count, message, places: latePlaces.map((at) => placeOf(at, context)) }];
}

function capNotes({ spec, pairer, keeper }: Found): readonly Note[] {
  const notes: Note[] = [];
  const { givenUp } = pairer.counts;
  if (givenUp > 0) {
    const message = `${givenUp === 1 ? '1 span was' : `${givenUp} spans were`} given up as open, the oldest first: at most ${spec.cap} are held open (--cap), and an end that comes later has no start`;
    notes.push({ kind: 'capped', count: givenUp, message, places: [] });
  }
  const { left } = keeper;
  if (left > 0) {
    const message = `${left === 1 ? '1 span was' : `${left} spans were`} left out: the first ${spec.rows} are kept (--cap)`;
    notes.push({ kind: 'capped', count: left, message, places: [] });
  }
  return notes;
}
