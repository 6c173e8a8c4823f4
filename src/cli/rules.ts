/** The rules of `check`: each file of `--rules` read, its texts in the languages of the line. Faults are collected in `values`. */
import type { Fault } from '../base/fault.ts';
import type { Rule } from '../model/check.ts';
import type { Ask } from '../model/query.ts';
import { select, whereOptions } from '../query/select.ts';
import { parseWhere } from '../query/where.ts';
import { parseRules } from '../rules/rules.ts';
import type { Languages } from '../rules/value.ts';
import { readTextFile } from '../scan/text.ts';
import type { AskContext } from './asks.ts';
import { parseOperand, type Values, valuesOf } from './values.ts';

export function askCheck(values: Values, context: AskContext): Ask {
  const files = values.texts('rules');
  if (!values.has('rules')) {
    const hint = '"inquest help rules" shows what stands in one';
    values.fault({ code: 'no-rules', message: 'expected a file of rules', flag: '--rules', hint });
  }
  const languages = languagesOf(context);
  const rules = files.flatMap((file) => readFile(file, languages, values));
  return { kind: 'check', rules };
}

function readFile(file: string, languages: Languages, values: Values): readonly Rule[] {
  const text = values.attempt('--rules', () => readTextFile(file));
  const read = text === undefined ? { rules: [] } : parseRules(text, file, languages);
  if ('rules' in read) return read.rules;
  for (const fault of read.faults) values.fault(fault.parts);
  return [];
}

function languagesOf(context: AskContext): Languages {
  return {
    where: (text) => parseWhere(text, whereOptions(context)),
    operand: parseOperand,
    filters(given) {
      const faults: Fault[] = [];
      const where = select(valuesOf(given, faults), context);
      return { where, faults };
    },
  };
}
