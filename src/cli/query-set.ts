/**
 * The queries of `query-set` as one predicate: each event is judged once by the algebra, whatever the number of queries.
 * Source: cli.md, "Commands".
 */
import type { Predicate } from '../model/query.ts';
import { parseSetQuery } from '../query/filter.ts';
import { type SelectContext, whereOptions } from '../query/select.ts';
import { type Line, queryNumber } from './line.ts';
import { parseChoice, type Values } from './values.ts';

const OPERATIONS = ['union', 'intersection', 'subtraction'] as const;
type Operation = (typeof OPERATIONS)[number];

/** The predicate, absent where something is faulty, and the operands that are logs. Faults are collected in `values`. */
export function selectSet(
  line: Line,
  values: Values,
  context: SelectContext,
): { readonly where?: Predicate; readonly operands: readonly string[] } {
  const [first, ...operands] = line.operands;
  const operation = readOperation(first, values);
  const queries = readQueries(line, values, context);
  if (operation === undefined || queries.length < 2) return { operands };
  return { where: combine(operation, queries), operands };
}

function readOperation(word: string | undefined, values: Values): Operation | undefined {
  if (word !== undefined) return values.attempt('OP', () => parseChoice(word, OPERATIONS));
  values.fault({
    code: 'no-operation',
    message: `expected an operation: ${OPERATIONS.join(', ')}`,
    flag: 'OP',
  });
  return undefined;
}

function readQueries(line: Line, values: Values, context: SelectContext): readonly Predicate[] {
  const repeated = values.texts('query');
  const numbered = numberedNames(line);
  if (repeated.length > 0 && numbered.length > 0) {
    const flag = `--${numbered[0]}`;
    values.fault({ code: 'contradiction', message: 'number every query, or none of them', flag });
  }
  for (const name of numbered.filter((each) => values.texts(each).length > 1)) {
    values.fault({ code: 'repeated-query', message: 'typed more than once', flag: `--${name}` });
  }
  const typed = [
    ...repeated.map((text) => ['query', text] as const),
    ...numbered.flatMap((name) => values.texts(name).map((text) => [name, text] as const)),
  ];
  if (typed.length < 2) {
    const hint = '--query1 "data.tool = Read" --query2 "@status = error"';
    values.fault({ code: 'too-few-queries', message: 'expected two queries or more', flag: '--query', hint });
  }
  return typed.flatMap(([name, text]) => readQuery(name, text, values, context));
}

/** `query1`, `query2`, `query10`: by number, gaps allowed. */
function numberedNames(line: Line): readonly string[] {
  const names = [...line.given.keys()].filter((name) => queryNumber(name) !== undefined);
  return names.sort((a, b) => (queryNumber(a) ?? 0) - (queryNumber(b) ?? 0));
}

function readQuery(name: string, text: string, values: Values, context: SelectContext): readonly Predicate[] {
  const read = values.attempt(`--${name}`, () => parseSetQuery(text, whereOptions(context)));
  if (read === undefined) return [];
  if ('predicate' in read) return [read.predicate];
  for (const fault of read.faults) values.fault({ ...fault.parts, flag: `--${name}` });
  return [];
}

function combine(operation: Operation, queries: readonly Predicate[]): Predicate {
  if (operation === 'union') return { kind: 'or', of: queries };
  if (operation === 'intersection') return { kind: 'and', of: queries };
  const [first, ...others] = queries;
  const not: Predicate[] = others.map((query) => ({ kind: 'not', of: query }));
  return { kind: 'and', of: first === undefined ? not : [first, ...not] };
}
