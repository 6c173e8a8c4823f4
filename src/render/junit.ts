/**
 * `check` as JUnit XML: a suite for each rules file, a test case for each rule. Elements and attributes are those of the
 * strictest reader, the schema of Jenkins' xUnit plugin (junit-10.xsd), which refuses a file with any other; what went wrong
 * and where stands in the failure's message and again in its text, of which GitLab shows the latter. A broken rule of
 * level warning is skipped, for there is no softer failure.
 *
 * Invariant: well-formed whatever a log holds: texts are inert and hold only characters that XML has.
 */
import type * as Builder from 'fast-xml-builder';
import { load } from '../base/load.ts';
import type { CheckBody, RuleRow } from '../model/check.ts';
import type { Note } from '../model/note.ts';
import { ruleLines } from './check.ts';
import { inert } from './inert.ts';

type Element = Readonly<Record<string, unknown>>;

/** Attributes begin with it. */
const AT = '@';

/** The document. No time is taken, so that the same log gives the same bytes. */
export function junitText(report: CheckBody): string {
  const { default: XmlBuilder } = load('fast-xml-builder') as typeof Builder;
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: AT,
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  });
  const suites = suitesOf(report);
  const { skipped: _, ...all } = totals(report.rules);
  const document = {
    '?xml': attributes({ version: '1.0', encoding: 'UTF-8' }),
    testsuites: { ...attributes({ name: 'inquest check', ...all }), testsuite: suites },
  };
  return `${builder.build(document).trimEnd()}\n`;
}

function suitesOf({ rules, notes }: CheckBody): readonly Element[] {
  const files = [...new Set(rules.map(({ rule }) => rule.file))];
  return files.map((file, n) => {
    const own = rules.filter(({ rule }) => rule.file === file);
    const told = n === 0 && notes.length > 0 ? { 'system-err': notesText(notes) } : {};
    return {
      ...attributes({ name: file, ...totals(own) }),
      testcase: own.map((rule) => testCase(rule, file)),
      ...told,
    };
  });
}

function totals(rules: readonly RuleRow[]): Readonly<Record<string, string | number>> {
  const broken = (level: RuleRow['level']): number =>
    rules.filter((rule) => !rule.ok && rule.level === level).length;
  return {
    tests: rules.length,
    failures: broken('error'),
    errors: 0,
    skipped: broken('warning'),
    time: '0.000',
  };
}

function testCase(rule: RuleRow, file: string): Element {
  const { name, ok, level, message } = rule;
  const head = attributes({ name, classname: className(file), time: '0.000' });
  if (ok) return { ...head, 'system-out': clean(message) };
  const text = clean(ruleLines(rule).join('\n'));
  if (level === 'warning')
    return { ...head, skipped: { ...attributes({ message: `warning: ${message}` }), '#text': text } };
  return { ...head, failure: { ...attributes({ message, type: rule.kind }), '#text': text } };
}

/** Readers take what stands before the last dot for a package. */
function className(file: string): string {
  const stem = file.replace(/^.*[\\/]/, '').replace(/\.(ya?ml|json)$/i, '');
  return `inquest.${stem.replaceAll('.', '_')}`;
}

function notesText(notes: readonly Note[]): string {
  return clean(notes.map(({ kind, message }) => `${kind}: ${inert(message)}`).join('\n'));
}

function attributes(values: Readonly<Record<string, string | number>>): Element {
  const named = Object.entries(values).map(([key, value]) => [AT + key, clean(inert(String(value)))]);
  return Object.fromEntries(named) as Element;
}

/** Without the two characters that are neither control characters nor XML. */
function clean(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd');
}
