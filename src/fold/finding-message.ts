/** What a finding says to a person: one sentence for each code. No text of a log stands in it. */
import type { FindingCode } from '../model/validate.ts';

/** Each in the singular and the plural; `#` is the count. */
const SENTENCES: Readonly<Record<FindingCode, readonly [one: string, many: string]>> = {
  'damaged-syntax': ['# line is no JSON', '# lines are no JSON'],
  'damaged-too-deep': ['# line is nested deeper than 1,000', '# lines are nested deeper than 1,000'],
  'damaged-too-long': [
    '# line is over the longest that is read (--max-line)',
    '# lines are over the longest that is read (--max-line)',
  ],
  'damaged-not-utf8-text': [
    '# line is UTF-16 or binary, not UTF-8 text',
    '# lines are UTF-16 or binary, not UTF-8 text',
  ],
  'damaged-torn': [
    '# line is cut off in the middle of a record',
    '# lines are cut off in the middle of a record',
  ],
  'damaged-spliced': [
    '# line has several records glued together',
    '# lines have several records glued together',
  ],
  'invalid-utf8': ['# event holds bytes that are not UTF-8', '# events hold bytes that are not UTF-8'],
  'duplicate-key': ['# key stands twice in one object', '# keys stand twice in one object'],
  'missing-field': [
    '# field that the dialect requires is missing',
    '# fields that the dialect requires are missing',
  ],
  'mistyped-field': [
    '# field has another type than the dialect says',
    '# fields have another type than the dialect says',
  ],
  'no-time': ['# event has no readable time', '# events have no readable time'],
  'bad-breadcrumb': ['# breadcrumb does not parse', '# breadcrumbs do not parse'],
  'unknown-type': [
    '# event has a type that the dialect does not know',
    '# events have a type that the dialect does not know',
  ],
  'session-mismatch': [
    '# breadcrumb names another session than its event',
    '# breadcrumbs name another session than their events',
  ],
  regression: ['# event is earlier than the one before it', '# events are earlier than the one before'],
  future: ['# event is more than 5 minutes in the future', '# events are more than 5 minutes in the future'],
  'zone-assumed': ['# time names no zone', '# times name no zone'],
  'mixed-dialect': [
    "# event is of another dialect than the log's own",
    "# events are of another dialect than the log's own",
  ],
  untimed: ['# event of no known dialect has no time', '# events of no known dialect have no time'],
  'portable-number': [
    '# integer is beyond 2^53, where most readers round',
    '# integers are beyond 2^53, where most readers round',
  ],
  'lone-surrogate': [
    '# escape is half a surrogate pair, which is no character',
    '# escapes are half a surrogate pair, which is no character',
  ],
  'empty-log': ['# log holds no event', '# logs hold no event'],
  'span-open': ['# span has no end', '# spans have no end'],
  'span-orphan': ['# end has no start', '# ends have no start'],
};

/** The sentence of a code for this count. */
export function messageOf(code: FindingCode, count: number): string {
  const [one, many] = SENTENCES[code];
  return (count === 1 ? one : many).replace('#', String(count));
}
