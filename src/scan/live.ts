/** Live sources, as this room sees them: whoever goes out for them brings their text (net). */
import { Readable } from 'node:stream';

/** The text of a live source as it comes. */
export interface LiveText {
  /** Begun once. */
  readonly text: AsyncIterable<Uint8Array>;
  /** Id of the last message whose line ends at or before the offset, in bytes of the text. */
  idBefore(offset: number): string | undefined;
  close(): void;
}

/** Opens the live source at a URL; `path` is what it is called. Nothing is thrown: what goes wrong is told as notes. */
export type OpenLive = (url: string, path: string) => LiveText;

/** Whether a log is named by a URL. */
export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** A URL as it is shown: without the name and the password in it. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/** The text as a stream. */
export function liveStream({ text }: LiveText): Readable {
  const stream = Readable.from(text, { highWaterMark: 1 });
  // Whoever stops it is not told that it was stopped.
  stream.on('error', () => undefined);
  return stream;
}
