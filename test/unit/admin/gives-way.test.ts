import { describe, expect, it } from 'vitest';
import { alarmLister } from '../../../src/admin/alarms/alarm-list.ts';
import { alarmNamed } from '../../../src/admin/alarms/alarm-named.ts';
import { alarmQueryOf } from '../../../src/admin/alarms/alarm-query.ts';
import { shortIdsOf } from '../../../src/admin/short-ids.ts';
import { visitStoredAlarms } from '../../../src/outbox/visit-stored-alarms.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { turnsGiven } from '../../support/turns-given.ts';

/** Steps of time after which it is another's turn, and after which it is not. */
const [LONG, NONE] = [9, 0];
const { signal } = new AbortController();

/** An outbox with 40 alarms that fire, and 3 ends that came alone, which have no stored alarm. */
async function alarms() {
  const { outbox } = await openOutbox();
  const ids = Array.from({ length: 40 }, (_, i) => `am${i}`);
  await outbox.accept(intakeOf(...ids.map((id) => firing(id))));
  await outbox.accept(intakeOf(resolved('x1'), resolved('x2'), resolved('x3')));
  const view = { outbox, sources: () => ['prod'] };
  const list = alarmLister(view);
  const page = async (text: string) => {
    const asked = alarmQueryOf(new URLSearchParams(text));
    if ('error' in asked) throw new Error(asked.error);
    return list(asked.query);
  };
  return { outbox, page, all: [...outbox.state.ledger.everySeries()] };
}

describe('what goes through all alarms gives way to other work', () => {
  it('while it looks for what an operator typed', async () => {
    const { outbox } = await alarms();
    const find = (stepMs: number) => turnsGiven(stepMs, () => alarmNamed(outbox, 'nobody', 'UTC'));
    expect([await find(LONG), await find(NONE)]).toEqual([43, 0]);
  });

  it('while it reads the stored ones: at each of them, and at each part that it has read', async () => {
    const { outbox, all } = await alarms();
    const visit = () => undefined;
    const read = (stepMs: number) =>
      turnsGiven(stepMs, () => visitStoredAlarms(outbox, all, { visit, signal }));
    expect([await read(LONG), await read(NONE)]).toEqual([43 + 2, 0]);
  });

  it('while it shortens ids: at each part of them', async () => {
    const shorten = (stepMs: number) => turnsGiven(stepMs, () => shortIdsOf(['a'], [['a'], ['b'], ['c']]));
    expect([await shorten(LONG), await shorten(NONE)]).toEqual([3, 0]);
  });

  it('while it filters, sorts and groups them', async () => {
    const { page, outbox } = await alarms();
    const turns = (text: string, stepMs = LONG) => turnsGiven(stepMs, () => page(text));
    // Without groups and matchers, no alarm is read that is not shown.
    const { partCount } = outbox.state.ledger;
    expect(await turns('sort=oldest&limit=1')).toBe(43 + 43 + 2 + partCount);
    // A filter lets nothing pass to what comes after it but the parts with the ids of all.
    expect(await turns('text=nobody')).toBe(43 + partCount);
    // Only one alarm is described, so the difference is the sort alone.
    const [all, one] = [await turns('sort=oldest&limit=1'), await turns('sort=oldest&limit=1&text=am39')];
    expect(all - one).toBe(42);
    expect((await turns('group=level&limit=1')) - (await turns('group=name&limit=1'))).toBeLessThan(43);
    expect(await turns('group=level')).toBe(43 + 43 + 3 + partCount);
    expect(await turns('group=level', NONE)).toBe(0);
    expect(await turns('', NONE)).toBe(0);
  });
});
