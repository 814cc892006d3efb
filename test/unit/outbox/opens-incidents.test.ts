import { describe, expect, it } from 'vitest';
import type { IncidentRequest, Routed } from '../../../src/alerts/alarm.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { OutboxPolicy } from '../../../src/outbox/policy.ts';
import type { Renderer } from '../../../src/outbox/renderer.ts';
import { firing, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { someRules } from '../../support/incident-rules.ts';
import { openOutbox } from '../../support/outbox.ts';

const MINUTE = 60_000;
const incident: IncidentRequest = { ...INCIDENT, correlation: 'cluster="a"' };
const arrival = (name: string) => firing(name, { incident });

/** What the configuration says of stored alerts: each speaks for itself, and these are dropped. */
function rendererOf(...dropped: readonly string[]): Renderer {
  return {
    route({ fingerprint }): Routed {
      if (dropped.includes(fingerprint)) return { kind: 'filtered', reason: 'route' };
      const { routed } = arrival(fingerprint);
      return routed;
    },
    requestOf: ({ alert, request }) => ({ ...request, description: `of ${alert?.fingerprint}` }),
  };
}

/** An outbox in which alarms of one incident fire since now, of which COC has heard, and which is opened in 5 minutes. */
async function waiting(names: readonly string[], changes: Partial<OutboxPolicy> = {}) {
  const rules = someRules({ openAfterMs: 5 * MINUTE });
  const policy: Partial<OutboxPolicy> = {
    ...{ incidentRules: new Map([[INCIDENT.policy, rules]]), renderer: rendererOf() },
    writeIncident: ({ title, description }) => ({ title, description }),
    ...changes,
  };
  const opened = await openOutbox({ policy, now: STARTED_AT });
  const { outbox } = opened;
  const deliver = async () => {
    for (let due = await outbox.take('alarms/default'); due; due = await outbox.take('alarms/default'))
      await outbox.settle(due, REPORTED);
  };
  await outbox.accept(intakeOf(...names.map(arrival)));
  await deliver();
  const ends = async (...ended: readonly string[]) => {
    await outbox.accept(intakeOf(...ended.map((name) => resolved(name))));
    await deliver();
  };
  return { ...opened, ends, due: () => outbox.take('incidents') };
}

function requestIn(due: DueEntry | undefined): IncidentRequest | undefined {
  return due?.body.kind === 'open-incident' ? due.body.request : undefined;
}

describe('an incident whose first alarm is over', () => {
  it('has the text of the one that fires, as that was stored last', async () => {
    const { ends, due, clock } = await waiting(['a', 'b']);
    await ends('a');
    clock.advance(5 * MINUTE);
    expect(requestIn(await due())).toMatchObject({ description: 'of b' });
  });

  it('has its own text where that fires, or the other is dropped by now, or lost', async () => {
    const alive = await waiting(['a', 'b']);
    alive.clock.advance(5 * MINUTE);
    expect(requestIn(await alive.due())).toMatchObject({ description: INCIDENT.description });
    const dropped = await waiting(['a', 'b'], { renderer: rendererOf('b') });
    await dropped.ends('a');
    dropped.clock.advance(5 * MINUTE);
    expect(requestIn(await dropped.due())).toMatchObject({ description: INCIDENT.description });
  });
});

describe('an incident of alarms whose recoveries are held back', () => {
  it('is opened once one of them is back, and cancelled once they are over', async () => {
    for (const isBack of [true, false]) {
      const { outbox, ends, due, clock } = await waiting(['a'], { resolveHoldMs: 10 * MINUTE });
      clock.advance(MINUTE);
      await ends('a');
      clock.advance(4 * MINUTE);
      expect(await due()).toBeUndefined();
      expect(outbox.state.pendingCount).toBe(2);
      clock.advance(MINUTE - 1);
      expect(await due()).toBeUndefined();
      if (isBack) await outbox.accept(intakeOf(arrival('a')));
      else clock.advance(10 * MINUTE);
      if (!isBack) await ends();
      clock.advance(1);
      expect(requestIn(await due())).toEqual(
        isBack ? expect.objectContaining({ title: INCIDENT.title }) : undefined,
      );
      expect([...outbox.state.ledger.everyIncident()]).toMatchObject([
        { state: isBack ? 'requested' : 'cancelled' },
      ]);
    }
  });
});

describe('an incident that waits', () => {
  it('is due earlier where an alarm joins that began earlier', async () => {
    const { outbox, due, clock } = await waiting(['a']);
    clock.advance(MINUTE);
    await outbox.accept(intakeOf(firing('b', { incident, startsAt: STARTED_AT - 2 * MINUTE })));
    const alarm = await outbox.take('alarms/default');
    if (!alarm) throw new Error('it is not due');
    await outbox.settle(alarm, REPORTED);
    clock.advance(2 * MINUTE - 1);
    expect(await due()).toBeUndefined();
    clock.advance(1);
    expect(requestIn(await due())).toMatchObject({ title: INCIDENT.title });
  });
});
