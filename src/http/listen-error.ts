import { ConfigError } from '../errors.ts';

const REASONS: ReadonlyMap<string | undefined, { readonly message: string; readonly remedy: string }> =
  new Map([
    [
      'EADDRINUSE',
      {
        message: 'another program listens there',
        remedy: 'end it (is the agent running twice?), or take another port',
      },
    ],
    [
      'EACCES',
      {
        message: 'this user may not listen there',
        remedy: 'take a port above 1023, or allow it (CAP_NET_BIND_SERVICE)',
      },
    ],
    [
      'EADDRNOTAVAIL',
      {
        message: 'this machine does not have that address',
        remedy: 'take one of its own, or 0.0.0.0 for all',
      },
    ],
    ['ENOTFOUND', { message: 'this name has no address', remedy: 'write an IP address, or 0.0.0.0 for all' }],
  ]);

/** Why a listener could not be opened, with the address and what to do about it. `path` is its place in the configuration. */
export function listenError(path: string, address: string, cause: NodeJS.ErrnoException): ConfigError {
  const { message, remedy } = REASONS.get(cause.code) ?? {
    message: cause.message,
    remedy: 'check the address',
  };
  return new ConfigError(
    `cannot listen on ${address}: ${message}; ${remedy}`,
    [{ path, message: `cannot listen on ${address}: ${message}`, remedy }],
    { cause },
  );
}
