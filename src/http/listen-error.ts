import { ConfigError } from '../errors.ts';

const REASONS: ReadonlyMap<string | undefined, { readonly message: string; readonly remedy: string }> =
  new Map([
    [
      'EADDRINUSE',
      {
        message: 'another program listens there',
        remedy: 'stop that program (is the agent running twice?), or use another port',
      },
    ],
    [
      'EACCES',
      {
        message: 'this user may not listen there',
        remedy: 'use a port above 1023, or grant CAP_NET_BIND_SERVICE',
      },
    ],
    [
      'EADDRNOTAVAIL',
      {
        message: 'this machine does not have that address',
        remedy: 'use an address of this machine, or 0.0.0.0 for all of them',
      },
    ],
    [
      'ENOTFOUND',
      {
        message: 'this name has no address',
        remedy: 'use an IP address, or 0.0.0.0 for all of this machine',
      },
    ],
  ]);

/** Tells why a listener could not be opened, and what to do. */
export function reasonNotToListen({ code, message }: NodeJS.ErrnoException) {
  return REASONS.get(code) ?? { message, remedy: 'check the address' };
}

/** The error for a listener that could not be opened, with the remedy. `path` is its place in the configuration. */
export function listenError(path: string, address: string, cause: NodeJS.ErrnoException): ConfigError {
  return new ConfigError(`cannot listen on ${address}`, [{ path, ...reasonNotToListen(cause) }], { cause });
}
