import { describe, expect, it } from 'vitest';
import { numbersSeen, proveNumber } from '../../../src/incidents/prove-number.ts';
import type { IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome } from '../../../src/outbox/events/outcome.ts';
import type { NumbersReading, ReferenceReading } from '../../../src/outbox/ports/incident-reader.ts';
import { HandReferenceReader } from '../../support/hand-reference-reader.ts';

const KEY = 'k1' as IncidentKey;
const DENIED: FailedOutcome = { kind: 'rejected', reason: 'forbidden', detail: 'no right to list' };
const GONE: FailedOutcome = { kind: 'rejected', reason: 'not-found', detail: 'no such ticket' };
const NO_API: FailedOutcome = {
  ...{ kind: 'retry', reason: 'not-found', scope: 'destination', detail: 'no such API' },
};
const NONE: NumbersReading = { kind: 'seen', incidentNums: [], complete: true };
const FOREIGN: ReferenceReading = { kind: 'foreign' };
const force = '--force REASON takes IM7 all the same, and the agent then leaves it alone';
const another = "IM7 is another problem's: its title lacks [k1], the reference of this incident";

async function look(list: NumbersReading, itself: ReferenceReading) {
  const reader = new HandReferenceReader();
  Object.assign(reader, { list, itself });
  const proof = await proveNumber({ key: KEY }, 'IM7', { reader, onFailure: reader.onFailure });
  return { proof, reader };
}

describe('a number that COC does not prove', () => {
  it.each<[string, NumbersReading, ReferenceReading, string]>([
    [
      'that COC shows the incident under another',
      { kind: 'seen', incidentNums: ['IM8', 'IM9'], complete: true },
      FOREIGN,
      `${another}. COC shows this incident as IM8, IM9: give --opened IM8; ${force}`,
    ],
    [
      'that COC has none',
      NONE,
      FOREIGN,
      `${another}. COC lists no incident with [k1]: --open-again requests it; ${force}`,
    ],
    [
      'that the list has gaps',
      { ...NONE, complete: false, gap: '3 incidents are unreadable' },
      FOREIGN,
      `${another}. COC's list may lack this incident: 3 incidents are unreadable. Search COC for [k1]; ${force}`,
    ],
    [
      'why the list could not be read',
      { kind: 'failed', outcome: DENIED },
      FOREIGN,
      `${another}. COC's list could not be read: no right to list. Try again later; ${force}`,
    ],
    [
      'that there is no such incident',
      NONE,
      { kind: 'failed', outcome: GONE },
      `COC has no incident IM7. COC lists no incident with [k1]: --open-again requests it; ${force}`,
    ],
    [
      'that it could not be read',
      NONE,
      { kind: 'failed', outcome: NO_API },
      `IM7 could not be read: no such API. COC lists no incident with [k1]: --open-again requests it; ${force}`,
    ],
    [
      'that it could not be read by right',
      NONE,
      { kind: 'failed', outcome: DENIED },
      `IM7 could not be read: no right to list. COC lists no incident with [k1]: --open-again requests it; ${force}`,
    ],
  ])('says %s', async (_, list, itself, why) => {
    const { proof, reader } = await look(list, itself);
    expect(proof).toEqual({ kind: 'unproven', why });
    expect(reader.failures).toEqual(
      [list, itself].flatMap((one) => (one.kind === 'failed' ? [one.outcome] : [])),
    );
  });
});

describe('a number of an incident', () => {
  it('is proven by its own title, also where the list can not be read', async () => {
    const { proof } = await look({ kind: 'failed', outcome: DENIED }, { kind: 'ours' });
    expect(proof).toEqual({ kind: 'proven', number: { incidentNum: 'IM7', others: [] } });
  });

  it('is proven by a list, also by one with gaps, which names the others', async () => {
    const list = { kind: 'seen', incidentNums: ['IM6', 'IM7'], complete: false, gap: 'two' } as const;
    const { proof } = await look(list, FOREIGN);
    expect(proof).toEqual({ kind: 'proven', number: { incidentNum: 'IM7', others: ['IM6'] } });
  });

  it('is seen in a list, and nowhere in one that can not be read', async () => {
    const reader = new HandReferenceReader();
    const seen = () => numbersSeen({ key: KEY }, { reader, onFailure: reader.onFailure });
    reader.lists('IM1', 'IM2');
    expect(await seen()).toEqual(['IM1', 'IM2']);
    reader.list = { kind: 'failed', outcome: DENIED };
    expect(await seen()).toEqual([]);
    expect(reader.failures).toEqual([DENIED]);
    expect(reader.asked).toEqual([KEY, KEY]);
  });

  it.each<[string, ReferenceReading, readonly string[]]>([
    ['is seen by its own title too', { kind: 'ours' }, ['IM1', 'IM7']],
    ['is not seen where its title is another', FOREIGN, ['IM1']],
    ['is not seen where it can not be read', { kind: 'failed', outcome: DENIED }, ['IM1']],
  ])('that it has so far %s', async (_, itself, numbers) => {
    const reader = new HandReferenceReader();
    reader.lists('IM1');
    reader.itself = itself;
    expect(await numbersSeen({ key: KEY, known: 'IM7' }, { reader, onFailure: reader.onFailure })).toEqual(
      numbers,
    );
    expect(reader.failures).toEqual(itself.kind === 'failed' ? [DENIED] : []);
  });

  it('that it has so far is not read when it is in the list', async () => {
    const reader = new HandReferenceReader();
    reader.lists('IM7');
    expect(await numbersSeen({ key: KEY, known: 'IM7' }, { reader, onFailure: reader.onFailure })).toEqual([
      'IM7',
    ]);
    expect(reader.asked).toEqual([KEY]);
  });

  it('is proven beside the one so far, which is its own too', async () => {
    const reader = new HandReferenceReader();
    const asked = { key: KEY, known: 'IM6' };
    expect(await proveNumber(asked, 'IM7', { reader, onFailure: reader.onFailure })).toEqual({
      ...{ kind: 'proven', number: { incidentNum: 'IM7', others: ['IM6'] } },
    });
    expect(reader.asked).toEqual([KEY, `IM6 of ${KEY}`, `IM7 of ${KEY}`]);
  });
});
