import type { Socket } from 'node:net';

interface Peer {
  /** Those that are owed no answer, the one that has been so longest first. */
  readonly waiting: Set<Socket>;
  connections: number;
}

/**
 * Keeps room for healthy senders among those who hold connections and send nothing, or send as slowly as they may. When
 * there are too many, the new one takes the place of the one that has waited longest, of the address that has most;
 * a request that is read whole is never cut off.
 *
 * A connection is waiting from its begin until its request has been read, and again after the answer.
 */
export class ConnectionGuard {
  readonly #most: number;
  readonly #peers = new Map<string, Peer>();
  #connections = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** A connection was made. It, or another one, is closed when it is one too many. */
  admit(socket: Socket): void {
    const name = socket.remoteAddress ?? '';
    const peer = this.#peers.get(name) ?? { waiting: new Set(), connections: 0 };
    if (this.#connections >= this.#most && !this.#makeRoom()) {
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

  /** A request has been read to its end: its connection stays, whatever comes. */
  owesAnswer(socket: Socket): void {
    this.#peerOf(socket)?.waiting.delete(socket);
  }

  /** A request began, or was answered: its connection goes behind all others that wait. */
  waits(socket: Socket): void {
    const peer = this.#peerOf(socket);
    if (!peer || socket.destroyed) return;
    peer.waiting.delete(socket);
    peer.waiting.add(socket);
  }

  #peerOf({ remoteAddress = '' }: Socket): Peer | undefined {
    return this.#peers.get(remoteAddress);
  }

  /** Closes the one that has waited longest of the address with the most; false when nothing waits. */
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
