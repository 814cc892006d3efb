import type { LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';

/** TLS settings, time limit (ms) and resolver of a new connection. */
export type ConnectSettings = buildConnector.BuildOptions & {
  readonly timeout: number;
  readonly lookup: LookupFunction;
};

/**
 * The connection of one call that must not be made twice. If it is closed before the answer is complete, it
 * is reset: the kernel drops what it has not sent. After a plain close it would go on sending for minutes.
 */
export class Line {
  #isComplete = false;

  /** Notes that the answer is complete. The connection may then be closed plainly. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Makes every early end of a socket a reset of the TCP connection below it. */
  guard(socket: Socket, below: Socket): void {
    const destroy = socket.destroy.bind(socket);
    socket.destroy = (error) => {
      // Resetting a socket destroys it, and so comes here again.
      socket.destroy = destroy;
      // Before TLS can close the connection plainly.
      if (!this.#isComplete && !below.destroyed) below.resetAndDestroy();
      return destroy(error);
    };
  }
}

/** Opens the TCP connection of one call, and TLS over it when the protocol asks for that. */
export type Dial = (line: Line) => buildConnector.connector;

/**
 * Makes the connectors of lines. A TLS socket can't be reset. So TCP and TLS are connected one after the
 * other, and the line resets the TCP socket below.
 */
export function dialer(settings: ConnectSettings): Dial {
  const { timeout, lookup } = settings;
  const plain = buildConnector({ timeout, lookup });
  const secure = buildConnector(settings);
  return (line) => (options, callback) => {
    const isSecure = options.protocol === 'https:';
    const tcp = isSecure ? { ...options, protocol: 'http:', port: options.port || '443' } : options;
    plain(tcp, (...connected) => {
      const [error, below] = connected;
      if (error) return callback(error, null);
      if (!isSecure) {
        line.guard(below, below);
        return callback(null, below);
      }
      secure({ ...options, httpSocket: below }, (...secured) => {
        const [, socket] = secured;
        if (socket) line.guard(socket, below);
        callback(...secured);
      });
    });
  };
}
