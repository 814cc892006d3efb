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
function reasonNotToListen({ code, message }: NodeJS.ErrnoException) {
  return REASONS.get(code) ?? { message, remedy: 'check the address' };
}

/**
 * Listener that could not be opened, with the remedy. The configuration may be right: the same start can work once the
 * other program has stopped, or the address is there.
 */
export class ListenError extends Error {
  /** @param path place of the address in the configuration, if it is from there */
  constructor(address: string, cause: NodeJS.ErrnoException, path?: string) {
    const { message, remedy } = reasonNotToListen(cause);
    const place = path === undefined ? '' : ` (${path})`;
    super(`cannot listen on ${address}${place}: ${message}; ${remedy}`, { cause });
  }
}
