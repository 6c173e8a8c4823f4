/**
 * A trace as OTLP/JSON (`ExportTraceServiceRequest`), which OpenTelemetry collectors take. Ids are hashes of the source
 * and offset of the events, so that they are the same from run to run.
 */
import { SPAN_ROWS, type SpanRow, type SpanRows, type TraceReport } from '../model/span.ts';
import { inertJson } from './inert.ts';

/** Of the OTLP protocol: an internal span; unset, ok, error. */
const INTERNAL = 1;
const CODES = { open: 0, ended: 0, ok: 1, error: 2 } as const;

/** Spans that are written at once. */
const BATCH = 256;

/**
 * One JSON document, in parts. A span without a start time is left out; an open one ends where it starts and says so in
 * the attribute `inquest.status`. Spans with one root are one trace.
 */
export function* otlpParts(report: TraceReport): Generator<string, void, undefined> {
  const rows = report[SPAN_ROWS];
  const resource = JSON.stringify({ attributes: [attribute('service.name', 'inquest')] });
  const scope = '{"name":"inquest"}';
  let text = `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"scope":${scope},"spans":[\n`;
  let count = 0;
  for (let n = 0; n < rows.length; n++) {
    if (Number.isNaN(rows.startUs(n))) continue;
    const span = spanOf(rows.at(n), rootOf(n, rows));
    text += `${count === 0 ? '' : ',\n'}${inertJson(JSON.stringify(span))}`;
    if (++count % BATCH !== 0) continue;
    yield text;
    text = '';
  }
  yield `${text}\n]}]}]}\n`;
}

/** Nesting is as deep as the data of a dialect says, so a few steps. The last parent known may be no row. */
function rootOf(n: number, rows: SpanRows): string {
  let root = n;
  for (let parent = rows.parentOf(n); parent >= 0; parent = rows.parentOf(parent)) root = parent;
  return rows.at(root).parent ?? rows.idOf(root);
}

function spanOf(row: SpanRow, root: string): object {
  const { start_epoch: start = 0, end_epoch: end = start, from, to } = row;
  return {
    traceId: hex(`trace ${root}`, 4),
    spanId: hex(row.id, 2),
    ...(row.parent === undefined ? {} : { parentSpanId: hex(row.parent, 2) }),
    name: row.title === undefined ? row.name : `${row.name} ${row.title}`,
    kind: INTERNAL,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: [
      attribute('inquest.pair', row.name),
      attribute('inquest.status', row.status),
      attribute('inquest.key', row.key),
      attribute('session.id', row.session),
      attribute('agent.name', row.agent),
      attribute('inquest.from', from && `${from.source}@${from.offset}`),
      attribute('inquest.to', to && `${to.source}@${to.offset}`),
    ].filter((one) => one !== undefined),
    status: { code: CODES[row.status] },
  };
}

function attribute(key: string, text: string | undefined): object | undefined {
  return text === undefined ? undefined : { key, value: { stringValue: text } };
}

function nanoseconds(epoch: number): string {
  return String(BigInt(Math.round(epoch * 1e6)) * 1000n);
}

/** `words` times 32 bits in hexadecimal; never all zeros, which is no id. */
function hex(text: string, words: number): string {
  const parts = Array.from({ length: words }, (_, seed) => hash(text, seed).toString(16).padStart(8, '0'));
  const id = parts.join('');
  return /^0+$/.test(id) ? `${id.slice(0, -1)}1` : id;
}

/** MurmurHash3 over UTF-16 units. */
function hash(text: string, seed: number): number {
  let h = Math.imul(seed + 1, 0x9e3779b9);
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h ^= k;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
