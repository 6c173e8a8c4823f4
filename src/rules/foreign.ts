/**
 * Files of other tools that are taken for rules: what each is, by keys that only it has. So that nobody reads ten faults
 * about a file that was never meant for this.
 */
import type { Blame, Range } from './blame.ts';
import { entryOf, type Node } from './tree.ts';

interface Foreign {
  readonly what: string;
  readonly hint?: string;
  is(root: Node): boolean;
}

const has = (root: Node, ...keys: readonly string[]): boolean =>
  keys.every((key) => entryOf(root, key) !== undefined);
const first = (root: Node, key: string): Node | undefined => {
  const list = entryOf(root, key)?.value;
  return list?.kind === 'list' ? list.items[0] : undefined;
};
const listed = (root: Node): Node | undefined => (root.kind === 'list' ? root.items[0] : undefined);
const text = (root: Node, key: string): string => {
  const node = entryOf(root, key)?.value;
  return node?.kind === 'scalar' ? node.text : '';
};

/** From the most particular to the least. */
const FOREIGN: readonly Foreign[] = [
  {
    what: 'a report of inquest',
    hint: '--rules takes rules, not what came of them',
    is: (root) => has(root, 'report', 'version', 'sources'),
  },
  {
    what: 'a dialect of inquest',
    hint: 'dialects go to --dialect-file',
    is: (root) => has(root, 'detect', 'roles'),
  },
  { what: 'a GitHub workflow', is: (root) => has(root, 'jobs') && (has(root, 'on') || has(root, 'true')) },
  { what: 'a GitHub action', is: (root) => has(root, 'runs') && (has(root, 'inputs') || has(root, 'name')) },
  {
    what: 'a semgrep configuration',
    is: (root) => {
      const rule = first(root, 'rules');
      return rule !== undefined && has(rule, 'id') && (has(rule, 'languages') || has(rule, 'message'));
    },
  },
  {
    what: 'rules of Prometheus',
    is: (root) => has(root, 'groups') && first(root, 'groups')?.kind === 'map',
  },
  { what: 'a Sigma rule', is: (root) => has(root, 'detection') && has(root, 'logsource') },
  {
    what: 'rules of Falco',
    is: (root) =>
      ['rule', 'macro', 'list'].some((key) => listed(root) !== undefined && has(listed(root)!, key)),
  },
  {
    what: 'an ESLint configuration',
    is: (root) =>
      isSettings(entryOf(root, 'rules')?.value) ||
      has(root, 'parserOptions') ||
      (has(root, 'extends') && !has(root, 'rules')),
  },
  { what: 'a GitLab pipeline', is: (root) => has(root, 'stages') || Boolean(anyJob(root)) },
  { what: 'a Kubernetes manifest', is: (root) => has(root, 'apiVersion', 'kind') },
  { what: 'a Compose file', is: (root) => has(root, 'services') },
  { what: 'a pre-commit configuration', is: (root) => has(root, 'repos') },
  { what: 'a package.json', is: (root) => has(root, 'name', 'version') && !has(root, 'rules') },
  { what: 'a JSON Schema', is: (root) => /json-schema\.org/.test(text(root, '$schema')) },
  {
    what: 'an event',
    hint: 'logs stand on the line as they are, rules behind --rules',
    is: (root) => has(root, 'timestamp') || has(root, 'ts') || has(root, 'event'),
  },
];

const EXAMPLE = 'rules look like this: "inquest help rules" shows them';

/** Tells that the file is of another tool, where it is; else false. */
export function tellForeign(root: Node, blame: Blame): boolean {
  if (entryOf(first(root, 'rules'), 'kind') !== undefined) return false;
  const found = FOREIGN.find(({ is }) => is(root));
  if (found === undefined) return false;
  blame.tell(START, `this is ${found.what}, not rules of inquest`, found.hint ?? EXAMPLE);
  return true;
}

/** Tells that the text is an event log, where its first lines are JSON objects; else false. */
export function tellLog(blame: Blame): boolean {
  const lines = blame.text.split('\n', 3).filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.slice(0, 2).every(isObject)) return false;
  blame.tell(
    START,
    'this is an event log, not rules',
    'logs stand on the line as they are, rules behind --rules',
  );
  return true;
}

const START: Range = { start: 0, end: 1 };

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Names with severities, or lists that begin with one. */
function isSettings(node: Node | undefined): boolean {
  return node?.kind === 'map' && node.entries.every(({ value }) => value.kind !== 'map');
}

/** A job of GitLab is a map with a script. */
function anyJob(root: Node): boolean {
  return root.kind === 'map' && root.entries.some(({ value }) => has(value, 'script'));
}
