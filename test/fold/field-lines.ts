/** Batches whose lines are JSON, for a fold that walks the lines themselves. */

import type { FieldsPartial } from '../../src/fold/field-rows.ts';
import type { ValueLimits } from '../../src/fold/field-values.ts';
import { fieldsFold } from '../../src/fold/fields.ts';
import type { FieldsAnswer } from '../../src/fold/fold.ts';
import type { Batch } from '../../src/model/batch.ts';
import type { FieldsSpec } from '../../src/model/fields.ts';
import { batchOf, COLUMNS } from './batches.ts';

export interface JsonLine {
  readonly json: string;
  readonly type?: string;
}

export const SPEC: FieldsSpec = { kind: 'fields', cap: 1000 };
export const BY_TYPE: FieldsSpec = { ...SPEC, type: COLUMNS.type };

/** The answer for shards of lines, each folded in batches of `batchSize` and handed over as threads do; or by one partial. */
export function fieldsOf(
  shards: readonly (readonly JsonLine[])[],
  how: {
    readonly spec?: FieldsSpec;
    readonly limits?: ValueLimits | undefined;
    readonly batchSize?: number;
    readonly inline?: boolean;
  } = {},
): FieldsAnswer {
  const fold = fieldsFold(how.spec ?? SPEC, how.limits);
  const context = { sourceOf: () => 'log', linesBefore: () => 0 };
  const finish = (partial: FieldsPartial): FieldsAnswer => fold.finish(partial, context);
  const one = fold.init();
  const partials = shards.map((lines, shard) => {
    const partial = how.inline ? one : fold.init();
    const size = how.batchSize ?? Math.max(1, lines.length);
    for (let from = 0; from < lines.length; from += size) {
      const part = lines.slice(from, from + size);
      const selection = Int32Array.from(part, (_, i) => i);
      fold.step(partial, jsonBatch(part, shard), selection, part.length);
    }
    return structuredClone(partial);
  });
  if (how.inline) return finish(one);
  return finish(partials.reduce((a, b) => fold.merge(a, b), fold.init()));
}

/** A batch of these lines, behind each other in its bytes. */
export function jsonBatch(lines: readonly JsonLine[], shard = 0): Batch {
  const texts = lines.map(({ json }) => Buffer.from(`${json}\n`));
  let size = 0;
  const start = Int32Array.from(texts, (text) => {
    size += text.length;
    return size - text.length;
  });
  const batch = batchOf(
    lines.map(({ type }) => (type === undefined ? {} : { type })),
    { shard },
  );
  return { ...batch, bytes: Buffer.concat(texts), start };
}
