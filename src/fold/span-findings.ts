/** Spans without an end and ends without a start, as findings of `validate`. Memory: what is open (pairer.ts). */
import type { Note } from '../model/note.ts';
import type { LoweredPair } from '../model/span.ts';
import { type Findings, recordAnywhere } from './findings.ts';
import type { ConsumeContext } from './fold.ts';
import type { Pairer } from './pairer.ts';
import type { Mark } from './place.ts';
import { makePairer } from './record-pairer.ts';

/** What is paired, and what is kept of it. */
export interface SpanFindingsSpec {
  readonly pairs: readonly LoweredPair[];
  readonly session: number;
  /** Open spans that are held. */
  readonly open: number;
  /** Details kept of a code. */
  readonly cap: number;
}

export interface SpanFindings {
  readonly pairer: Pairer;
  /** In any order of lines; whole when the pairer has finished. */
  readonly findings: Findings;
  notes(): readonly Note[];
}

/** Pairs what its pairer is given, and finds what has no other end. */
export function spanFindings(spec: SpanFindingsSpec, { beginsUs, logOf }: ConsumeContext): SpanFindings {
  const { pairs, session, cap } = spec;
  const findings: Findings = new Map();
  const tell = (code: 'span-open' | 'span-orphan', pair: number, { shard, offset, line }: Mark): void =>
    recordAnywhere(findings, code, { spot: { shard, offset, line, detail: pairs[pair]!.name }, cap });
  const pairer = makePairer({ pairs, session, cap: spec.open, beginsUs, logOf }, ({ spans }) => ({
    settled(id) {
      const from = spans.isOpen(id) ? spans.from(id) : undefined;
      if (from !== undefined) tell('span-open', spans.pair(id), from);
      return false;
    },
    orphan: (pair, made) => tell('span-orphan', pair, made().at),
  }));
  const notes = (): readonly Note[] => {
    const { givenUp } = pairer.counts;
    if (givenUp === 0) return [];
    const message = `${givenUp === 1 ? '1 span was' : `${givenUp} spans were`} taken as open before the end, the oldest first: at most ${spec.open} are held open (--cap)`;
    return [{ kind: 'capped', count: givenUp, message, places: [] }];
  };
  return { pairer, findings, notes };
}
