import { describe, expect, it } from 'vitest';
import {
  type Evidence,
  type LookRules,
  noEvidence,
  provesAbsence,
  waitForLook,
  withLook,
} from '../../../../src/outbox/decide/incidents/absence.ts';

const S = 1_000;
const RULES: LookRules = {
  firstWaitMs: 30 * S,
  longestWaitMs: 300 * S,
  absentAfterMs: 120 * S,
  listLagMs: 90 * S,
};
/** End of the attempt. */
const END = 1_000 * S;
/** First moment at which COC has carried out the call and shows it. */
const SHOWN = END + 210 * S;

const lookAt = (beganAt: number, complete = true) => ({ beganAt, endedAt: beganAt + 2 * S, complete });

describe('an incident is absent', () => {
  const first = withLook(noEvidence(END), lookAt(END + 30 * S));

  it.each<[string, number, boolean]>([
    ['when the last complete look began when COC would have carried it out and show it', SHOWN, true],
    ['later too', SHOWN + 900 * S, true],
    ['but not a millisecond earlier', SHOWN - 1, false],
    ['nor right after the attempt', END + 60 * S, false],
  ])('%s', (_case, beganAt, proved) => {
    expect(provesAbsence(first, lookAt(beganAt), RULES)).toBe(proved);
  });

  it('never by one look, however late', () => {
    expect(provesAbsence(noEvidence(END), lookAt(END + 86_400 * S), RULES)).toBe(false);
  });

  it('by two looks that are a lag apart, from the end of the one to the begin of the other', () => {
    const late = withLook(noEvidence(END), lookAt(END + 500 * S));
    expect(provesAbsence(late, lookAt(END + 592 * S - 1), RULES)).toBe(false);
    expect(provesAbsence(late, lookAt(END + 592 * S), RULES)).toBe(true);
  });

  it('counted from the first complete look, not from the last one', () => {
    const looks = [END + 30 * S, END + 180 * S].map((at) => lookAt(at));
    const evidence = looks.reduce(withLook, noEvidence(END));
    expect(provesAbsence(evidence, lookAt(SHOWN), RULES)).toBe(true);
  });

  it('never by looks that are not complete', () => {
    const blind = [30, 90, 300].map((at) => lookAt(END + at * S, false)).reduce(withLook, noEvidence(END));
    expect(provesAbsence(blind, lookAt(END + 900 * S), RULES)).toBe(false);
    expect(provesAbsence(first, lookAt(SHOWN, false), RULES)).toBe(false);
  });
});

describe('the next look comes', () => {
  /** Looks until a time, each when it is due, and returns when they began, in s after the end. */
  function looks(untilMs: number, complete: (beganAt: number) => boolean): number[] {
    const times: number[] = [];
    let evidence: Evidence = noEvidence(0);
    for (let at = RULES.firstWaitMs; at <= untilMs; ) {
      const look = { beganAt: at, endedAt: at, complete: complete(at) };
      times.push(at / S);
      if (provesAbsence(evidence, look, RULES)) return [...times, Number.POSITIVE_INFINITY];
      evidence = withLook(evidence, look);
      at += waitForLook(evidence, look, RULES);
    }
    return times;
  }

  it('after 30, 60, 120, 240 and then 300 s, for ever, while none is complete', () => {
    const day = looks(86_400 * S, () => false);
    expect(day.slice(0, 6)).toEqual([30, 90, 210, 450, 750, 1_050]);
    expect(day.slice(5).every((at, i, all) => i === 0 || at - (all[i - 1] ?? 0) === 300)).toBe(true);
    expect(day.at(-1)).toBeGreaterThan(86_100);
  });

  it('no later than the absence can be proved', () => {
    expect(looks(86_400 * S, () => true)).toEqual([30, 90, 210, Number.POSITIVE_INFINITY]);
    expect(looks(86_400 * S, (at) => at >= 450 * S)).toEqual([
      30,
      90,
      210,
      450,
      540,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('after the usual wait when a decisive look was not complete', () => {
    const seldom = looks(3_600 * S, (at) => at === 30 * S);
    expect(seldom.slice(0, 5)).toEqual([30, 90, 210, 450, 750]);
  });

  it('no later than that also after a look that was not complete', () => {
    const blind = lookAt(SHOWN - 12 * S, false);
    const evidence = [lookAt(END + 30 * S), lookAt(END + 90 * S), blind].reduce(withLook, noEvidence(END));
    expect(waitForLook(evidence, blind, RULES)).toBe(10 * S);
  });

  it('at once when a complete look began a little too early and ended too late to say when', () => {
    const evidence = withLook(noEvidence(END), lookAt(END + 30 * S));
    const early = lookAt(SHOWN - 1);
    expect(provesAbsence(evidence, early, RULES)).toBe(false);
    expect(waitForLook(withLook(evidence, early), early, RULES)).toBe(1);
  });
});
