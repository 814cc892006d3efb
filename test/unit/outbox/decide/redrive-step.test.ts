import { describe, expect, it } from 'vitest';
import { redriveAlarm, redriveStep } from '../../../../src/outbox/decide/redrive.ts';
import type {
  EpisodeId,
  HandleIncident,
  OpenWarRoom,
  RemarkIncident,
} from '../../../../src/outbox/events/entry.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import { anAlarm, anAlert, firing, resolved } from '../../../support/alerts.ts';
import { openIncident } from '../../../support/entries.ts';

const { key, alarmId, episode } = openIncident('ep-a1');
const ABOUT = { key, alarmId, episode, policy: 'critical' };
const STEP: HandleIncident = {
  ...{ kind: 'handle-incident', ...ABOUT, incidentNum: 'IM1', operator: 'u', step: 'solve' },
};
const ROOM: OpenWarRoom = {
  ...{ kind: 'open-war-room', ...ABOUT, incidentNum: 'IM1' },
  room: {
    ...{ name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' },
    ...{ participants: [], scheduleGroups: [] },
  },
};
const FORWARD: RemarkIncident = {
  ...{ kind: 'remark-incident', ...ABOUT, incidentNum: 'IM1' },
  remark: { note: 'n', told: { fires: true, alarms: 1 }, forward: { to: 'boss', from: 'opened' } },
};
const IN_COC = { requestedAt: 1, incidentNum: 'IM1', openedAt: 1, changedAt: 1 };
const incidentIn = (state: string) => ({ ...ABOUT, ...IN_COC, state }) as Incident;
const viewOf = (incident: Incident | undefined) => ({ series: () => undefined, incident: () => incident });

describe.each([
  ['step', STEP],
  ['war room', ROOM],
  ['forward', FORWARD],
])('a refused %s that is put back', (_, body) => {
  it.each(['opened', 'accepted', 'resolved'])('is queued again while its incident is %s', (state) => {
    expect(redriveStep(viewOf(incidentIn(state)), body)).toEqual([{ type: 'entry.queued', body }]);
  });

  it.each(['completed', 'rejected', 'cancelled', 'forgotten'])(
    'is skipped when its incident is %s',
    (state) => {
      const incident = state === 'forgotten' ? undefined : incidentIn(state);
      expect(redriveStep(viewOf(incident), body)).toEqual([
        { type: 'incident.skipped', alarmId, episode, policy: 'critical', reason: 'ended' },
      ]);
    },
  );
});

it('a refused fire that is put back has no end where its route drops resolves', () => {
  const end = resolved('disk', { routed: { kind: 'filtered', reason: 'route', route: 'fires-only' } });
  const alarm = anAlarm(anAlert('disk'));
  const refused = { episode: 'ep-disk' as EpisodeId, alarm, deadLetter: 'entry-3' };
  const events = redriveAlarm(viewOf(undefined), refused, { again: firing('disk'), end });
  expect(events).toMatchObject([{ type: 'entry.queued', body: { alarm: { alarmStatus: 'alarm' } } }]);
});
