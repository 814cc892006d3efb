import { expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { noteManualChange } from '../../../../../src/outbox/decide/incidents/note-manual-change.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { CocIncidentState } from '../../../../../src/outbox/events/incident-event.ts';
import type { IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { incidentInCoc } from './incident-in-coc.ts';

const key = 'k1' as IncidentKey;
const LAG = 20_000;
const CHANGED = 1_000_000;

/** Events after a reading that was requested so long after the last change; before it, when negative. */
function seen(known: Partial<IncidentInCoc>, state: CocIncidentState, afterMs: number, then?: object) {
  const about = { key, alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, policy: 'p', requestedAt: 1 };
  const opened = { incidentNum: 'IM1', openedAt: 1, changedAt: CHANGED };
  const incident: IncidentInCoc = { ...about, state: 'opened', ...opened, ...known };
  const view = { series: () => undefined, incident: () => incident };
  const before = { state: 'opened', changedAt: CHANGED - 1 } as const;
  const asked = { ...(afterMs < 0 ? before : incident), ...then };
  const reading = { key, state, asked, knownForMs: Math.max(0, afterMs) };
  return noteManualChange(view, reading, { lagMs: LAG }).map((event) =>
    event.type === 'incident.moved' ? `${event.state} by ${event.by}` : event.type,
  );
}

it.each<[string, Partial<IncidentInCoc>, CocIncidentState, number, string[]]>([
  ['the known state', {}, 'opened', 1, []],
  ['that a person accepted it', {}, 'accepted', 1, ['accepted by person']],
  ['that a person rejected it', {}, 'rejected', 1, ['rejected by person']],
  ['that it is rejected', { state: 'rejected' }, 'rejected', 1, []],
  [
    'that one is rejected that was gone',
    { state: 'rejected', isGone: true },
    'rejected',
    1,
    ['rejected by person'],
  ],
  ['that a person rejected what was accepted', { state: 'accepted' }, 'rejected', 1, ['rejected by person']],
  ['that a person completed it', { state: 'resolved' }, 'completed', 1, ['completed by person']],
  ['that a person opened it again', { state: 'rejected' }, 'opened', LAG, ['opened by person']],
  ['an earlier state than our step, too soon', { state: 'accepted' }, 'opened', LAG - 1, []],
  ['an earlier state than our step, long after', { state: 'accepted' }, 'opened', LAG, ['opened by person']],
  ['a state that the agent does not know', { state: 'accepted' }, 'unknown', 1, ['unknown by person']],
  ['that it goes on after such a state', { state: 'unknown' }, 'accepted', LAG, ['accepted by person']],
  ['that it goes on, too soon to be true', { state: 'unknown' }, 'accepted', LAG - 1, []],
  ['a solution that we took back, too soon', { state: 'accepted', by: 'agent' }, 'resolved', LAG - 1, []],
  [
    'a solution after we took one back, long after',
    { state: 'accepted', by: 'agent' },
    'resolved',
    LAG,
    ['resolved by person'],
  ],
  [
    'a solution of what a person accepted',
    { state: 'accepted', by: 'person' },
    'resolved',
    1,
    ['resolved by person'],
  ],
  [
    'a rejection of what we accepted',
    { state: 'accepted', by: 'agent' },
    'rejected',
    1,
    ['rejected by person'],
  ],
  [
    'a completion of what we accepted',
    { state: 'accepted', by: 'agent' },
    'completed',
    1,
    ['completed by person'],
  ],
  ['a solution of what we opened', { by: 'agent' }, 'resolved', 1, ['resolved by person']],
  ['a state from before our step', { state: 'accepted' }, 'rejected', -1, []],
  ['a state that our current step may have made', { step: 'accept' }, 'accepted', 1, []],
  ['any state of a completed incident', { state: 'completed' }, 'accepted', LAG, []],
])('a reading that shows %s', (_, known, state, afterMs, expected) => {
  expect(seen(known, state, afterMs)).toEqual(expected);
});

it.each<[string, object]>([
  ['the state has changed since', { state: 'opened', changedAt: CHANGED }],
  ['the state has changed and changed back since', { state: 'accepted', changedAt: CHANGED - 1 }],
])('a reading is ignored when %s it was requested', (_, asked) => {
  expect(seen({ state: 'accepted' }, 'resolved', LAG, asked)).toEqual([]);
  expect(seen({ state: 'accepted' }, 'resolved', LAG)).toEqual(['resolved by person']);
});

it('a reading of a forgotten incident is ignored', () => {
  const view = { series: () => undefined, incident: () => undefined };
  const asked = { state: 'opened', changedAt: CHANGED } as const;
  const reading = { key, state: 'accepted', asked, knownForMs: LAG } as const;
  expect(noteManualChange(view, reading, { lagMs: LAG })).toEqual([]);
});

it('a state that the reference names is stored without any other name', () => {
  const incident = incidentInCoc({ key, changedAt: CHANGED });
  const view = { series: () => undefined, incident: () => incident };
  const reading = { key, state: 'accepted', asked: incident, knownForMs: LAG } as const;
  const [moved] = noteManualChange(view, reading, { lagMs: LAG });
  expect(moved).toMatchObject({ type: 'incident.moved', state: 'accepted' });
  expect(moved).not.toHaveProperty('shown');
});

it("an unknown state is stored with COC's own name", () => {
  const about = { key, alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, policy: 'p', requestedAt: 1 };
  const incident: IncidentInCoc = {
    ...about,
    ...{ state: 'accepted', incidentNum: 'IM1', openedAt: 1, changedAt: CHANGED },
  };
  const view = { series: () => undefined, incident: () => incident };
  const reading = {
    key,
    state: 'unknown',
    shown: 'INCIDENT_STATUS_PAUSED',
    asked: incident,
    knownForMs: 1,
  } as const;
  expect(noteManualChange(view, reading, { lagMs: LAG })).toEqual([
    {
      type: 'incident.moved',
      key,
      alarmId: 'a1',
      state: 'unknown',
      by: 'person',
      shown: 'INCIDENT_STATUS_PAUSED',
    },
  ]);
});
