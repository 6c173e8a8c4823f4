/** Addresses as people type them. */
import { Fault } from '../base/fault.ts';

const INTAKE = '/events/emit';

/** An http or https address without a user's name, which would travel in the open. Throws Fault `bad-url`. */
export function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw fault('expected an address such as http://127.0.0.1:8765', text);
  if (url.username !== '' || url.password !== '')
    throw fault('the address holds a name or a password; give it in a header', text);
  return url.href;
}

/** Of a server's address that where it takes events in; one that is that already stays. Throws Fault `bad-url`. */
export function intakeOf(text: string): string {
  const url = new URL(addressOf(text));
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(INTAKE) ? path : path + INTAKE;
  return url.href;
}

function fault(message: string, text: string): Fault {
  // The text is not shown where it may hold a password.
  const shown = text.includes('@') ? {} : { span: { text, start: 0, end: text.length } };
  return new Fault({ code: 'bad-url', message, ...shown });
}
