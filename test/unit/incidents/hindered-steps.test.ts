import { expect, it } from 'vitest';
import { HinderedSteps } from '../../../src/incidents/hindered-steps.ts';
import { noteHindered } from '../../../src/outbox/decide/incidents/note-hindered.ts';
import type { IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { Incident, IncidentInCoc } from '../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../src/outbox/ledger/ledger.ts';

const QUARTER = 15 * 60_000;
const KEY = 'k1' as IncidentKey;

/** A ledger with an incident like this one, whose alarms fire. */
function ledgerWith(changes: Partial<IncidentInCoc> = {}, fires = true): Ledger {
  const incident = {
    key: KEY,
    alarmId: 'a1',
    state: 'resolved',
    step: 'return',
    incidentNum: 'IM1',
    ...changes,
  };
  const ledger = new Ledger();
  ledger.incident = () => incident as unknown as Incident;
  ledger.fires = () => fires;
  return ledger;
}

it('a solution that is not taken back in a quarter of an hour is overdue', () => {
  const steps = new HinderedSteps();
  expect(steps.overdue(ledgerWith(), [KEY], 0)).toEqual([]);
  expect(steps.overdue(ledgerWith(), [KEY], QUARTER - 1)).toEqual([]);
  expect(steps.overdue(ledgerWith(), [KEY], QUARTER)).toEqual([KEY]);
});

it('the time begins anew after the alarms were over, and in another process', () => {
  const steps = new HinderedSteps();
  steps.overdue(ledgerWith(), [KEY], 0);
  steps.overdue(ledgerWith({}, false), [KEY], 1_000);
  expect(steps.overdue(ledgerWith(), [KEY], QUARTER)).toEqual([]);
  expect(new HinderedSteps().overdue(ledgerWith(), [KEY], QUARTER)).toEqual([]);
});

it.each<[string, Partial<IncidentInCoc>, boolean]>([
  ['is open', { state: 'accepted' }, true],
  ['nobody takes back', { step: undefined as never }, true],
  ['is known to be hindered', { hindered: true }, true],
  ['has nothing that fires', {}, false],
])('an incident that %s is not waited for', (_, changes, fires) => {
  const steps = new HinderedSteps();
  const ledger = ledgerWith(changes, fires);
  steps.overdue(ledger, [KEY], 0);
  expect(steps.overdue(ledger, [KEY], QUARTER)).toEqual([]);
  expect(noteHindered(ledger, KEY)).toEqual([]);
});

it('is noted once, as long as it is so', () => {
  expect(noteHindered(ledgerWith(), KEY)).toEqual([{ type: 'incident.hindered', key: KEY, alarmId: 'a1' }]);
  expect(noteHindered(new Ledger(), KEY)).toEqual([]);
});
