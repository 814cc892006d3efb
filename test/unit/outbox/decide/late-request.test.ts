import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, firingAt, INCIDENT, intakeOf } from '../../../support/alerts.ts';
import { someRules } from '../../../support/incident-rules.ts';
import { openOutbox } from '../../../support/outbox.ts';

const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };

async function opened(policy: Partial<OutboxPolicy> = {}) {
  const { outbox, records } = await openOutbox({ policy });
  return {
    records,
    async accept(...arrivals: readonly ReturnType<typeof firing>[]) {
      for (const arrival of arrivals) await outbox.accept(intakeOf(arrival));
    },
    async deliver(outcome = DELIVERED) {
      for (const destination of [...outbox.state.destinations]) {
        const entry = await outbox.take(destination);
        if (!entry) continue;
        if (entry.body.kind !== 'report-alarm') await outbox.started(entry);
        await outbox.settle(entry, outcome);
      }
    },
    /** What became of incidents, in words. */
    incidents: () =>
      records.flatMap(({ events }) =>
        events.flatMap((event) => (event.type.startsWith('incident.') ? [event.type] : [])),
      ),
  };
}

describe('an alarm that fires already, which a policy matches only now,', () => {
  it('gets its incident with its next message, once', async () => {
    const { accept, deliver, incidents, records } = await opened();
    await accept(firing('a'));
    await deliver();
    const matched = firing('a', { incident: INCIDENT });
    await accept(matched, matched);
    expect(records.slice(-2).map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['episode.changed', 'entry.queued'],
      ['alert.repeated'],
    ]);
    expect(incidents()).toEqual([]);
    await deliver();
    expect(incidents()).toEqual(['incident.requested']);
    await deliver({ kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' });
    await accept(matched);
    expect(incidents()).toEqual(['incident.requested', 'incident.opened']);
  });

  it('waits with that for COC to have the alarm', async () => {
    const { accept, incidents } = await opened();
    await accept(firing('a'), firing('a', { incident: INCIDENT }));
    expect(incidents()).toEqual([]);
  });

  it('asks although a report waits that asks for none, and once while one waits that does', async () => {
    const { accept, deliver, records } = await opened({ collapse: false });
    await accept(firing('a'));
    await deliver();
    await accept(firingAt('a', 'Major'));
    const matched = firingAt('a', 'Major', { incident: INCIDENT });
    await accept(matched, matched);
    expect(records.slice(-2).map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['episode.changed', 'entry.queued'],
      ['alert.repeated'],
    ]);
  });

  it('joins the open incident of its correlation', async () => {
    const { accept, deliver, incidents } = await opened();
    const shared = { incident: { ...INCIDENT, correlation: 'db' } };
    await accept(firing('a'));
    await deliver();
    await accept(firing('b', shared));
    await deliver();
    await accept(firing('a', shared));
    await deliver();
    await accept(firing('a', shared));
    expect(incidents()).toEqual(['incident.requested', 'incident.joined']);
  });

  it('gets no second one when its first was given up', async () => {
    const { accept, deliver, incidents } = await opened({ confirmRejectedAfterMs: 0 });
    await accept(firing('a', { incident: INCIDENT }));
    await deliver();
    const refused: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such user' };
    await deliver(refused);
    await deliver(refused);
    await accept(firing('a', { incident: INCIDENT }));
    expect(incidents()).toEqual(['incident.requested', 'incident.failed']);
  });

  it('is listed in a storm incident when the budget is spent', async () => {
    const incidentRules = new Map([[INCIDENT.policy, someRules({ maxPerHour: 1 })]]);
    const { accept, deliver, records } = await opened({ incidentRules });
    await accept(firing('a'), firing('b', { incident: INCIDENT }));
    await deliver();
    await deliver();
    await accept(firing('a', { incident: INCIDENT }));
    await deliver();
    const events = records.flatMap((record) => record.events);
    expect(events.findLast(({ type }) => type === 'incident.requested')).toMatchObject({ storm: 'policy' });
  });

  it('asks with the alarm, where its level changes too', async () => {
    const { accept, deliver, records } = await opened();
    await accept(firing('a'));
    await deliver();
    await accept(firingAt('a', 'Critical', { incident: INCIDENT }));
    expect(records.at(-1)?.events.map(({ type }) => type)).toEqual(['episode.changed', 'entry.queued']);
    expect(records.at(-1)?.events[1]).toMatchObject({ body: { incident: INCIDENT } });
  });
});
