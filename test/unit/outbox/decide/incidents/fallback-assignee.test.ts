import { describe, expect, it } from 'vitest';
import { withFallbackAssignee } from '../../../../../src/outbox/decide/incidents/fallback-assignee.ts';
import type { Outcome } from '../../../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf } from '../../../../support/alerts.ts';
import { openIncident, reportAlarm } from '../../../../support/entries.ts';
import { REPORTED } from '../../../../support/hand-destination.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { openOutbox } from '../../../../support/outbox.ts';
import { aPolicy } from '../../../../support/policy.ts';

const fallbackAssignee = { scene: 'on-call', role: 'second-line' };
const withRules = (rules: Parameters<typeof someRules>[0]) =>
  aPolicy({ incidentRules: new Map([[INCIDENT.policy, someRules(rules)]]) });

describe('a request for an incident that COC refused once', () => {
  it('goes to the fallback assignee of its policy', () => {
    const anew = withFallbackAssignee(openIncident('k1'), true, withRules({ fallbackAssignee }));
    expect(anew).toEqual({
      ...openIncident('k1'),
      request: { ...INCIDENT, assignee: fallbackAssignee, hasFallback: true },
    });
  });

  it('stays as it is without one, and so does all that was not refused', () => {
    const policy = withRules({ fallbackAssignee });
    const open = openIncident('k1');
    expect(withFallbackAssignee(open, true, withRules({}))).toBe(open);
    expect(withFallbackAssignee(open, false, policy)).toBe(open);
    const alarm = reportAlarm('a');
    expect(withFallbackAssignee(alarm, true, policy)).toBe(alarm);
  });
});

it('an incident is asked for with its own assignee first, then with the fallback, and then is a dead letter', async () => {
  const policy = withRules({ fallbackAssignee });
  const { outbox, clock, records } = await openOutbox({ policy });
  const asked: unknown[] = [];
  const attempt = async (destination: string, outcome: Outcome) => {
    clock.advance(3_600_000);
    const entry = await outbox.take(destination);
    if (!entry) throw new Error(`nothing is due for ${destination}`);
    if (entry.body.kind === 'open-incident') asked.push(entry.body.request.assignee);
    await outbox.settle(entry, outcome);
  };
  const refused: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such user' };
  const opened: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT }), firing('b', { incident: INCIDENT })));
  for (const _ of ['a', 'b']) await attempt('alarms/default', REPORTED);
  await attempt('incidents', refused);
  await attempt('incidents', refused);
  await attempt('incidents', opened);
  await attempt('incidents', refused);
  expect(asked).toEqual([INCIDENT.assignee, INCIDENT.assignee, fallbackAssignee, fallbackAssignee]);
  const events = records.flatMap((record) => record.events);
  expect(events.filter(({ type }) => type === 'incident.opened')).toMatchObject([{ hasFallback: true }]);
  expect(events.filter(({ type }) => type === 'incident.failed')).toHaveLength(1);
});
