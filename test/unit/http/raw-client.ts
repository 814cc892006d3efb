import { connect } from 'node:net';

/** What a client got over one connection. */
export interface RawAnswer {
  readonly text: string;
  readonly status: number;
  /** Who ended the connection: the client does so when its time is over. */
  readonly closedBy: 'server' | 'client';
}

/**
 * Sends bytes as they are, and collects everything until the server closes the connection, or `untilMs` is over. `send`
 * may write as long as it likes.
 */
export function rawRequest(
  url: string,
  send: (write: (bytes: string | Buffer) => boolean, drained: () => Promise<void>) => Promise<void> | void,
  untilMs = 20_000,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    let closedBy: RawAnswer['closedBy'] = 'server';
    const timer = setTimeout(() => {
      closedBy = 'client';
      socket.destroy();
    }, untilMs);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    // A reset after the answer is an end like another.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
      resolve({ text, status, closedBy });
    });
    const drained = () =>
      new Promise<void>((done) => {
        const over = () => {
          socket.off('drain', over).off('close', over);
          done();
        };
        socket.once('drain', over).once('close', over);
        if (socket.destroyed) over();
      });
    socket.on('connect', () => void send((bytes) => !socket.destroyed && socket.write(bytes), drained));
  });
}

/** The head of a POST with these header lines. */
export function head(path: string, ...headers: readonly string[]): string {
  return [`POST ${path} HTTP/1.1`, 'Host: agent', ...headers, '', ''].join('\r\n');
}
