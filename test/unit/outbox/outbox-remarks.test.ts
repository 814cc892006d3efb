import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { openIncidents } from '../../support/opened-incidents.ts';
import { openOutbox } from '../../support/outbox.ts';

const REMARKS = 'incident-remarks';

/** An outbox with an open incident, on which a remark waits. */
async function waiting({ joins }: { readonly joins: boolean }) {
  const opened = await openOutbox();
  const { outbox, clock } = opened;
  const [key] = await openIncidents(outbox, 'disk');
  const about = { key: key as IncidentKey, alarmId: 'disk' as AlarmId, episode: 'e' as EpisodeId };
  const joined: OutboxEvent = { type: 'incident.joined', ...about, name: 'more', reason: 'open' };
  const body = { kind: 'remark-incident', ...about, policy: 'critical', incidentNum: 'IM-disk' } as const;
  clock.advance(5 * 60_000);
  await outbox.decide(() => [...(joins ? [joined] : []), { type: 'entry.queued', body }]);
  const incident = () => outbox.state.ledger.incident(about.key);
  return { ...opened, incident };
}

describe('a remark that is due', () => {
  it('is written when it is taken, and counts once COC has it', async () => {
    const { outbox, incident } = await waiting({ joins: true });
    const entry = await outbox.take(REMARKS);
    if (entry?.body.kind !== 'remark-incident') throw new Error('no remark is due');
    expect(entry.body.remark).toEqual({
      note: 'joined',
      told: { fires: true, alarms: 2, level: 'Major' },
    });
    await outbox.started(entry);
    expect(incident()).toMatchObject({ told: { alarms: 1 }, mayKnow: { alarms: 2 } });
    await outbox.settle(entry, { kind: 'delivered', result: 'people-told' });
    expect(incident()).toMatchObject({ told: { alarms: 2 } });
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('leaves when there is nothing to tell any more', async () => {
    const { outbox, incident } = await waiting({ joins: false });
    expect(incident()).toMatchObject({ remarking: true });
    expect(await outbox.take(REMARKS)).toBeUndefined();
    expect(outbox.state.pendingCount).toBe(0);
    expect(incident()).not.toHaveProperty('remarking');
  });
});
