import type { Socket } from 'node:net';

interface Connection {
  /** The bare socket, until its TLS handshake is complete; then the one that carries the requests. */
  socket: Socket;
  readonly peer: Peer;
}

interface Peer {
  /** Connections that are owed no answer, the one that has waited longest first. */
  readonly waiting: Set<Connection>;
  connections: number;
}

/**
 * Limits the connections of a listener, so that senders that hold connections and send nothing, or send as slowly as
 * they can, do not lock healthy ones out. Above the limit, a new connection replaces a waiting one: the longest waiting
 * of the address with the most waiting connections. A request that was read to its end is never cut off.
 *
 * A connection waits from its start, before any TLS handshake, until its request has been read, and again after the
 * answer.
 */
export class ConnectionGuard {
  readonly #limit: number;
  readonly #peers = new Map<string, Peer>();
  /** By both ends: a TLS connection has two sockets, one after the other. */
  readonly #byEnds = new Map<string, Connection>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Registers a new connection. Above the limit, closes a waiting one, or this one when none waits. */
  admit(socket: Socket): void {
    const name = socket.remoteAddress ?? '';
    if (this.#byEnds.size >= this.#limit && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    const peer = this.#peers.get(name) ?? { waiting: new Set(), connections: 0 };
    const connection = { socket, peer };
    const ends = endsOf(socket);
    this.#peers.set(name, peer);
    this.#byEnds.set(ends, connection);
    peer.connections += 1;
    peer.waiting.add(connection);
    socket.once('close', () => {
      this.#forget(connection);
      peer.connections -= 1;
      if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends);
      if (peer.connections === 0 && this.#peers.get(name) === peer) this.#peers.delete(name);
    });
  }

  /** The TLS handshake of a connection is complete: from now on this is its socket. */
  isSecured(socket: Socket): void {
    const connection = this.#byEnds.get(endsOf(socket));
    if (connection) connection.socket = socket;
  }

  /** Protects a connection whose request has been read to its end, until {@link waits}. */
  owesAnswer(socket: Socket): void {
    const connection = this.#connectionOf(socket);
    if (connection) this.#forget(connection);
  }

  /** Puts a connection behind all others that wait: a request began on it, or was answered. */
  waits(socket: Socket): void {
    const connection = this.#connectionOf(socket);
    if (!connection || socket.destroyed) return;
    this.#forget(connection);
    connection.peer.waiting.add(connection);
  }

  #connectionOf(socket: Socket): Connection | undefined {
    const connection = this.#byEnds.get(endsOf(socket));
    return connection?.socket === socket ? connection : undefined;
  }

  #forget(connection: Connection): void {
    connection.peer.waiting.delete(connection);
  }

  /** Closes the longest waiting connection of the address with the most of them; false when none waits. */
  #makeRoom(): boolean {
    let most: Peer | undefined;
    for (const peer of this.#peers.values()) {
      if (peer.waiting.size > (most?.waiting.size ?? 0)) most = peer;
    }
    const [longest] = most?.waiting ?? [];
    if (!longest) return false;
    this.#forget(longest);
    longest.socket.destroy();
    return true;
  }
}

function endsOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
