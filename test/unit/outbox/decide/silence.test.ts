import { describe, expect, it } from 'vitest';
import {
  endSilenceAlarm,
  raiseSilenceAlarm,
  repeatSilenceAlarm,
} from '../../../../src/outbox/decide/silence.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import type { IncidentView } from '../../../../src/outbox/ledger/ledger-view.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import { firing, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const { alarmId, source, fingerprint, name, level } = firing('silence').alert;
const FIRING: Series = {
  ...{ alarmId, source, fingerprint, name, level },
  ...{ state: 'firing', episode: 'e1' as EpisodeId, startedAt: 1, lastSeenAt: 1 },
};
const OVER: Series = { ...FIRING, state: 'resolved', endedAt: 2, closedAt: 2 };
const context = { now: STARTED_AT + 9_000_000, seq: 1, policy: aPolicy({ configuration: 'c2' }) };

const viewOf = (known: Series | undefined): IncidentView => ({
  series: () => known,
  incident: () => undefined,
  renamedAlarms: () => [],
  everyIncident: () => [],
  latestIncident: () => undefined,
  fires: () => false,
  linkedAlarms: () => [],
  linkedFiring: () => 0,
  spentIncidents: () => [],
});
const typesOf = (events: readonly OutboxEvent[]) => events.map(({ type }) => type);
const raised = (known: Series | undefined) =>
  typesOf(raiseSilenceAlarm(viewOf(known), firing('silence', { startsAt: STARTED_AT }), context));
const ended = (known: Series | undefined) =>
  typesOf(endSilenceAlarm(viewOf(known), resolved('silence'), context));

describe('the alarm about a silent monitoring system', () => {
  it.each([
    ['before it was ever raised', undefined],
    ['after it was over', OVER],
  ])('is raised %s', (_when, known) => {
    expect(raised(known)).toEqual(['episode.opened', 'entry.queued']);
  });

  it('is raised once', () => {
    expect(raised(FIRING)).toEqual([]);
  });

  it('is raised again under another configuration than the one under which COC refused it', () => {
    expect(raised({ ...FIRING, refusedUnder: 'c2' })).toEqual([]);
    expect(raised({ ...FIRING, refusedUnder: 'c1' })).toEqual(['episode.changed', 'entry.queued']);
  });

  it('is repeated only while it fires', () => {
    const repeated = (known: Series | undefined) =>
      typesOf(repeatSilenceAlarm(viewOf(known), firing('silence', { startsAt: 1 }), context));
    expect(repeated(FIRING)).toEqual(['alert.repeated']);
    expect(repeated(OVER)).toEqual([]);
    expect(repeated(undefined)).toEqual([]);
  });

  it('is ended only while it fires', () => {
    expect(ended(FIRING)).toEqual(['episode.closed', 'entry.queued']);
    expect(ended(OVER)).toEqual([]);
    expect(ended(undefined)).toEqual([]);
  });
});
