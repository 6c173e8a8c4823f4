/** The languages of rules as the command line gives them, at a fixed moment. */
import type { Fault } from '../../src/base/fault.ts';
import { parseOperand, valuesOf } from '../../src/cli/values.ts';
import type { Rule } from '../../src/model/check.ts';
import { select, whereOptions } from '../../src/query/select.ts';
import { parseWhere } from '../../src/query/where.ts';
import { parseRules } from '../../src/rules/rules.ts';
import type { Languages } from '../../src/rules/value.ts';

/** Midnight of 2026-03-04 UTC is "now". */
const CONTEXT = { nowUs: Date.UTC(2026, 2, 4) * 1000, zone: 'UTC', lists: { known: ['a', 'b'] } };

export const LANGUAGES: Languages = {
  where: (text) => parseWhere(text, whereOptions(CONTEXT)),
  operand: parseOperand,
  filters(given) {
    const faults: Fault[] = [];
    const where = select(valuesOf(given, faults), CONTEXT);
    return { where, faults };
  },
};

/** The rules of a text that has no fault. */
export function rulesOf(text: string): readonly Rule[] {
  const read = parseRules(text, 'rules.yaml', LANGUAGES);
  if ('rules' in read) return read.rules;
  throw new Error(read.faults.map(({ parts }) => `${parts.flag} ${parts.message}`).join('\n'));
}

/** What is wrong with a text: `2:5 needs `expect``, hints behind an arrow. */
export function faultsOf(text: string): readonly string[] {
  const read = parseRules(text, 'rules.yaml', LANGUAGES);
  if ('rules' in read) return [];
  return read.faults.map(({ parts }) => {
    const hint = parts.hint === undefined ? '' : ` -> ${parts.hint}`;
    return `${parts.flag?.replace('rules.yaml:', '')} ${parts.message}${hint}`;
  });
}
