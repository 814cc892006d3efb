import { expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { noteShown, READING_AGE_MS } from '../../../../../src/outbox/decide/incidents/note-shown.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { CocIncidentState } from '../../../../../src/outbox/events/incident-event.ts';
import type { Incident, IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';

const CHANGED = 1_000_000;
const JOINED = CHANGED + 60_000;
const NOW = JOINED + 60_000;
const key = 'k1' as IncidentKey;
const OPENED: IncidentInCoc = {
  ...{ key, alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, policy: 'p', requestedAt: 1 },
  ...{ state: 'opened', incidentNum: 'IM1', openedAt: 1, changedAt: CHANGED, joinedAt: JOINED },
};

/** Events after a reading that was requested 5 s ago. */
function shown(
  known: Partial<IncidentInCoc> = {},
  { state = 'opened' as CocIncidentState, asked = {} as Partial<IncidentInCoc>, now = NOW } = {},
) {
  const incident = { ...OPENED, ...known } as Incident;
  const view = { series: () => undefined, incident: () => incident };
  const reading = { key, state, asked: { ...OPENED, ...known, ...asked }, knownForMs: 1, askedForMs: 5_000 };
  return noteShown(view, reading, { now });
}

it('an incident that COC shows as the agent knows it was so when it was asked, less what COC may be late', () => {
  const ageMs = 5_000 + READING_AGE_MS;
  expect(shown()).toEqual([{ type: 'incident.shown', key, alarmId: 'a1', ageMs }]);
  expect(shown({ shownAt: JOINED - 1 })).toHaveLength(1);
});

it.each<[string, () => ReturnType<typeof shown>]>([
  ['that COC shows in another state', () => shown({}, { state: 'accepted' })],
  ['that has changed since it was asked', () => shown({}, { asked: { changedAt: CHANGED - 1 } })],
  ['that is over', () => shown({ state: 'rejected' }, { state: 'rejected' })],
  ['that no alarm has joined', () => shown({ joinedAt: undefined as never })],
  ['that no alarm has joined since it was shown', () => shown({ shownAt: JOINED })],
  ['of which no more is known than before', () => shown({ shownAt: JOINED - 1 }, { now: JOINED + 14_999 })],
])('nothing is noted of an incident %s', (_what, reading) => {
  expect(reading()).toEqual([]);
});

it('nothing is noted of an incident that nobody knows', () => {
  const view = { series: () => undefined, incident: () => undefined };
  const reading = { key, state: 'opened', asked: OPENED, knownForMs: 1, askedForMs: 1 } as const;
  expect(noteShown(view, reading, { now: NOW })).toEqual([]);
});
