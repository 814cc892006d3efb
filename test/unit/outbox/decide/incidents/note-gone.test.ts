import { expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { noteGone } from '../../../../../src/outbox/decide/incidents/note-gone.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { Incident, IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';

const key = 'k1' as IncidentKey;
const OPENED: IncidentInCoc = {
  ...{ key, alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, policy: 'p', requestedAt: 1 },
  ...{ state: 'opened', incidentNum: 'IM1', openedAt: 1, changedAt: 2 },
};

function gone(known: Partial<IncidentInCoc> | undefined, asked: Partial<IncidentInCoc> = {}) {
  const incident = known && ({ ...OPENED, ...known } as Incident);
  return noteGone(
    { series: () => undefined, incident: (one) => (one === key ? incident : undefined) },
    { ...OPENED, ...asked },
  );
}

it.each(['opened', 'accepted', 'resolved', 'unknown'] as const)(
  'an incident that was %s when COC had it last counts as rejected by a person',
  (state) => {
    expect(gone({ state })).toEqual([
      { type: 'incident.moved', key, alarmId: 'a1', state: 'rejected', by: 'person', isGone: true },
    ]);
  },
);

it.each<[string, ReturnType<typeof gone>]>([
  ['that nobody knows', gone(undefined)],
  ['that is completed', gone({ state: 'completed' })],
  ['that a person rejected', gone({ state: 'rejected' })],
  ['of which a step is under way', gone({ step: 'accept' })],
  ['that has another number since', gone({ incidentNum: 'IM2' })],
  ['that has changed since', gone({ changedAt: 3 })],
])('nothing is noted of one %s', (_case, events) => {
  expect(events).toEqual([]);
});
