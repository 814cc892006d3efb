import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../../src/alerts/alert.ts';
import { accept } from '../../../../src/outbox/decide/accept.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, firingAt, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

type Change = 'level' | 'description' | 'labels';

/** Policy that sends these changes to COC. */
const resends = (...changes: readonly Change[]) => aPolicy({ resendOn: new Set(changes) });

/** Makes one decision after the other, each under its policy. Returns the events of each. */
function decided(...steps: readonly (readonly [OutboxPolicy, Arrival])[]): (readonly OutboxEvent[])[] {
  const ledger = new Ledger();
  let seq = 1;
  return steps.map(([policy, arrival]) => {
    const now = STARTED_AT + seq * 1_000;
    const events = accept(ledger, arrival, { seq, now, policy });
    for (const event of events) ledger.fold(event, { seq: seq++, at: now });
    return events;
  });
}

/** Events of the second of two arrivals, in words. */
function second(policy: OutboxPolicy, one: Arrival, other: Arrival): string | undefined {
  return wordsOf(decided([policy, one], [policy, other]).at(-1));
}

const wordsOf = (events: readonly OutboxEvent[] = []) => events.map(({ type }) => type).join(', ');

const REPEATED = 'alert.repeated';
const SENT = 'episode.changed, entry.queued';
const described = (alarmDesc: string) => firing('a', { alarm: { alarmDesc } });
const labelled = (...labels: readonly (readonly [string, string])[]) =>
  firing('a', { labels: labelsFrom(labels) });

describe('a change of a firing alarm', () => {
  it.each<[string, readonly Change[], Arrival, Arrival, string]>([
    ['of the description is sent', ['description'], described('x'), described('y'), SENT],
    ['of nothing is not', ['description'], described('x'), described('x'), REPEATED],
    [
      'of the description is not, if only others are',
      ['level', 'labels'],
      described('x'),
      described('y'),
      REPEATED,
    ],
    [
      'of the level is not, if only others are',
      ['description'],
      firing('a'),
      firingAt('a', 'Critical'),
      REPEATED,
    ],
    ['of a label is sent', ['labels'], labelled(['a', '1']), labelled(['a', '2']), SENT],
    ['by another label is sent', ['labels'], labelled(['a', '1']), labelled(['a', '1'], ['b', '2']), SENT],
    [
      'of a label is not, if only others are',
      ['description'],
      labelled(['a', '1']),
      labelled(['a', '2']),
      REPEATED,
    ],
    [
      'of the order of its labels is none',
      ['labels'],
      labelled(['c', '3'], ['a', '1'], ['b', '2']),
      labelled(['b', '2'], ['c', '3'], ['a', '1']),
      REPEATED,
    ],
    ['of one of two kinds is sent', ['description', 'labels'], described('x'), described('y'), SENT],
  ])('%s', (_, changes, one, other, words) => {
    expect(second(resends(...changes), one, other)).toBe(words);
  });

  it('is told once: the changed text is then the known one', () => {
    const policy = resends('description');
    const steps = [described('x'), described('y'), described('y'), described('x')];
    const all = decided(...steps.map((arrival) => [policy, arrival] as const));
    expect(all.slice(1).map(wordsOf)).toEqual([SENT, REPEATED, SENT]);
  });

  it.each<[string, OutboxPolicy, OutboxPolicy]>([
    ['another text is compared', resends('level'), resends('description')],
    ['one more text is compared', resends('description'), resends('description', 'labels')],
  ])('is told once since %s, as nobody knows what COC has', (_, before, now) => {
    const [, again, repeated, changed] = decided(
      [before, described('x')],
      [now, described('x')],
      [now, described('x')],
      [now, described('y')],
    );
    expect([again, repeated, changed].map((events) => wordsOf(events))).toEqual([SENT, REPEATED, SENT]);
  });

  it.each<[string, OutboxPolicy, OutboxPolicy, string]>([
    ['no text is compared any more', resends('description'), resends('level'), 'y'],
    ['fewer texts are compared', resends('description', 'labels'), resends('description'), 'x'],
  ])('is none since %s', (_, before, now, text) => {
    const [, again] = decided([before, described('x')], [now, described(text)]);
    expect(wordsOf(again)).toBe(REPEATED);
  });
});

describe('the digest of the compared texts', () => {
  it('is left out where no text is compared', () => {
    const [opened, changed] = decided(
      [resends('level'), firing('a')],
      [resends('level'), firingAt('a', 'Critical')],
    );
    expect(opened?.[0]).not.toHaveProperty('content');
    expect(changed?.[0]).toMatchObject({ type: 'episode.changed', level: 'Critical' });
    expect(changed?.[0]).not.toHaveProperty('content');
  });

  it('is the same in each version, or every firing alarm would be sent again after an upgrade', () => {
    const alert = firing('a', {
      labels: labelsFrom([
        ['b', '2'],
        ['a', '1'],
      ]),
      alarm: { alarmDesc: 'x' },
    });
    const [opened] = decided([resends('description', 'labels'), alert]);
    expect(opened?.[0]).toMatchObject({ content: 'dcelmlifudn-l2feny3ejf4r' });
  });

  it('stands in the first event of an episode and in each change', () => {
    const policy = resends('description', 'labels');
    const [opened, changed] = decided([policy, described('x')], [policy, described('y')]);
    const text = /^d[0-9a-z]+-l[0-9a-z]+$/;
    expect(opened?.[0]).toMatchObject({ type: 'episode.opened', content: expect.stringMatching(text) });
    expect(changed?.[0]).toMatchObject({ type: 'episode.changed', content: expect.stringMatching(text) });
  });
});
