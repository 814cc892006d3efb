import { describe, expect, it } from 'vitest';
import { deadLetter, deadLetterOf } from '../../../../src/outbox/decide/dead-letter.ts';
import type { HandleIncident } from '../../../../src/outbox/events/entry.ts';
import { openIncident, reportAlarm } from '../../../support/entries.ts';
import { aPolicy } from '../../../support/policy.ts';

const rejected = { kind: 'rejected', reason: 'bad-request', detail: 'COC.1: no' } as const;

describe('a refused alarm', () => {
  const entries = [
    { id: 3, body: reportAlarm('a') },
    { id: 5, body: reportAlarm('a') },
  ];

  it('is kept whole with the alert that arrived, under an id that follows from the entry', () => {
    const body = reportAlarm('a');
    const entry = { id: 3, body };
    expect(deadLetterOf(entry, rejected, { at: 9 })).toEqual({
      raw: body.alert.raw,
      id: 'entry-3',
      at: 9,
      source: 'prod',
      kind: 'refused',
      reason: 'bad-request',
      detail: 'COC.1: no',
      entry,
    });
  });

  it('knows the way on which it was refused', () => {
    const entry = { id: 3, body: reportAlarm('a') };
    expect(deadLetterOf(entry, rejected, { at: 9, way: 'w1' })).toMatchObject({ id: 'entry-3', way: 'w1' });
    expect(deadLetterOf(entry, rejected, { at: 9 })).not.toHaveProperty('way');
  });

  it('takes the entries behind it along, and marks its episode', () => {
    const events = deadLetter(entries, rejected, aPolicy());
    expect(events).toMatchObject([
      { type: 'entry.dead-lettered', entry: 3, deadLetter: 'entry-3', detail: 'COC.1: no' },
      { type: 'entry.dead-lettered', entry: 5, deadLetter: 'entry-5' },
      { type: 'episode.refused', episode: 'ep-a', configuration: 'c1' },
    ]);
  });
});

it('a refused incident fails', () => {
  const events = deadLetter([{ id: 3, body: openIncident('k') }], rejected, aPolicy());
  expect(events).toMatchObject([
    { type: 'entry.dead-lettered', key: 'k' },
    { type: 'incident.failed', key: 'k', detail: 'COC.1: no' },
  ]);
});

it('a refused step is kept under its policy, and fails nothing', () => {
  const { key, alarmId, episode, request } = openIncident('k');
  const body: HandleIncident = {
    ...{ kind: 'handle-incident', key, alarmId, episode, policy: request.policy, incidentNum: 'IM1' },
    ...{ operator: 'u', step: 'accept' },
  };
  const kept = { id: 'entry-3', at: 9, kind: 'refused', reason: 'bad-request', detail: 'COC.1: no' };
  expect(deadLetterOf({ id: 3, body }, rejected, { at: 9 })).toEqual({
    ...kept,
    source: 'critical',
    entry: { id: 3, body },
  });
  expect(deadLetter([{ id: 3, body }], rejected, aPolicy()).map(({ type }) => type)).toEqual([
    'entry.dead-lettered',
  ]);
});

it('a refused incident is kept under its policy', () => {
  const kept = deadLetterOf({ id: 3, body: openIncident('k') }, rejected, { at: 9 });
  expect(kept).toMatchObject({ id: 'entry-3', source: 'critical' });
});

it('no entries make no events', () => {
  expect(deadLetter([], rejected, aPolicy())).toEqual([]);
});
