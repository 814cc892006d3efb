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

  it('that more came twice after a kill than were in flight', () => {
    const account = new Account();
    const told = Array.from({ length: 33 }, (_, n) => ({ ...FIRST, series: `Series0x${n + 1}` }));
    account.add(told);
    const alarms = [...told.map((one) => came(one, 900, 0)), ...told.map((one) => came(one, 1_400, 1))];
    expect(judge(evidence({ account, alarms })).wrong).toEqual(['a kill led to 33 duplicates']);
  });

  it('that an incident was opened twice', () => {
    const incidents = ['Down [e1]', 'Still down [e1]'].map((title) => ({ title, description: '' }));
    expect(judge(evidence({ incidents })).wrong).toEqual(['an incident was opened twice: Still down [e1]']);
  });

  it('what senders were answered that they did not expect', () => {
    const senders = [{ surprises: ['500 {}'] }];
    expect(judge(evidence({ senders })).wrong).toEqual(['a sender was answered 500 {}']);
  });
});
