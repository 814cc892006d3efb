import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BodyRoom } from '../../../src/http/body-room.ts';
import { readBody } from '../../../src/http/read-body.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { bodySizesUpTo } from '../admin/agent-parts.ts';

const COUNT = 100_000;

describe('a body in one-byte chunks', () => {
  it('takes no more memory than its bytes: no chunk is kept', async () => {
    const request = new IncomingMessage(new Socket());
    const lease = new BodyRoom(
      () => bodySizesUpTo(2 ** 20),
      new FakeClock(),
      () => 2 ** 30,
    ).lease('verified');
    const reading = readBody(request, { maxBytes: 2 ** 20, lease });
    await Promise.resolve();
    // One buffer for all chunks: whoever keeps the chunks finds the last byte in each of them.
    const chunk = Buffer.alloc(1);
    for (let i = 0; i < COUNT; i++) {
      chunk[0] = i % 251;
      request.emit('data', chunk);
    }
    request.emit('end');
    const read = await reading;
    const expected = Buffer.from(Array.from({ length: COUNT }, (_, i) => i % 251));
    expect(read).toEqual({ kind: 'body', body: expected });
    const { buffer } = read.kind === 'body' ? read.body : Buffer.alloc(0);
    expect(buffer.byteLength).toBeLessThanOrEqual(2 * COUNT);
    lease.release();
  });
});
