/** The notes of an answer from the tallies of its shards. Source: cli.md, note kinds. */
import type { DamageReason, Note, NoteKind, Place } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Mark, Tally } from './tally.ts';

/** How many places a note names. */
const PLACES = 5;

/** Joins the marks of all shards, in their order; `linesBefore` gives the lines before a shard, where known. */
export function tallyNotes(
  plan: Plan,
  tallies: readonly Tally[],
  linesBefore: (shard: number) => number | undefined,
): readonly Note[] {
  const joined = new Map<string, { mark: Mark; count: number; places: Place[] }>();
  for (const tally of tallies) {
    const source = plan.sources[tally.source]!.path;
    const before = linesBefore(tally.shard);
    for (const [key, mark] of tally.marks) {
      const note = joined.get(key) ?? { mark, count: 0, places: [] };
      joined.set(key, note);
      note.count += mark.count;
      for (const { offset, line } of mark.places) {
        if (note.places.length >= PLACES) break;
        const known = before !== undefined && line >= 0;
        note.places.push({ source, offset, ...(known ? { line: before + line + 1 } : {}) });
      }
    }
  }
  const rank = ({ mark }: { mark: Mark }): number => ORDER.indexOf(mark.kind);
  return [...joined.values()]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ mark, count, places }) => ({
      kind: mark.kind,
      count,
      ...(mark.reason ? { reason: mark.reason } : {}),
      message: messageOf(mark, count, plan.logZone),
      places,
    }));
}

const ORDER: readonly NoteKind[] = ['damaged', 'invalid-utf8', 'mixed-dialect', 'no-time', 'zone-assumed'];

const DAMAGE: Readonly<Record<DamageReason, string>> = {
  syntax: 'no JSON',
  'too-deep': 'nested deeper than 1,000',
  'too-long': 'over the longest line that is read (--max-line)',
  'not-utf8-text': 'UTF-16 or binary, not UTF-8 text',
  torn: 'cut off in the middle of a record',
  spliced: 'several records glued in one line',
};

function messageOf(mark: Mark, count: number, zone: string): string {
  const one = count === 1;
  switch (mark.kind) {
    case 'damaged':
      return `${count} damaged ${one ? 'line' : 'lines'}: ${DAMAGE[mark.reason ?? 'syntax']}`;
    case 'invalid-utf8':
      return `${count} ${one ? 'event holds' : 'events hold'} bytes that are not UTF-8`;
    case 'mixed-dialect':
      return `${count} ${one ? 'event fits' : 'events fit'} another dialect than the log's own`;
    case 'no-time':
      return `${count} ${one ? 'event has' : 'events have'} no time`;
    default:
      return `${count} ${one ? 'time names' : 'times name'} no zone; ${zone} was assumed (--log-tz)`;
  }
}
