import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { EpisodeId } from '../../../src/outbox/events/entry.ts';
import type { EpisodeSeries, Series } from '../../../src/outbox/ledger/series.ts';
import {
  type Comparison,
  compareWithSource,
  type Differences,
  type ListedAlert,
  NO_PAST_ANSWERS,
  type PastAnswers,
  type ReconcilePolicy,
  type SourceAnswer,
} from '../../../src/reconcile/compare-with-source.ts';

const GRACE = 100;
const policy: ReconcilePolicy = { graceMs: GRACE, missedAfterMs: 50, suppressed: 'keep' };

function aSeries(id: string, changes: Partial<EpisodeSeries> = {}): Series {
  const firing = {
    alarmId: id as AlarmId,
    episode: `${id}-1` as EpisodeId,
    state: 'firing',
    source: 'prod',
    fingerprint: id,
    name: id,
    level: 'Major',
    startedAt: 0,
    lastSeenAt: 0,
  };
  return { ...firing, ...changes } as Series;
}

function listed(id: string, changes: Partial<ListedAlert> = {}): ListedAlert {
  return { alarmId: id as AlarmId, level: 'Major', startsAt: 0, state: 'active', ours: true, ...changes };
}

function anAnswer(
  askedAt: number,
  alerts: readonly ListedAlert[],
  changes: Partial<SourceAnswer<ListedAlert>> = {},
) {
  return { askedAt, alerts, complete: true, covers: () => true, ...changes };
}

interface Given extends Partial<Pick<Comparison<ListedAlert>, 'pastAnswers' | 'policy'>> {
  readonly answer: SourceAnswer<ListedAlert>;
  readonly known?: readonly Series[];
}

