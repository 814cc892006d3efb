import { describe, expect, it } from 'vitest';
import { wordsForIncident } from '../../../../src/admin/incidents/words-for-incident.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { IncidentKey } from '../../../../src/outbox/events/entry.ts';

const OPENED = { type: 'war-room.opened', seq: 1, alarmId: 'a' as AlarmId, key: 'k' as IncidentKey } as const;

describe('the sentence about a war room', () => {
  it.each([
    [{ ...OPENED, warRoomNum: 'WR1' }, 'The war room of incident k is open in COC as WR1.'],
    [OPENED, 'The war room of incident k is open in COC.'],
  ])('names its number only when COC gave one', (event, sentence) => {
    expect(wordsForIncident(event)).toBe(sentence);
  });
});
