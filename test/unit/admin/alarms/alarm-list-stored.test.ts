import { describe, expect, it } from 'vitest';
import { alarmLister } from '../../../../src/admin/alarms/alarm-list.ts';
import { alarmQueryOf } from '../../../../src/admin/alarms/alarm-query.ts';
import { type AlarmLevel, labelsFrom } from '../../../../src/alerts/alert.ts';
import { firingAt, intakeOf, resolved } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

const HOUR = 3_600_000;

interface Fired {
  readonly id: string;
  readonly hour?: number;
  readonly level?: AlarmLevel;
  readonly name?: string;
  readonly team?: string;
  readonly resource?: string;
}

/** Fires a series with a label `team` and a resource. */
function fired({
  id,
  hour = 1,
  level = 'Major',
  name = `Alert ${id}`,
  team = 'web',
  resource = `r-${id}`,
}: Fired) {
  const labels = labelsFrom([
    ['alertname', name],
    ['team', team],
  ]);
  const alarm = { resourceName: resource, nameSpace: `ns-${team}`, alarmName: `Shown ${name}` };
  return firingAt(id, level, { startsAt: hour * HOUR, name, labels, alarm });
}

async function opened(...all: readonly Fired[]) {
  const { outbox, journal } = await openOutbox();
  const list = alarmLister({ outbox, sources: () => ['prod'] });
  await outbox.accept(intakeOf(...all.map(fired)));
  return {
    outbox,
    journal,
    list,
    async page(query: string) {
      const asked = alarmQueryOf(new URLSearchParams(query));
      if ('error' in asked) throw new Error(asked.error);
      return list(asked.query);
    },
  };
}

const idsOf = ({ alarms }: { readonly alarms: readonly { readonly alarmId: string }[] }) =>
  alarms.map(({ alarmId }) => alarmId);

