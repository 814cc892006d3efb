import { describe, expect, it } from 'vitest';
import type { ReceivedAlarm } from '../../src/emulator/state/alarm-log.ts';
import { Account, type Told, textOf } from '../crash/kill/account.ts';
import { type Evidence, judge } from '../crash/kill/judge.ts';

const FIRST: Told = { series: 'Series0x1', number: 1, status: 'firing' };
const SECOND: Told = { series: 'Series0x1', number: 2, status: 'resolved' };

/** The life with this number ended at its thousand. */
const KILLS = [1_000, 2_000];

function came(told: Told, at: number, life: number): ReceivedAlarm {
  return {
    seq: at,
    receivedAt: at,
    integrationKey: life.toString(16).padStart(32, '0'),
    headers: {},
    body: { alarmId: 'am1', alarmDesc: textOf(told) },
    status: 200,
  };
}

type Change = Partial<Omit<Evidence, 'emulator'>> & {
  readonly alarms?: readonly ReceivedAlarm[];
  readonly incidents?: readonly { readonly title: string; readonly description: string }[];
};

/** Two alarms that were acknowledged, and came. */
function evidence(change: Change = {}): Evidence {
  const { alarms = [came(FIRST, 10, 0), came(SECOND, 20, 0)], incidents = [], ...rest } = change;
  const account = new Account();
  account.add([FIRST, SECOND]);
  return {
    account,
    kills: KILLS,
    lostAnswers: [],
    senders: [],
    emulator: { alarms: () => alarms, incidents: () => incidents },
    ...rest,
  };
}

describe('the judge finds nothing wrong', () => {
  it('when all came once, in order', () => expect(judge(evidence()).wrong).toEqual([]));

  it('when one came again after a kill', () => {
    const alarms = [came(FIRST, 990, 0), came(FIRST, 1_400, 1), came(SECOND, 1_410, 1)];
    expect(judge(evidence({ alarms })).wrong).toEqual([]);
  });

  it('when one came again because its answer was lost', () => {
    const alarms = [came(FIRST, 10, 0), came(FIRST, 12, 0), came(SECOND, 20, 0)];
    expect(judge(evidence({ alarms, lostAnswers: [{ alarmId: 'am1', at: 10 }] })).wrong).toEqual([]);
  });

  it('when one came again after a kill, and again because that answer was lost', () => {
    const alarms = [
      came(FIRST, 990, 0),
      came(FIRST, 1_400, 1),
      came(FIRST, 1_402, 1),
      came(SECOND, 1_410, 1),
    ];
    expect(judge(evidence({ alarms, lostAnswers: [{ alarmId: 'am1', at: 1_400 }] })).wrong).toEqual([]);
  });
});

describe('the judge says', () => {
  it('that an acknowledged alarm never came', () => {
    expect(judge(evidence({ alarms: [came(FIRST, 10, 0)] })).wrong).toEqual([
      'Series0x1: told Series0x1#2#resolved, came undefined (at 1 of 2)',
    ]);
  });

  it('that a later one overtook', () => {
    const { wrong } = judge(evidence({ alarms: [came(SECOND, 10, 0), came(FIRST, 20, 0)] }));
    expect(wrong).toEqual(['Series0x1: told Series0x1#1#firing, came Series0x1#2#resolved (at 0 of 2)']);
  });

  it('that one came twice without a reason', () => {
    const alarms = [came(FIRST, 10, 0), came(FIRST, 12, 0), came(SECOND, 20, 0)];
    expect(judge(evidence({ alarms })).wrong).toEqual(['Series0x1#1#firing came twice without a reason']);
  });

  it('that a lost answer explains one more time, not two', () => {
    const alarms = [came(FIRST, 10, 0), came(FIRST, 12, 0), came(FIRST, 14, 0), came(SECOND, 20, 0)];
    const { wrong } = judge(evidence({ alarms, lostAnswers: [{ alarmId: 'am1', at: 10 }] }));
    expect(wrong).toEqual(['Series0x1#1#firing came twice without a reason']);
  });

  it('that what was delivered long before a kill came again after it', () => {
    const alarms = [came(FIRST, 699, 0), came(FIRST, 1_400, 1), came(SECOND, 1_410, 1)];
    expect(judge(evidence({ alarms })).wrong).toEqual([
      'Series0x1#1#firing was delivered 301 ms before a kill, and came again after it (requests took up to 0 ms)',
    ]);
    const later = [came(FIRST, 700, 0), ...alarms.slice(1)];
    expect(judge(evidence({ alarms: later })).wrong).toEqual([]);
  });

  it('the same of a busy machine only when requests of that time were faster', () => {
    const alarms = [came(FIRST, 500, 0), came(FIRST, 1_400, 1), came(SECOND, 1_410, 1)];
    const withRequest = (began: number, ended: number) =>
      judge(evidence({ alarms, senders: [{ surprises: [], requests: [{ began, ended }] }] })).wrong;
    expect(withRequest(700, 950)).toEqual([]);
    // A request that the kill cut off counts up to the kill.
    expect(withRequest(800, 1_500)).toEqual([]);
    expect(withRequest(801, 1_500)).toHaveLength(1);
    expect(withRequest(1_001, 3_000)).toHaveLength(1);
    expect(withRequest(-3_000, -1_001)).toHaveLength(1);
  });

  it('that an incident was opened twice', () => {
    const incidents = ['Down [e1]', 'Still down [e1]'].map((title) => ({ title, description: '' }));
    expect(judge(evidence({ incidents })).wrong).toEqual(['an incident was opened twice: Still down [e1]']);
  });

  it('what senders were answered that they did not expect', () => {
    const senders = [{ surprises: ['500 {}'], requests: [] }];
    expect(judge(evidence({ senders })).wrong).toEqual(['a sender was answered 500 {}']);
  });
});
