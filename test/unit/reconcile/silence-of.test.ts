import { describe, expect, it } from 'vitest';
import { OWN_SOURCE } from '../../../src/alerts/alert.ts';
import { silenceOf } from '../../../src/reconcile/silence-of.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

/** The agent's own alert about a heartbeat. */
const about = (heartbeat: string) =>
  [heartbeat, { source: OWN_SOURCE, sourceType: 'agent', fingerprint: heartbeat }] as const;

async function opened() {
  const { outbox, clock } = await openOutbox();
  return { outbox, clock, silence: (source = 'prod') => silenceOf(outbox.state.ledger, source) };
}

describe('the silence of a source', () => {
  it('lasts while a heartbeat is missing, and is remembered with its end', async () => {
    const { outbox, clock, silence } = await opened();
    expect(silence()).toEqual({ isSilent: false, heardAgainAt: 0 });
    await outbox.accept(intakeOf(firing(...about('prod/webhooks'))));
    expect(silence()).toEqual({ isSilent: true, heardAgainAt: 0 });
    clock.advance(60_000);
    await outbox.accept(intakeOf(resolved(...about('prod/webhooks'))));
    expect(silence()).toEqual({ isSilent: false, heardAgainAt: clock.now() });
  });

  it('lasts until all its heartbeats are heard, and ends with the last one', async () => {
    const { outbox, clock, silence } = await opened();
    await outbox.accept(intakeOf(firing(...about('prod/a')), firing(...about('prod/b'))));
    await outbox.accept(intakeOf(resolved(...about('prod/b'))));
    const first = clock.now();
    expect(silence()).toEqual({ isSilent: true, heardAgainAt: first });
    clock.advance(1_000);
    await outbox.accept(intakeOf(resolved(...about('prod/a'))));
    expect(silence()).toEqual({ isSilent: false, heardAgainAt: first + 1_000 });
  });

  it('is not that of another source, nor an alert of a source that only looks like it', async () => {
    const { outbox, silence } = await opened();
    await outbox.accept(
      intakeOf(firing(...about('other/webhooks')), firing('own', { fingerprint: 'prod/webhooks' })),
    );
    expect(silence()).toEqual({ isSilent: false, heardAgainAt: 0 });
    expect(silence('other').isSilent).toBe(true);
  });
});
