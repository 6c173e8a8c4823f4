/**
 * `check` as TAP 14: a test point for each rule. A broken rule of level warning is a failure to be expected (`todo`), which fails no run.
 *
 * Invariant: one line a test point, `\\` and `#` escaped; diagnostics are YAML whose values are JSON.
 * Source: testanything.org, TAP 14 specification.
 */
import type { CheckBody, RuleRow } from '../model/check.ts';
import { inert, inertJson } from './inert.ts';

/** The version, the plan, the rules in their order, and what is to be said beside them as comments. */
export function tapText({ rules, notes }: CheckBody): string {
  const points = rules.flatMap((rule, n) => [point(rule, n + 1), ...(rule.ok ? [] : diagnostics(rule))]);
  const comments = notes.map(({ kind, message }) => `# ${kind}: ${inert(message)}`);
  return ['TAP version 14', `1..${rules.length}`, ...points, ...comments].map((line) => `${line}\n`).join('');
}

function point({ ok, name, level }: RuleRow, number: number): string {
  const todo = !ok && level === 'warning' ? ' # TODO a warning' : '';
  return `${ok ? 'ok' : 'not ok'} ${number} - ${escaped(inert(name))}${todo}`;
}

function escaped(text: string): string {
  return text.replace(/[\\#]/g, '\\$&');
}

function diagnostics({
  message,
  level,
  kind,
  expected,
  value,
  sessions,
  places,
  rule,
}: RuleRow): readonly string[] {
  const [first] = places;
  const at =
    first === undefined
      ? { file: rule.file, line: rule.line }
      : {
          file: first.source,
          ...(first.line === undefined ? { offset: first.offset } : { line: first.line }),
        };
  const keys: Readonly<Record<string, unknown>> = {
    message,
    severity: level,
    kind,
    expected,
    found: value,
    at,
    places,
    sessions,
  };
  const lines = Object.entries(keys).filter(([, of]) => of !== undefined);
  return ['  ---', ...lines.map(([key, of]) => `  ${key}: ${inertJson(JSON.stringify(of))}`), '  ...'];
}
