import { describe, expect, it } from 'vitest';
import { SeenRequests } from '../../../src/webhooks/seen-requests.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function setup() {
  const clock = new FakeClock();
  const seen = new SeenRequests(clock);
  const received: (string | undefined)[] = [];
  const send = (name: string | undefined, status = 200) =>
    seen.once(name, async () => {
      received.push(name);
      return { status, body: '', alerts: 2 };
    });
  return { clock, received, send };
}

describe('a request that was stored', () => {
  it('is received once, and then answered that all its alerts are repeated', async () => {
    const { received, send } = setup();
    await send('a');
    expect(await send('a')).toMatchObject({
      status: 200,
      body: '{"accepted":0,"repeated":2,"rejected":[]}',
    });
    await send('b');
    expect(received).toEqual(['a', 'b']);
  });

  it('is remembered for ten minutes, the longest time for which its signature can be valid', async () => {
    const { clock, received, send } = setup();
    await send('a');
    clock.advance(599_999);
    await send('a');
    expect(received).toHaveLength(1);
    clock.advance(1);
    await send('a');
    expect(received).toHaveLength(2);
  });

  it('is forgotten after 20,000 others, the oldest first', async () => {
    const { received, send } = setup();
    for (let i = 0; i <= 20_000; i++) await send(`${i}`);
    expect(received).toHaveLength(20_001);
    await send('1');
    expect(received).toHaveLength(20_001);
    await send('0');
    expect(received).toHaveLength(20_002);
  });
});

describe('a request is received again', () => {
  it.each([400, 413, 503])('after it was answered %i', async (status) => {
    const { received, send } = setup();
    await send('a', status);
    await send('a');
    expect(received).toEqual(['a', 'a']);
  });

  it('when others may equal it', async () => {
    const { received, send } = setup();
    await send(undefined);
    await send(undefined);
    expect(received).toHaveLength(2);
  });
});
