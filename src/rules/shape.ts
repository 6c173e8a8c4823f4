/**
 * Holds a rules file against its JSON Schema, the one that editors use, and says what is wrong in words of people: each
 * fault at its place, with the keys there are and a near one.
 */
import type * as AjvModule from 'ajv';
import { load } from '../base/load.ts';
import { near } from '../base/near.ts';
import { RULE_KINDS } from '../model/check.ts';
import type { Blame, Range } from './blame.ts';
import { entryOf, type Node, plainOf } from './tree.ts';

/** Tells every fault of the file's shape. */
export function holdShape(root: Node, blame: Blame): void {
  const shapes = shapesOf();
  holdNode(root, shapes.file, blame);
  const list = entryOf(root, 'rules')?.value;
  for (const node of list?.kind === 'list' ? list.items : []) {
    const kind = entryOf(node, 'kind')?.value;
    const shape = kind?.kind === 'scalar' ? shapes.rule(kind.text) : undefined;
    if (shape !== undefined) holdNode(node, shape, blame);
  }
}

interface Shapes {
  /** All but the keys of each kind of rule. */
  readonly file: AjvModule.ValidateFunction;
  rule(kind: string): AjvModule.ValidateFunction | undefined;
}

let known: Shapes | undefined;

/** The schema in parts, so that only the kinds that a file has are compiled: to compile all takes longer than to read a log. */
function shapesOf(): Shapes {
  if (known !== undefined) return known;
  const { Ajv } = load('ajv') as typeof AjvModule;
  const schema = load('inquest/schemas/rules.schema.json') as RulesSchema;
  const options = {
    strict: false,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    meta: false,
  } as const;
  const ajv = new Ajv({ ...options, inlineRefs: false, code: { optimize: false } });
  const { $schema: _, definitions, ...top } = schema;
  const { allOf: __, ...rule } = definitions.rule;
  ajv.addSchema({ ...top, definitions: { ...definitions, rule } }, ID);
  known = {
    file: ajv.getSchema(ID)!,
    rule: (kind) =>
      RULE_KINDS.some((each) => each === kind) ? ajv.getSchema(`${ID}#/definitions/${kind}`) : undefined,
  };
  return known;
}

const ID = 'rules';

interface RulesSchema {
  readonly $schema: string;
  readonly definitions: Readonly<Record<string, object>> & { readonly rule: { readonly allOf: unknown } };
}

function holdNode(node: Node, validate: AjvModule.ValidateFunction, blame: Blame): void {
  if (validate(plainOf(node))) return;
  for (const error of validate.errors ?? []) tell(error, node, blame);
}

interface Wrong {
  readonly at: Range;
  readonly message: string;
  readonly hint?: string | undefined;
}

function tell(error: AjvModule.ErrorObject, root: Node, blame: Blame): void {
  const wrong = wrongOf(error, nodeAt(root, error.instancePath));
  if (wrong !== undefined) blame.tell(wrong.at, wrong.message, wrong.hint);
}

/** The error in words; undefined where another one says the same better. */
function wrongOf(error: AjvModule.ErrorObject, node: Node): Wrong | undefined {
  const { keyword, schemaPath, schema, parentSchema = {} } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'additionalProperties': {
      const names = Object.keys((parentSchema.properties ?? {}) as object);
      return wrongKey(node, String(params.additionalProperty), names);
    }
    case 'required':
      // Of several that would do, `anyOf` tells.
      if (schemaPath.includes('/anyOf/')) return undefined;
      return { at: headOf(node), message: `needs \`${String(params.missingProperty)}\`` };
    case 'anyOf':
      return { at: headOf(node), message: 'needs `below` or `above`' };
    case 'enum':
      return wrongChoice(node, (params.allowedValues as readonly unknown[]).map(String));
    case 'type':
      return { at: headOf(node), message: `expected ${typesText(schema)}`, hint: hintForNull(node) };
    case 'minItems':
    case 'minProperties':
      return { at: node, message: 'expected one at least, found none' };
    case 'minLength':
      return { at: node, message: 'expected a text that is not empty' };
    case 'minimum':
      return { at: node, message: 'expected 0 or more' };
    case 'if':
    case 'const':
      return undefined;
    default:
      return { at: node, message: error.message ?? keyword };
  }
}

function wrongKey(node: Node, key: string, names: readonly string[]): Wrong {
  const known = names.filter((name) => name !== '$schema');
  const close = near(key, known) ?? near(key.replaceAll('_', '-'), known);
  return {
    at: entryOf(node, key)?.at ?? node,
    message:
      known.length === 1 ? `expected the key ${known[0]}` : `expected one of the keys ${known.join(', ')}`,
    hint: close === undefined ? undefined : `did you mean "${close}"?`,
  };
}

function wrongChoice(node: Node, names: readonly string[]): Wrong {
  const close = node.kind === 'scalar' ? near(node.text, names) : undefined;
  return {
    at: node,
    message: `expected ${names.length === 1 ? names[0] : `one of ${names.join(', ')}`}`,
    hint: close === undefined ? undefined : `did you mean "${close}"?`,
  };
}

/** What stands at a JSON pointer. */
function nodeAt(root: Node, pointer: string): Node {
  let node = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = node.kind === 'list' ? node.items[Number(key)] : entryOf(node, key)?.value;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Of a map its first key, for a fault on the whole of it. */
function headOf(node: Node): Range {
  const [first] = node.kind === 'map' ? node.entries : [];
  return first?.at ?? node;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  array: 'a list',
  object: 'keys and values',
  boolean: 'true or false',
};

function typesText(schema: unknown): string {
  const types = Array.isArray(schema) ? schema : [schema];
  const names = types.map((type) => TYPE_NAMES[String(type)] ?? String(type));
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function hintForNull(node: Node): string | undefined {
  return node.kind === 'scalar' && node.value === null ? 'leave the key out, or give it a value' : undefined;
}
