/** Text from a log that may be a link: http and https alone, opened apart, with nothing handed on. */
import type { VNode } from 'preact';

/** The text; as a link where the whole of it is an http or https address. `children` is what is shown. */
export function MaybeLink({ text, children }: { readonly text: string; readonly children: string }): VNode {
  const address = webAddress(text);
  if (address === undefined) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** The address that a text is, where it is one of the web; its scheme is what the browser itself would read. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return undefined;
  try {
    const { href, protocol } = new URL(text);
    return protocol === 'http:' || protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
}
