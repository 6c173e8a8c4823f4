/**
 * `check` as workflow commands of GitHub Actions: an annotation for each broken rule, on the first line of the log that
 * broke it, else on the rule itself.
 *
 * Invariant: no text of a log or a rule ends its command or begins another: line ends and `%` are escaped everywhere, `:`
 * and `,` in properties. Source: github.com/actions/toolkit, packages/core/src/command.ts.
 */
import type { CheckBody, RuleRow } from '../model/check.ts';
import { ruleLines, summaryText } from './check.ts';
import { inert } from './inert.ts';

/** Standard input has no line that an annotation could stand on. */
const STDIN = '-';

/** A command for each broken rule, in their order, and a line that sums up. */
export function githubText(report: CheckBody): string {
  const broken = report.rules.filter(({ ok }) => !ok);
  return [...broken.map(annotation), summaryText(report)].map((line) => `${line}\n`).join('');
}

function annotation(rule: RuleRow): string {
  const place = rule.places.find(({ source, line }) => source !== STDIN && line !== undefined);
  const { file, line } = place ? { file: place.source, line: place.line } : rule.rule;
  const properties = { file, line: String(line), title: rule.name };
  const text = Object.entries(properties).map(([key, value]) => `${key}=${property(inert(value))}`);
  return `::${rule.level} ${text.join(',')}::${data(ruleLines(rule).join('\n'))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
