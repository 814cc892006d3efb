import { describe, expect, it } from 'vitest';
import { alarmLister } from '../../../../src/admin/alarms/alarm-list.ts';
import { alarmQueryOf } from '../../../../src/admin/alarms/alarm-query.ts';
import type { AlarmId, AlarmLevel } from '../../../../src/alerts/alert.ts';
import { tallyUncovered } from '../../../../src/observability/tally.ts';
import { firing, firingAt, intakeOf, resolved } from '../../../support/alerts.ts';
import { openIncidents } from '../../../support/opened-incidents.ts';
import { openOutbox } from '../../../support/outbox.ts';

const HOUR = 3_600_000;

async function opened() {
  const { outbox, clock } = await openOutbox({ policy: { resolveHoldMs: HOUR } });
  const list = alarmLister({ outbox, sources: () => ['prod'] });
  return {
    outbox,
    clock,
    /** The page that a query string asks for. */
    async page(query: string) {
      const asked = alarmQueryOf(new URLSearchParams(query));
      if ('error' in asked) throw new Error(asked.error);
      return list(asked.query);
    },
    /** Series that began to fire at these hours. */
    fire: (...begun: readonly (readonly [string, number, AlarmLevel?, string?])[]) =>
      outbox.accept(
        intakeOf(
          ...begun.map(([id, hour, level = 'Major', source = 'prod']) =>
            firingAt(id, level, { startsAt: hour * HOUR, source }),
          ),
        ),
      ),
  };
}

const idsOf = ({ alarms }: { readonly alarms: readonly { readonly alarmId: AlarmId }[] }) =>
  alarms.map(({ alarmId }) => alarmId);

describe('the list of alarms', () => {
  it('begins with those that began last, and pages through all of them once', async () => {
    const { fire, page } = await opened();
    await fire(['a', 1], ['b', 3], ['c', 2], ['d', 3], ['e', 0]);
    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.next}`);
    const third = await page(`limit=2&cursor=${second.next}`);
    expect([first, second, third].map(idsOf)).toEqual([['b', 'd'], ['c', 'a'], ['e']]);
    expect([first, second, third].map(({ total }) => total)).toEqual([5, 5, 5]);
    expect(third.next).toBeNull();
  });

  it('has on demand only Critical alarms that no open incident covers', async () => {
    const { fire, page, outbox } = await opened();
    await openIncidents(outbox, 'covered');
    await fire(['bare', 1, 'Critical'], ['minor', 2, 'Minor'], ['over', 1, 'Critical']);
    await outbox.accept(intakeOf(resolved('over', { startsAt: HOUR, endsAt: 6 * HOUR })));
    const { alarms, total } = await page('uncovered=true');
    expect(total).toBe(1);
    expect(alarms).toMatchObject([{ alarmId: 'bare', uncovered: 'not-told' }]);
    expect(tallyUncovered(outbox)).toMatchObject({ 'not-told': 1, 'no-policy': 0 });
  });

  it('has a cursor that stays right when alarms begin and end between two pages', async () => {
    const { fire, page, outbox } = await opened();
    await fire(['a', 1], ['b', 2], ['c', 3], ['d', 4]);
    const first = await page('limit=2');
    await fire(['new', 5], ['late', 1.5]);
    await outbox.accept(intakeOf(resolved('c', { startsAt: 3 * HOUR, endsAt: 6 * HOUR })));
    const second = await page(`limit=9&cursor=${first.next}`);
    expect([first, second].map(idsOf)).toEqual([
      ['d', 'c'],
      ['b', 'late', 'a'],
    ]);
  });

  it.each([
    ['state=firing', ['b', 'a']],
    ['state=resolved', ['c']],
    ['level=Critical', ['b']],
    ['level=Critical&level=Minor', ['c', 'b']],
    ['level=Critical,Minor', ['c', 'b']],
    ['state=firing,resolved', ['c', 'b', 'a']],
    ['source=zabbix', ['c']],
    ['text=ALERT%20b', ['b']],
    ['text=nothing', []],
    ['state=firing&source=prod&level=Major', ['a']],
  ])('filters by %s', async (query, ids) => {
    const { fire, page, outbox } = await opened();
    await fire(['a', 1], ['b', 2, 'Critical'], ['c', 3, 'Minor', 'zabbix']);
    await outbox.accept(intakeOf(resolved('c', { startsAt: 3 * HOUR, endsAt: 4 * HOUR, source: 'zabbix' })));
    const found = await page(query);
    expect(idsOf(found)).toEqual(ids);
    expect(found.total).toBe(ids.length);
  });

  it.each([
    [
      'state=gone',
      'state must be firing or resolved; leave it out for all (on the command line: --state all)',
    ],
    ['level=Bad', 'level is one of Critical, Major, Minor, Info'],
    ['limit=0', 'limit is 1 to 500'],
    ['limit=many', 'limit is 1 to 500'],
    [
      'cursor=7',
      'cursor is the `next` of the page before (on the command line: the last line of that list ends in "next page: --cursor ..."; add that to the same command)',
    ],
    ['sort=size', 'sort is one of newest, oldest, level, name'],
    ['fold=0', 'fold is a whole number, 1 or more'],
    ['group=', 'group is a name'],
    [
      'match=team',
      'in the matcher team: at character 5, an operator is expected; use one of =, !=, =~ and !~ after the name',
    ],
    [
      'offset=7',
      'the parameters are state, level, source, text, match, uncovered, sort, group, fold, limit and cursor',
    ],
  ])('refuses %s with the remedy', (query, error) => {
    expect(alarmQueryOf(new URLSearchParams(query))).toEqual({ error });
  });

  it('says of each alarm what COC knows of it', async () => {
    const { fire, page, outbox } = await opened();
    const cocOf = async () => (await page('')).alarms.map(({ coc }) => coc);
    await fire(['a', 1]);
    expect(await cocOf()).toEqual(['waits']);
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    expect(await cocOf()).toEqual(['knows']);
    await outbox.accept(intakeOf(resolved('a', { startsAt: HOUR, endsAt: 2 * HOUR })));
    expect(await cocOf()).toEqual(['held']);
  });

  it('says that a fire waits still when its end is held back behind it', async () => {
    const { fire, page, outbox } = await opened();
    await fire(['a', 1]);
    await outbox.accept(intakeOf(resolved('a', { startsAt: HOUR, endsAt: 2 * HOUR })));
    expect((await page('')).alarms.map(({ coc }) => coc)).toEqual(['waits']);
  });

  it('says that COC knows an end that was sent on though nothing was known of its fire', async () => {
    const { outbox } = await openOutbox({ policy: { unmatchedResolve: 'forward' } });
    const list = alarmLister({ outbox, sources: () => ['prod'] });
    await outbox.accept(intakeOf(resolved('a')));
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    expect(await list({ filter: {}, limit: 1, order: 'newest' })).toMatchObject({
      alarms: [{ alarmId: 'a', coc: 'knows' }],
    });
  });
});

it('keeps a series that fires listed once, whatever it tells meanwhile', async () => {
  const { outbox, page } = await opened();
  await outbox.accept(intakeOf(firing('a'), firing('a'), firingAt('a', 'Critical')));
  expect(await page('')).toMatchObject({ total: 1, alarms: [{ alarmId: 'a', level: 'Critical' }] });
});
