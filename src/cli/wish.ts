/** How the answer is to be shown, as wished on the command line; what the terminal is comes later. Source: cli.md, "Output". */
import { Fault } from '../base/fault.ts';
import type { Ask, Operand } from '../model/query.ts';
import { roleKind } from '../model/role.ts';
import type { Format, Parts } from '../render/view.ts';
import { parseOperand, type Values } from './values.ts';

export interface Wish {
  readonly format: Format;
  /** The columns of `--fields`: as typed, and what they read. */
  readonly fields?: { readonly titles: readonly string[]; readonly operands: readonly Operand[] };
  readonly parts: Parts;
  readonly provenance: boolean;
  readonly preferSummary: boolean;
  readonly quiet: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

const FORMATS: readonly Format[] = [
  ...(['table', 'json', 'ndjson', 'raw', 'csv', 'tsv'] as const),
  ...(['perfetto', 'otlp', 'junit', 'github', 'tap'] as const),
];
/** Formats that one command alone has. */
const OWN_FORMATS: Readonly<Partial<Record<Format, 'trace' | 'check'>>> = {
  ...{ perfetto: 'trace', otlp: 'trace' },
  ...{ junit: 'check', github: 'check', tap: 'check' },
};

/** Reads the output flags; faults, contradictions among them too, are collected in `values`. */
export function readWish(values: Values, ask: Ask): Wish {
  const format = readFormat(values);
  const fields = readFields(values);
  if (format === 'raw') refuseRaw(values, ask);
  const owner = OWN_FORMATS[format];
  if (owner !== undefined && ask.kind !== owner) {
    const message = `${format} is a format of ${owner}s`;
    values.fault({ code: 'contradiction', message, flag: '--format', hint: `inquest ${owner}` });
  }
  if (
    ask.kind === 'stats' &&
    ask.percentiles?.kind === 'role' &&
    roleKind(ask.percentiles.role) !== 'number'
  ) {
    const message = 'expected a path or a role of numbers: @duration, @tokens, @cost, @importance';
    values.fault({ code: 'not-a-number', message, flag: '--percentiles' });
  }
  return {
    format,
    ...(fields && { fields }),
    parts: readParts(values, ask),
    provenance: values.has('provenance'),
    preferSummary: values.has('summary'),
    quiet: values.has('quiet'),
    color: values.choice('color', ['auto', 'always', 'never']) ?? 'auto',
  };
}

/** Commas part the columns, save those inside brackets: `data["a,b"],@type` are two. */
export function splitFields(text: string): readonly string[] {
  const parts = text.match(/(?:\[(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\]"'])*\]|[^,[])+|,|\[/gs) ?? [];
  const fields: string[] = [''];
  for (const part of parts) {
    if (part === ',') fields.push('');
    else fields[fields.length - 1] += part;
  }
  return fields.map((field) => field.trim());
}

function readFormat(values: Values): Format {
  const format = values.choice('format', FORMATS);
  if (!values.has('json')) return format ?? 'table';
  if (format !== undefined && format !== 'json') {
    values.fault({ code: 'contradiction', message: `contradicts --format ${format}`, flag: '--json' });
  }
  return 'json';
}

function readFields(values: Values): Wish['fields'] {
  const titles = values.texts('fields').flatMap(splitFields);
  if (titles.length === 0) return undefined;
  const operands = titles.map((title) => values.attempt('--fields', () => fieldOperand(title)));
  return { titles, operands: operands.filter((operand) => operand !== undefined) };
}

function fieldOperand(title: string): Operand {
  if (title !== '') return parseOperand(title);
  throw new Fault({ code: 'bad-field', message: 'expected names with one comma between them' });
}

function readParts(values: Values, ask: Ask): Parts {
  if (ask.kind !== 'stats') return {};
  const by = values.text('by');
  const percentiles = values.text('percentiles');
  return {
    ...(by !== undefined && { by }),
    ...(ask.bucketUs !== undefined && { bucketUs: ask.bucketUs }),
    ...(percentiles !== undefined && { percentiles }),
  };
}

function refuseRaw(values: Values, ask: Ask): void {
  const flag = '--format';
  if (ask.kind !== 'list') {
    const message = 'raw is the bytes of lines; this answer is a report';
    values.fault({ code: 'contradiction', message, flag, hint: '--format json, ndjson, csv or tsv' });
  }
  for (const name of ['fields', 'provenance', 'summary'].filter((each) => values.has(each))) {
    values.fault({ code: 'contradiction', message: `raw lines have no room for --${name}`, flag });
  }
}
