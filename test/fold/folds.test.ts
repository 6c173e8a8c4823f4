import { describe, expect, it } from 'vitest';
import { makeFold } from '../../src/fold/folds.ts';
import { compileTest } from '../../src/match/compile.ts';
import type { FoldSpec } from '../../src/model/plan.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, session, type } = COLUMNS;
const listing = {
  kind: 'list',
  reverse: false,
  sort: 'file',
  distinct: false,
  context: 0,
  contextSession: 0,
} as const;

describe('the fold of a plan', () => {
  const rows: readonly (readonly [spec: FoldSpec, rows: readonly Row[], answer: unknown])[] = [
    [{ kind: 'span', time }, [{ us: 5 }, { us: -3 }, {}], { count: 3, firstUs: -3, lastUs: 5, notes: [] }],
    [{ kind: 'span', time }, [{}], { count: 1, notes: [] }],
    [{ kind: 'count' }, [{}, {}], { count: 2, notes: [] }],
  ];
  it.each(rows)('%j of %j', (spec, events, answer) => {
    expect(foldShards(makeFold(spec, compileTest), [events])).toEqual(answer);
  });

  it('is none for a listing, nor for a column of another kind', () => {
    expect(() => makeFold({ kind: 'list', time, session, listing, cap: 1 }, compileTest)).toThrow('no fold');
    expect(() => foldShards(makeFold({ kind: 'span', time: type }, compileTest), [[{}]])).toThrow('not time');
    expect(() => foldShards(makeFold({ kind: 'span', time: 99 }, compileTest), [[{}]])).toThrow('no column');
  });
});
