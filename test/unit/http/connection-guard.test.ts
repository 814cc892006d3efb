import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConnectionGuard } from '../../../src/http/connection-guard.ts';

/** A guard, and connections of addresses. */
function setUp(limit: number) {
  const guard = new ConnectionGuard(limit);
  let port = 0;
  const from = (remoteAddress: string): Socket => {
    const socket = new Socket();
    port += 1;
    Object.defineProperties(socket, { remoteAddress: { value: remoteAddress }, remotePort: { value: port } });
    guard.admit(socket);
    return socket;
  };
  const closed = (sockets: readonly Socket[]) => sockets.map(({ destroyed }) => destroyed);
  return { guard, from, closed };
}

describe('a connection above the limit', () => {
  it('replaces the longest waiting one of the address with the most of them, in any order', () => {
    const { from, closed } = setUp(4);
    const [one, ...many] = ['192.0.2.1', '192.0.2.9', '192.0.2.9', '192.0.2.9'].map(from);
    const next = from('192.0.2.2');
    expect([one?.destroyed, closed(many), next.destroyed]).toEqual([false, [true, false, false], false]);

    const other = setUp(4);
    const [first, second, third, single] = ['192.0.2.9', '192.0.2.9', '192.0.2.9', '192.0.2.1'].map(
      other.from,
    );
    other.from('192.0.2.2');
    expect([first, second, third, single].map((socket) => socket?.destroyed)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts only connections that wait: one that is owed an answer stays', () => {
    const { guard, from, closed } = setUp(3);
    const busy = [from('192.0.2.9'), from('192.0.2.9')];
    for (const socket of busy) guard.owesAnswer(socket);
    const idle = from('192.0.2.1');
    from('192.0.2.2');
    expect([closed(busy), idle.destroyed]).toEqual([[false, false], true]);
  });

  it('is closed itself when nobody waits', () => {
    const { guard, from } = setUp(1);
    const busy = from('192.0.2.9');
    guard.owesAnswer(busy);
    expect([from('192.0.2.1').destroyed, busy.destroyed]).toEqual([true, false]);
    guard.waits(busy);
    expect([from('192.0.2.1').destroyed, busy.destroyed]).toEqual([false, true]);
  });
});
