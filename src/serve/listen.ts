/** Takes a port: the one that was typed or none; of the default one, the next ten are tried where it is in use. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../base/fault.ts';

export const DEFAULT_PORT = 8765;
const NEXT_TRIED = 10;

/** Where to listen; without `port` the default one, or one of those behind it. */
export interface Wanted {
  readonly host: string;
  readonly port?: number | undefined;
}

/** Thrown where no port can be had; the message is one clear line. */
export class NoPort extends Error {}

/** Listens; the address that was taken. Throws Fault `bad-host` for an address that is not this machine's, and NoPort. */
export async function listen(server: Server, { host, port }: Wanted): Promise<AddressInfo> {
  const first = port ?? DEFAULT_PORT;
  const last = port ?? DEFAULT_PORT + NEXT_TRIED;
  for (let tried = first; tried <= last; tried++) {
    const code = await attempt(server, host, tried);
    if (code === undefined) return server.address() as AddressInfo;
    if (code === 'EADDRINUSE' && tried < last) continue;
    throw refusal(code, { host, first, last });
  }
  throw new NoPort('no port was tried');
}

function attempt(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.removeListener('listening', listening);
      resolve(error.code ?? 'UNKNOWN');
    };
    const listening = (): void => {
      server.removeListener('error', failed);
      resolve(undefined);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host, port, exclusive: true });
  });
}

function refusal(
  code: string,
  at: { readonly host: string; readonly first: number; readonly last: number },
): Error {
  const { host, first, last } = at;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const message = 'is no address of this machine';
    return new Fault({
      code: 'bad-host',
      message,
      flag: '--host',
      span: { text: host, start: 0, end: host.length },
    });
  }
  const ports = first === last ? `port ${first} is` : `ports ${first} to ${last} are`;
  if (code === 'EADDRINUSE') return new NoPort(`${ports} in use; --port 0 takes any that is free`);
  if (code === 'EACCES') return new NoPort(`port ${first} may not be taken by this user`);
  return new NoPort(`cannot listen on ${host} port ${first} (${code})`);
}
