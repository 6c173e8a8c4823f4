/** Errors as the API answers them: one shape, a status each. A bug of ours shows no more than that it is one. */
import { Fault, type FaultParts } from '../base/fault.ts';
import { AskedWrongly } from './params.ts';
import { TurnedAway } from './turnstile.ts';

/** What was asked wrongly or is refused, with the status of its answer. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: object; readonly errors?: readonly object[] };
  readonly headers: Readonly<Record<string, string>>;
}

/** Faults that say that a thing is not there. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'no-such-event',
  'no-such-log',
  'no-such-session',
  'bad-offset',
]);

/** The answer to an error; undefined for a bug of ours, which is not told to the network. */
export function errorAnswer(error: unknown): ErrorAnswer | undefined {
  if (error instanceof AskedWrongly) {
    const errors = error.faults.map(({ parts }) => faultJson(parts));
    return {
      status: 400,
      body: { error: errors[0] ?? {}, ...(errors.length > 1 && { errors }) },
      headers: {},
    };
  }
  if (error instanceof Fault) {
    const status = NOT_FOUND.has(error.parts.code) ? 404 : 400;
    return { status, body: { error: faultJson(error.parts) }, headers: {} };
  }
  if (error instanceof TurnedAway) {
    const body = { error: { code: 'busy', message: 'too many questions wait; ask again in a second' } };
    return { status: 503, body, headers: { 'retry-after': '1' } };
  }
  if (error instanceof Refused) {
    const { status, code, message, headers } = error;
    return { status, body: { error: { code, message } }, headers };
  }
  return undefined;
}

/** A fault as JSON; what the command line calls a flag is a parameter here. */
export function faultJson({ code, message, flag, span, hint }: FaultParts): object {
  return {
    code,
    message,
    ...(flag === undefined ? {} : { parameter: flag.replace(/^--/, '') }),
    ...(span === undefined ? {} : { span }),
    ...(hint === undefined ? {} : { hint }),
  };
}
