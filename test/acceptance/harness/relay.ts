import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../support/free-port.ts';

/** What stands in front of a member of a cluster, so that it can be cut off from the other one. */
export interface Relay {
  /** Where the member is to be reached. */
  readonly port: number;
  /** Nothing passes any more. */
  cut(): void;
  /** Everything passes again. */
  mend(): void;
  stop(): Promise<void>;
}

/** Passes on what comes for a port on loopback, by TCP and UDP; answers by UDP go to the port of the only other member. */
export async function startRelay(memberPort: number, otherPort: number): Promise<Relay> {
  const port = await freePort();
  const open = new Set<Socket>();
  let passes = true;
  const udp = createSocket('udp4', (message, from) => {
    if (passes) udp.send(message, from.port === memberPort ? otherPort : memberPort, '127.0.0.1');
  });
  const tcp = createServer((caller) => {
    if (!passes) return caller.destroy();
    const member = connect(memberPort, '127.0.0.1');
    for (const socket of [caller, member]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        caller.destroy();
        member.destroy();
      });
    }
    caller.pipe(member).pipe(caller);
  });
  await new Promise<void>((resolve) => tcp.listen(port, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    cut() {
      passes = false;
      drop();
    },
    mend() {
      passes = true;
    },
    async stop() {
      drop();
      udp.close();
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}
