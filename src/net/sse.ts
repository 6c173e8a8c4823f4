/** A stream of server-sent events as messages, by the parser of `eventsource-parser`. Bytes that are not UTF-8 are replaced. */
import { createParser } from 'eventsource-parser';

/** What a server says. */
export type Said =
  | {
      readonly kind: 'message';
      readonly name: string;
      readonly id: string | undefined;
      readonly data: string;
    }
  /** A sign of life without content. */
  | { readonly kind: 'beat' }
  /** Milliseconds that it wants to be waited for before the next try. */
  | { readonly kind: 'retry'; readonly ms: number }
  /** A message is longer than is read; nothing behind it can be. */
  | { readonly kind: 'too-long' };

/** Names under which servers say that they live, where the data is no event. */
const BEATS: ReadonlySet<string> = new Set(['heartbeat', 'ping', 'keepalive', 'keep-alive']);

/** Takes the bytes of an answer as they come, and gives what they complete. A message holds at most `longest` characters. */
export function sseReader(longest: number): (bytes: Uint8Array) => readonly Said[] {
  const decoder = new TextDecoder();
  let said: Said[] = [];
  const parser = createParser({
    maxBufferSize: longest,
    onEvent({ event = '', id, data }) {
      const beats = BEATS.has(event) && !data.trimStart().startsWith('{');
      said.push(beats ? { kind: 'beat' } : { kind: 'message', name: event, id, data });
    },
    onComment: () => said.push({ kind: 'beat' }),
    onRetry: (ms) => said.push({ kind: 'retry', ms }),
    onError: ({ type }) => type === 'max-buffer-size-exceeded' && said.push({ kind: 'too-long' }),
  });
  return (bytes) => {
    said = [];
    parser.feed(decoder.decode(bytes, { stream: true }));
    return said;
  };
}
