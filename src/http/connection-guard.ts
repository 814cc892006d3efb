import type { Socket } from 'node:net';

interface Peer {
  /** Connections that are owed no answer, the one that has waited longest first. */
  readonly waiting: Set<Socket>;
  connections: number;
}

/**
 * Limits the connections of a listener, so that senders that hold connections and send nothing, or send as slowly as
 * they can, do not lock healthy ones out. Above the limit, a new connection replaces a waiting one: the longest waiting
 * of the address with the most waiting connections. A request that was read to its end is never cut off.
 *
 * A connection waits from its start until its request has been read, and again after the answer.
 */
export class ConnectionGuard {
  readonly #limit: number;
  readonly #peers = new Map<string, Peer>();
  #connections = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Registers a new connection. Above the limit, closes a waiting one, or this one when none waits. */
  admit(socket: Socket): void {
    const name = socket.remoteAddress ?? '';
    const peer = this.#peers.get(name) ?? { waiting: new Set(), connections: 0 };
    if (this.#connections >= this.#limit && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    this.#peers.set(name, peer);
    this.#connections += 1;
    peer.connections += 1;
    peer.waiting.add(socket);
    socket.once('close', () => {
      this.#connections -= 1;
      peer.connections -= 1;
      peer.waiting.delete(socket);
      if (peer.connections === 0 && this.#peers.get(name) === peer) this.#peers.delete(name);
    });
  }

  /** Protects a connection whose request has been read to its end, until {@link waits}. */
  owesAnswer(socket: Socket): void {
    this.#peerOf(socket)?.waiting.delete(socket);
  }

  /** Puts a connection behind all others that wait: a request began on it, or was answered. */
  waits(socket: Socket): void {
    const peer = this.#peerOf(socket);
    if (!peer || socket.destroyed) return;
    peer.waiting.delete(socket);
    peer.waiting.add(socket);
  }

  #peerOf({ remoteAddress = '' }: Socket): Peer | undefined {
    return this.#peers.get(remoteAddress);
  }

  /** Closes the longest waiting connection of the address with the most of them; false when none waits. */
  #makeRoom(): boolean {
    let most: Peer | undefined;
    for (const peer of this.#peers.values()) {
      if (peer.waiting.size > (most?.waiting.size ?? 0)) most = peer;
    }
    const [longest] = most?.waiting ?? [];
    if (!longest) return false;
    most?.waiting.delete(longest);
    longest.destroy();
    return true;
  }
}
