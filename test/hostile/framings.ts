/** Framings, promises.md row 14: 22 logs. */
import { type HostileLog, log } from './row.ts';

export const FRAMINGS: readonly HostileLog[] = [
  log('empty', '', []),
  log('one-newline', '\n', ['blank']),
  log('newlines', '\n\n\n', ['blank', 'blank', 'blank']),
  log('no-final-newline', '{"a":1}\n{"a":2}', ['event', 'event']),
  log('one-line', '{"a":1}', ['event']),
  log('crlf', '{"a":1}\r\n{"a":2}\r\n', ['event', 'event']),
  log('crlf-and-lf', '{"a":1}\r\n{"a":2}\n{"a":3}\r\n', ['event', 'event', 'event']),
  log('crlf-without-lf-at-the-end', '{"a":1}\r\n{"a":2}\r', ['event', 'event']),
  log('crcrlf', '{"a":1}\r\r\n{"a":2}\r\r\n', ['event', 'event']),
  log('lfcr', '{"a":1}\n\r{"a":2}\n\r', ['event', 'event', 'blank']),
  log('cr-alone', '{"a":1}\r{"a":2}\r', ['spliced']),
  log('blank-lines', '\n{"a":1}\n\n \t\n{"a":2}\n\r\n', [
    'blank',
    'event',
    'blank',
    'blank',
    'event',
    'blank',
  ]),
  log('white-space-around', ' \t{"a":1}  \n\t{"a":2}\t\r\n', ['event', 'event']),
  log('form-feeds', '{"a":1}\n\f\v\n{"a":2}\n', ['event', 'blank', 'event']),
  log('line-separators-in-strings', '{"a":"\u2028\u2029\u0085"}\n{"a":2}\n', ['event', 'event']),
  log('line-separator-between', '{"a":1}\u2028{"a":2}\n{"a":3}\n', ['syntax', 'event']),
  log('record-separators', '\x1e{"a":1}\n{"a":2}\n', ['syntax', 'event']),
  log('commas', '{"a":1},\n{"a":2},\n{"a":3}', ['syntax', 'syntax', 'event']),
  log('one-array', '[\n{"a":1},\n{"a":2}\n]\n', ['torn', 'syntax', 'event', 'syntax']),
  log('pretty', '{\n  "a": 1\n}\n', ['torn', 'syntax', 'syntax']),
  log('byte-order-mark-and-crlf', '\ufeff{"a":1}\r\n{"a":2}\r\n', ['event', 'event']),
  log('torn-end', '{"a":1}\r\n{"a":', ['event', 'torn']),
];
