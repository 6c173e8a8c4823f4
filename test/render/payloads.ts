/** Texts that would drive a terminal, or hide from its reader, if they were shown as they are (promises.md row 17). */

const ESC = '\x1b';
const C0 = Array.from({ length: 32 }, (_, i) => `a${String.fromCharCode(i)}b`);
const C1 = Array.from({ length: 12 }, (_, i) => `a${String.fromCharCode(0x84 + i * 2)}b`);

const SEQUENCES = [
  `${ESC}[31mred${ESC}[0m`,
  `${ESC}[2J${ESC}[H`,
  `${ESC}[1A${ESC}[2K`,
  `${ESC}[?1049h`,
  `${ESC}[6n`,
  `${ESC}[c`,
  `${ESC}]0;title\x07`,
  `${ESC}]2;title${ESC}\\`,
  `${ESC}]8;;http://example.org${ESC}\\link${ESC}]8;;${ESC}\\`,
  `${ESC}]52;c;ZWNobw==\x07`,
  `${ESC}]1337;File=inline=1:AA==\x07`,
  `${ESC}P+q544e${ESC}\\`,
  `${ESC}_payload${ESC}\\`,
  `${ESC}^payload${ESC}\\`,
  `${ESC}c`,
  `${ESC}7${ESC}8`,
  `${ESC}(0lqk`,
  '\x9b31m',
  '\x9d0;title\x9c',
  '\x90q\x9c',
];

const INVISIBLE = [
  '\x7f',
  '\xad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180e',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u2028',
  '\u2029',
  '\u202a',
  '\u202b',
  '\u202c',
  '\u202d',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
  '\ufeff',
  '\ufff9',
].map((character) => `ok ${character}exe.txt`);

export const PAYLOADS: readonly string[] = [...C0, ...C1, ...SEQUENCES, ...INVISIBLE];

/** Code points that may never reach a terminal; a newline may. */
export const LIVE: RegExp =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists what is forbidden, character by character
  /[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Cs}/u;