function decide({ answer, known = [], ...rest }: Given): Differences<ListedAlert> {
  const ledger = {
    series: (alarmId: AlarmId) => known.find((series) => series.alarmId === alarmId),
    renamedAlarms: () => [],
  };
  const firing = known.filter((series) => series.state === 'firing');
  const work = compareWithSource({ pastAnswers: NO_PAST_ANSWERS, policy, answer, ledger, firing, ...rest });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Ids of the alarms that are gone, for each of several answers in a row. */
function goneBy(
  answers: readonly (SourceAnswer<ListedAlert> | 'unreachable')[],
  known: readonly Series[],
): string[][] {
  let pastAnswers: PastAnswers = NO_PAST_ANSWERS;
  return answers.map((answer) => {
    if (answer === 'unreachable') {
      pastAnswers = NO_PAST_ANSWERS;
      return [];
    }
    const differences = decide({ answer, known, pastAnswers });
    pastAnswers = differences.pastAnswers;
    return differences.gone.map(({ series }) => series.alarmId);
  });
}

const ids = (alerts: readonly ListedAlert[]) => alerts.map(({ alarmId }) => alarmId);

describe('an alert that is listed', () => {
  it.each<[string, ListedAlert, readonly Series[], readonly string[]]>([
    ['is missed when it is unknown', listed('a'), [], ['a']],
    ['is missed when its last episode is over', listed('a'), [aSeries('a', { state: 'resolved' })], ['a']],
    ['is not missed while its alarm fires', listed('a'), [aSeries('a')], []],
    [
      'is not missed while its alarm fires under its other id',
      listed('a', { alias: 'b' as AlarmId }),
      [aSeries('b')],
      [],
    ],
    ['may still be on its way while it is young', listed('a', { startsAt: 951 }), [], []],
    ['counts as old when it has no start', listed('a', { startsAt: undefined as never }), [], ['a']],
    ['is ignored when it goes to another receiver', listed('a', { ours: false }), [], []],
    ['is left alone while it is suppressed', listed('a', { state: 'suppressed' }), [], []],
    ['is left alone while the source is undecided', listed('a', { state: 'undecided' }), [], []],
    [
      'is left alone when it arrived after the source was asked',
      listed('a'),
      [aSeries('a', { state: 'resolved', lastSeenAt: 1_001 })],
      [],
    ],
  ])('%s', (_title, alert, known, missed) => {
    expect(ids(decide({ answer: anAnswer(1_000, [alert]), known }).missed)).toEqual(missed);
  });

  it('counts as changed when its level differs', () => {
    const known = [aSeries('a'), aSeries('b'), aSeries('c', { lastSeenAt: 1_001 })];
    const alerts = ['a', 'b', 'c'].map((id) => listed(id, { level: id === 'a' ? 'Major' : 'Critical' }));
    const { changed, missed } = decide({ answer: anAnswer(1_000, alerts), known });
    expect([ids(changed), missed]).toEqual([['b'], []]);
  });
});

describe('an alarm that is missing', () => {
  const open = [aSeries('a')];
  const without = (askedAt: number, changes: Partial<SourceAnswer<ListedAlert>> = {}) =>
    anAnswer(askedAt, [], changes);

  it('is gone when two answers lack it, the grace period apart, and not before', () => {
    expect(goneBy([without(1_000), without(1_050), without(1_099), without(1_100)], open)).toEqual([
      [],
      [],
      [],
      ['a'],
    ]);
  });

  it('is gone only from the second answer on when there is no grace', () => {
    const impatient = { ...policy, graceMs: 0 };
    const first = decide({ answer: without(1_000), known: open, policy: impatient });
    const next = { answer: without(1_001), known: open, policy: impatient, pastAnswers: first.pastAnswers };
    expect([first.gone.length, decide(next).gone.length]).toEqual([0, 1]);
  });

  it.each<[string, SourceAnswer<ListedAlert> | 'unreachable']>([
    ['lists it', anAnswer(1_050, [listed('a')])],
    ['lists it as suppressed', anAnswer(1_050, [listed('a', { state: 'suppressed' })])],
    ['lists it as not decided yet', anAnswer(1_050, [listed('a', { state: 'undecided' })])],
    ['lists it under its other id', anAnswer(1_050, [listed('b', { alias: 'a' as AlarmId })])],
    ['could not be read whole', without(1_050, { complete: false })],
    ['did not come', 'unreachable'],
  ])('begins anew when an answer in between %s', (_title, between) => {
    expect(goneBy([without(1_000), between, without(1_100), without(1_200)], open)).toEqual([
      [],
      [],
      [],
      ['a'],
    ]);
  });

  it('begins anew when the source was started again in between, however long it was missing before', () => {
    const answers = [
      without(1_000, { runningSince: 1 }),
      without(1_090, { runningSince: 1 }),
      without(1_100, { runningSince: 1_095 }),
      without(1_199, { runningSince: 1_095 }),
      without(1_200, { runningSince: 1_095 }),
    ];
    expect(goneBy(answers, open)).toEqual([[], [], [], [], ['a']]);
  });

  it('begins anew when an alert of it arrived in between', () => {
    const first = decide({ answer: without(1_000), known: open });
    const heard = [aSeries('a', { lastSeenAt: 1_050 })];
    const second = decide({ answer: without(1_100), known: heard, pastAnswers: first.pastAnswers });
    const third = decide({ answer: without(1_200), known: heard, pastAnswers: second.pastAnswers });
    expect([second, third].map(({ gone }) => gone.length)).toEqual([0, 1]);
  });

  it('is left alone when an alert of it arrived after the source was asked', () => {
    const first = decide({ answer: without(1_000), known: open });
    const heard = [aSeries('a', { lastSeenAt: 1_101 })];
    expect(decide({ answer: without(1_100), known: heard, pastAnswers: first.pastAnswers }).gone).toEqual([]);
  });

  it('is left alone when the list would not contain it', () => {
    const answers = [1_000, 1_100].map((at) => without(at, { covers: () => false }));
    expect(goneBy(answers, open)).toEqual([[], []]);
  });

  it('counts as gone while it is suppressed, where that is configured', () => {
    const answer = (at: number) => anAnswer(at, [listed('a', { state: 'suppressed' })]);
    const how = { ...policy, suppressed: 'resolve' } as const;
    const first = decide({ answer: answer(1_000), known: open, policy: how });
    const second = decide({
      answer: answer(1_100),
      known: open,
      policy: how,
      pastAnswers: first.pastAnswers,
    });
    expect(second.gone.map(({ missingSince }) => missingSince)).toEqual([1_000]);
  });

  it('is remembered, and nothing else is', () => {
    const known = Array.from({ length: 1_000 }, (_, i) => aSeries(`s${i}`));
    const { pastAnswers } = decide({
      answer: anAnswer(
        1_000,
        known.slice(1).map((series) => listed(series.alarmId)),
      ),
      known,
    });
    expect([...pastAnswers.missing.keys()]).toEqual(['s0']);
  });
});
