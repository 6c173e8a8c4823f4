/** What a client tells its program of: events that did not arrive, and why. Nothing of it is thrown. */

/**
 * `invalid`: no JSON can be made of the event. `refused`: the server takes no such event, or none at all. `away`: nobody
 * answers; what waits is kept. `dropped`: the queue or the spool is full. `spool`: its file cannot be written or read.
 */
export type ClientErrorCode = 'invalid' | 'refused' | 'away' | 'dropped' | 'spool' | 'stream';

export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** Events that it is about. */
  readonly count: number;

  constructor(code: ClientErrorCode, count: number, message: string) {
    super(message);
    this.name = 'ClientError';
    this.code = code;
    this.count = count;
  }
}

export function trouble(code: ClientErrorCode, count: number, message: string): ClientError {
  return new ClientError(code, count, message);
}
