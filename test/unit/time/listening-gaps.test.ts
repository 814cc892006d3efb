import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListeningGaps } from '../../../src/time/listening-gaps.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const SECOND = 1_000;

const HOW = { refuse: 'refused', hear: 'heard', misread: 'unread' } as const;
/** Steps after which nothing can be concluded from the time before. */
const GAPS: ReadonlySet<string> = new Set(['freeze', 'set', 'misread']);

function aHearing() {
  const clock = new FakeClock();
  const intake = { isOpen: true };
  const hearing = new ListeningGaps(clock, () => intake.isOpen);
  hearing.use(['am', 'zabbix']);
  /** Lets time pass in which the process runs. */
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.advance(SECOND);
      hearing.look();
    }
  };
  return { clock, intake, hearing, pass };
}

describe('the time for which a source could be heard', () => {
  it('begins with the start', () => {
    const { hearing, pass } = aHearing();
    expect(hearing.hearableMs('am')).toBe(0);
    pass(60);
    expect([hearing.hearableMs('am'), hearing.hearableMs('other')]).toEqual([60 * SECOND, 0]);
  });

  it('is none from a refused request to the next one that is taken in', () => {
    const { hearing, pass } = aHearing();
    pass(10);
    hearing.note('am', 'refused');
    pass(10);
    expect([hearing.hearableMs('am'), hearing.hearableMs('zabbix')]).toEqual([0, 20 * SECOND]);
    hearing.note('am', 'heard');
    pass(5);
    hearing.note('am', 'heard');
    expect(hearing.hearableMs('am')).toBe(5 * SECOND);
  });

  it('begins again with each request that could not be read, for its source alone', () => {
    const { hearing, pass } = aHearing();
    pass(10);
    hearing.note('am', 'unread');
    pass(4);
    hearing.note('am', 'heard');
    pass(4);
    expect([hearing.hearableMs('am'), hearing.hearableMs('zabbix')]).toEqual([8 * SECOND, 18 * SECOND]);
    hearing.note('am', 'unread');
    expect(hearing.hearableMs('am')).toBe(0);
    hearing.note('unknown', 'unread');
    expect(hearing.hearableMs('unknown')).toBe(0);
  });

  it('goes on from a request that could not be read, after refused ones', () => {
    const { hearing, pass } = aHearing();
    hearing.note('am', 'refused');
    pass(3);
    hearing.note('am', 'unread');
    pass(3);
    expect(hearing.hearableMs('am')).toBe(3 * SECOND);
  });

  it('begins again when nothing was taken in', () => {
    const { hearing, intake, pass } = aHearing();
    pass(10);
    intake.isOpen = false;
    pass(1);
    intake.isOpen = true;
    expect(hearing.hearableMs('am')).toBe(0);
    pass(3);
    expect(hearing.hearableMs('am')).toBe(3 * SECOND);
  });

  it.each([
    [4_999, 14_999],
    [5_000, 0],
  ])('after %d ms without a look is %d ms: the process stood still or not', (ms, hearable) => {
    const { clock, hearing, pass } = aHearing();
    pass(10);
    clock.advance(ms);
    expect(hearing.hearableMs('am')).toBe(hearable);
  });

  it.each([3_600_000, -3_600_000])('begins again when the wall clock is set by %d ms', (ms) => {
    const { clock, hearing, pass } = aHearing();
    pass(10);
    clock.set(ms);
    expect(hearing.hearableMs('am')).toBe(0);
    pass(2);
    expect(hearing.hearableMs('am')).toBe(2 * SECOND);
  });

  it('begins again for a source that was not configured, and goes on for the others', () => {
    const { hearing, pass } = aHearing();
    pass(10);
    hearing.use(['zabbix']);
    pass(10);
    hearing.use(['am', 'zabbix', 'new']);
    pass(1);
    const times = ['am', 'zabbix', 'new'].map((name) => hearing.hearableMs(name));
    expect(times).toEqual([SECOND, 21 * SECOND, SECOND]);
  });

  it('stays none for a refused source while nothing was taken in, and over a standstill', () => {
    const { clock, hearing, pass } = aHearing();
    hearing.note('am', 'refused');
    clock.advance(60 * SECOND);
    pass(5);
    expect(hearing.hearableMs('am')).toBe(0);
    hearing.note('unknown', 'heard');
    expect(hearing.hearableMs('unknown')).toBe(0);
  });

  it('never contains a moment in which it could not be heard', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('freeze' as const), seconds: fc.integer({ min: 5, max: 100 }) }),
      fc.record({ do: fc.constant('set' as const), seconds: fc.constantFrom(-9_000, 9_000) }),
      fc.record({
        do: fc.constantFrom('refuse', 'hear', 'misread', 'close', 'open'),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { clock, hearing, intake, pass } = aHearing();
        let deafAt = clock.monotonic();
        let refused = false;
        for (const one of steps) {
          switch (one.do) {
            case 'pass':
              pass(one.seconds);
              break;
            case 'freeze':
              clock.advance(one.seconds * SECOND);
              break;
            case 'set':
              clock.set(one.seconds * SECOND);
              break;
            case 'refuse':
            case 'hear':
            case 'misread':
              refused = one.do === 'refuse';
              hearing.note('am', HOW[one.do]);
              break;
            default:
              intake.isOpen = one.do === 'open';
          }
          hearing.look();
          if (refused || !intake.isOpen || GAPS.has(one.do)) deafAt = clock.monotonic();
          expect(hearing.hearableMs('am')).toBeLessThanOrEqual(clock.monotonic() - deafAt);
        }
      }),
    );
  });
});
