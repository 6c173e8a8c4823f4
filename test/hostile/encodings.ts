/** Encodings, promises.md row 7: 20 lines and 8 logs. */
import { type HostileLine, type HostileLog, invalidEvent, line, lineOfBytes, log } from './row.ts';

export const ENCODED_LINES: readonly HostileLine[] = [
  line('two-bytes', '{"s":"é"}', 'event'),
  line('four-bytes', '{"s":"😀"}', 'event'),
  line('noncharacters', '{"s":"\ufffe\uffff"}', 'event'),
  line('byte-order-mark-in-string', '{"s":"\ufeff"}', 'event'),
  line('c1-control', '{"s":"\u0085\u009b"}', 'event'),
  line('escaped-pair', '{"s":"\\ud83d\\ude00"}', 'event'),
  line('escaped-lone-high', '{"s":"\\ud800"}', 'event'),
  line('escaped-lone-low', '{"s":"\\udc00x"}', 'event'),
  line('escaped-nul', '{"s":"\\u0000"}', 'event'),
  invalidEvent('latin-1', '{"s":"caf\xe9"}'),
  invalidEvent('lone-continuation', '{"s":"\x80"}'),
  invalidEvent('overlong', '{"s":"\xc0\xaf\xe0\x80\xaf"}'),
  invalidEvent('surrogate', '{"s":"\xed\xa0\x80"}'),
  invalidEvent('beyond-unicode', '{"s":"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80"}'),
  invalidEvent('cut-before-the-quote', '{"s":"\xe2\x82","t":"\xf0\x9f\x98"}'),
  invalidEvent('in-a-key', '{"\xff":1,"s":"\xfe"}'),
  lineOfBytes('outside-of-strings', '{"s":\xff1}', 'syntax'),
  line('byte-order-mark-in-the-middle', '\ufeff{"s":1}', 'syntax'),
  line('no-break-space-outside', '{"s":\u00a01}', 'syntax'),
  line('nul-in-string', '{"s":"\0"}', 'not-utf8-text'),
];

const TWO = '{"a":1}\n{"b":2}\n';

/** UTF-16 lines are cut at the byte of the newline, so little-endian text leaves a byte behind its last one. */
export const ENCODED_LOGS: readonly HostileLog[] = [
  log('byte-order-mark', `\ufeff${TWO}`, ['event', 'event']),
  log('byte-order-mark-alone', '\ufeff', ['blank']),
  log('byte-order-mark-twice', `\ufeff\ufeff${TWO}`, ['syntax', 'event']),
  log('utf-16-le', utf16(`\ufeff${TWO}`), Array(3).fill('not-utf8-text')),
  log('utf-16-le-unmarked', utf16(TWO), Array(3).fill('not-utf8-text')),
  log('utf-16-be', utf16(`\ufeff${TWO}`).swap16(), Array(2).fill('not-utf8-text')),
  log('utf-16-be-unmarked', utf16(TWO).swap16(), Array(2).fill('not-utf8-text')),
  log('utf-16-le-no-ascii', utf16('\ufeff"漢字"'), ['not-utf8-text']),
];

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
