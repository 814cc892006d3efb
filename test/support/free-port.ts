import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, so that none of those takes a port that was found here. */
const FIRST = 20_000;
const COUNT = 10_000;

const given = new Set<number>();

/** A port on loopback that nobody listens on, different with every call. It stays free while its process is down. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