describe('the list of alarms', () => {
  it('says where each alarm is, and of an end that came alone that it does not know', async () => {
    const { page, outbox } = await opened({ id: 'a', team: 'db' });
    await outbox.accept(intakeOf(resolved('gone', { endsAt: 2 * HOUR })));
    expect((await page('sort=name')).alarms).toMatchObject([
      { alarmId: 'a', resource: 'r-a', resourceId: 'i-1', namespace: 'ns-db', region: 'cn-north-4' },
      { alarmId: 'gone', resource: null, namespace: null },
    ]);
  });

  it('shows no namespace where the source named none, and groups by what it shows', async () => {
    const { page, outbox } = await opened({ id: 'a', team: 'db' });
    const alarm = { nameSpace: 'default' };
    await outbox.accept(
      intakeOf(
        firingAt('bare', 'Major', { alarm }),
        firingAt('real', 'Major', { alarm, namespace: 'default' }),
        firingAt('set', 'Major', { alarm: { nameSpace: 'none' } }),
      ),
    );
    expect((await page('sort=name')).alarms.map(({ namespace }) => namespace)).toEqual([
      'ns-db',
      null,
      'default',
      'none',
    ]);
    const { groups } = await page('group=namespace');
    expect(groups?.map(({ value }) => value).toSorted()).toEqual(['', 'default', 'none', 'ns-db']);
    expect(idsOf(await page('match=nameSpace%3Ddefault')).toSorted()).toEqual(['bare', 'real']);
  });

  it.each([
    ['team="db"', ['b']],
    ['team!="db"', ['c', 'a']],
    ['team=~"d.|ops"', ['c', 'b']],
    ['alarmName="Shown Alert a"', ['a']],
    ['nameSpace="ns-db", team="db"', ['b']],
    ['missing=""', ['c', 'b', 'a']],
    ['alarmLevel=Major', ['c', 'b', 'a']],
  ])('is filtered by the matcher %s', async (matcher, ids) => {
    const { page } = await opened(
      { id: 'a', hour: 1 },
      { id: 'b', hour: 2, team: 'db' },
      { id: 'c', hour: 3, team: 'ops' },
    );
    const found = await page(`match=${encodeURIComponent(matcher)}`);
    expect([idsOf(found), found.total]).toEqual([ids, ids.length]);
  });

  it('needs every matcher that is given', async () => {
    const { page } = await opened({ id: 'a', team: 'db' }, { id: 'b', team: 'db', resource: 'other' });
    expect(idsOf(await page('match=team%3Ddb&match=resourceName%3Dother'))).toEqual(['b']);
  });

  it.each([
    ['alarmName="Alert gone"', ['gone']],
    ['alarmName=~"Alert (a|gone)"', ['a', 'gone']],
    ['alarmName="Alert a"', ['a']],
    ['alarmName!="Alert a"', ['b', 'gone']],
    ['alarmName!="Shown Alert a"', ['b', 'gone']],
    ['alarmLevel="Major", source="prod"', ['a', 'b', 'gone']],
    ['alarmId="gone"', ['gone']],
    ['status="resolved"', ['b', 'gone']],
    ['status="firing"', ['a']],
    ['alarmStatus="ok"', ['b', 'gone']],
    ['alarmName="Alert a", team="web"', ['a']],
    ['alarmName="Alert z", team="web"', []],
  ])('meets %s by what a row shows, whether its report is kept or not', async (matcher, ids) => {
    const { page, outbox } = await opened({ id: 'a' }, { id: 'b' });
    await outbox.accept(intakeOf(resolved('gone', { endsAt: 2 * HOUR })));
    await outbox.accept(intakeOf(resolved('b', { endsAt: 2 * HOUR })));
    const found = await page(`match=${encodeURIComponent(matcher)}`);
    expect([idsOf(found).toSorted(), found.unknown]).toEqual([ids, undefined]);
  });

  it('counts what may match only where a label is asked for, and what the row has fits', async () => {
    const { page, outbox } = await opened({ id: 'a', team: 'db' });
    await outbox.accept(intakeOf(resolved('gone', { endsAt: 2 * HOUR })));
    const asked = (matcher: string) => page(`match=${encodeURIComponent(matcher)}`);
    expect(await asked('team="db"')).toMatchObject({ total: 1, unknown: 1 });
    expect(await asked('alarmName="Alert gone", team="db"')).toMatchObject({ total: 0, unknown: 1 });
    expect(await asked('alarmName="typo"')).toMatchObject({
      hints: ['none of 2 alarms meets alarmName="typo"; their alarmName: Alert gone, Alert a, Shown Alert a'],
    });
    expect(await asked('team="typo"')).toMatchObject({
      hints: ['none of 1 alarm meets team="typo"; their team: db'],
    });
  });

  it('counts the alarms whose labels are no longer kept', async () => {
    const { page, journal } = await opened({ id: 'a', team: 'db' });
    expect(await page('match=team%3Ddb')).not.toHaveProperty('unknown');
    journal.onRead = () => 'lost';
    expect(await page('match=team%3Ddb')).toMatchObject({ total: 0, unknown: 1, alarms: [] });
    expect(await page('')).toMatchObject({ total: 1, alarms: [{ alarmId: 'a', resource: null }] });
  });

  it.each([
    ['newest', ['c', 'b', 'd', 'a']],
    ['oldest', ['a', 'd', 'b', 'c']],
    ['level', ['b', 'c', 'a', 'd']],
    ['name', ['d', 'c', 'b', 'a']],
  ])('is sorted by %s, over its pages', async (order, ids) => {
    const { page } = await opened(
      { id: 'a', hour: 1, name: 'z' },
      { id: 'b', hour: 3, name: 'y', level: 'Critical' },
      { id: 'c', hour: 4, name: 'x' },
      { id: 'd', hour: 2, name: 'w', level: 'Info' },
    );
    expect(idsOf(await page(`sort=${order}`))).toEqual(ids);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { alarms, next } = await page(`sort=${order}&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...alarms.map(({ alarmId }) => alarmId));
      cursor = next;
    }
    expect(seen).toEqual(ids);
  });

  it('shortens ids to what fits no other alarm, listed or not', async () => {
    const { page } = await opened(
      { id: 'am0000000011', hour: 3 },
      { id: 'am0000000022', hour: 2, name: 'Hidden' },
      { id: 'am9', hour: 1 },
    );
    const shortIds = async (query: string) => (await page(query)).alarms.map(({ shortId }) => shortId);
    expect(await shortIds('')).toEqual(['am000000001', 'am000000002', 'am9']);
    expect(await shortIds('text=am0000000011')).toEqual(['am000000001']);
  });
});

describe('a long text in the list of alarms', () => {
  const name = `Disk ${'磁'.repeat(300_000)}`;
  const cut = `Disk ${'磁'.repeat(2_042)}…`;

  it('is cut with a mark, of an alarm, a group and its examples, and the alarm keeps its name', async () => {
    const { page, outbox } = await opened({ id: 'a', name, team: name, resource: name });
    expect((await page('')).alarms).toMatchObject([{ alarmId: 'a', name: cut, resource: cut }]);
    for (const query of ['group=name', 'group=team', 'fold=1'])
      expect(JSON.stringify(await page(query)).length).toBeLessThan(20_000);
    expect((await page('group=team')).groups).toMatchObject([{ value: cut, examples: [{ name: cut }] }]);
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([{ name }]);
  });
});

describe('groups of alarms', () => {
  const STORM: readonly Fired[] = [
    ...Array.from({ length: 5 }, (_, i) => ({ id: `cpu${i}`, hour: i, name: 'HighCPU' })),
    { id: 'disk', name: 'Disk', level: 'Critical', team: 'db', hour: 9 },
    { id: 'load', name: 'Load', level: 'Minor', hour: 8 },
  ];

  it('by name tell how many there are, of which levels, since when, and some of them', async () => {
    const { page } = await opened(...STORM);
    const found = await page('group=name');
    expect(found).toMatchObject({ total: 7, alarms: [], next: null, groupedBy: 'name', groupCount: 3 });
    expect(found.groups?.map(({ value, count }) => [value, count])).toEqual([
      ['HighCPU', 5],
      ['Disk', 1],
      ['Load', 1],
    ]);
    expect(found.groups?.[0]).toMatchObject({
      ...{ levels: { Major: 5 }, states: { firing: 5 }, coc: { waits: 5 } },
      ...{ firstStartedAt: 0, lastStartedAt: 4 * HOUR },
      examples: [{ alarmId: 'cpu4', resource: 'r-cpu4' }, { alarmId: 'cpu3' }, { alarmId: 'cpu2' }],
    });
  });

  it.each([
    ['level', ['Major 5', 'Critical 1', 'Minor 1']],
    ['source', ['prod 7']],
    ['state', ['firing 7']],
    ['team', ['web 6', 'db 1']],
    ['namespace', ['ns-web 6', 'ns-db 1']],
    ['missing', [' 7']],
    ['constructor', [' 7']],
  ])('go by %s', async (what, expected) => {
    const { page } = await opened(...STORM);
    const found = await page(`group=${what}`);
    expect(found.groups?.map(({ value, count }) => `${value} ${count}`)).toEqual(expected);
  });

  it('stand for the alarms of a name where there are many, and leave the others alone', async () => {
    const { page } = await opened(...STORM);
    const folded = await page('fold=4&limit=1');
    expect([idsOf(folded), folded.total, folded.groups?.map(({ value }) => value)]).toEqual([
      ['disk'],
      7,
      ['HighCPU'],
    ]);
    const rest = await page(`fold=4&limit=1&cursor=${folded.next}`);
    expect([idsOf(rest), rest.next, rest.groups]).toEqual([['load'], null, []]);
    expect(idsOf(await page('fold=5'))).toHaveLength(7);
  });

  it('go by a label also of alarms that have none, or whose labels are no longer kept', async () => {
    const { page, outbox, journal } = await opened(...STORM);
    await outbox.accept(intakeOf(resolved('gone')));
    const found = await page('group=team');
    expect(found.groups?.map(({ value, count }) => `${value} ${count}`)).toEqual(['web 6', 'db 1', ' 1']);
    expect(found).not.toHaveProperty('unknown');
    journal.onRead = () => 'lost';
    expect(await page('group=team')).toMatchObject({ total: 8, groups: [{ value: '', count: 8 }] });
  });

  it('are shown up to the limit, and all counted', async () => {
    const { page } = await opened(...STORM, { id: 'disk2', name: 'Disk' });
    expect(await page('group=name&limit=2')).toMatchObject({
      ...{ groupCount: 3, groups: [{ value: 'HighCPU' }, { value: 'Disk' }] },
    });
    const folded = await page('fold=1&limit=1');
    expect([folded.groups?.map(({ value }) => value), folded.groupCount]).toEqual([['HighCPU'], 2]);
  });

  it('hold only what the matchers let pass', async () => {
    const { page } = await opened(...STORM);
    expect((await page('group=name&match=team%3Ddb')).groups?.map(({ value }) => value)).toEqual(['Disk']);
  });
});
