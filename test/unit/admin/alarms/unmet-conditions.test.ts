import { describe, expect, it } from 'vitest';
import { alarmLister } from '../../../../src/admin/alarms/alarm-list.ts';
import { alarmQueryOf } from '../../../../src/admin/alarms/alarm-query.ts';
import { labelsFrom } from '../../../../src/alerts/alert.ts';
import { firingAt, intakeOf } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

/** The hints of a page of three alarms, one of them of a source that is not configured any more. */
async function hintsOf(parameters: Record<string, string>) {
  const { outbox } = await openOutbox();
  const teams = ['db', 'web', 'web'];
  await outbox.accept(
    intakeOf(
      ...teams.map((team, i) =>
        firingAt(`am${i}`, 'Major', {
          source: i === 2 ? 'former' : 'prod',
          labels: labelsFrom([['team', team], ...(i === 0 ? ([['disk', 'sda']] as [string, string][]) : [])]),
        }),
      ),
    ),
  );
  const list = alarmLister({ outbox, sources: () => ['prod', 'test'] });
  const asked = alarmQueryOf(new URLSearchParams(parameters));
  if ('error' in asked) throw new Error(asked.error);
  const page = await list(asked.query);
  return { total: page.total, hints: page.hints ?? [] };
}

describe('a list without alarms says what no alarm meets', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ source: 'nope' }, ['there is no source "nope"; there are: prod, test']],
    [{ source: 'test' }, []],
    [{ match: 'tema="db"' }, ['none of 3 alarms has a label or field "tema"']],
    [{ match: 'team="bd"' }, ['none of 3 alarms meets team="bd"; their team: db, web']],
    [{ match: 'alarmLevel="major"' }, ['none of 3 alarms meets alarmLevel="major"; their alarmLevel: Major']],
    [{ match: 'team="db",tema=~"d.+"' }, ['none of 3 alarms has a label or field "tema"']],
    [{ match: 'team="web",disk="sda"' }, []],
    [{ source: 'former', match: 'team="db"' }, ['none of 1 alarm meets team="db"; their team: web']],
    [{ text: 'nothing', match: 'team="bd"' }, []],
  ])('%j', async (parameters, hints) => {
    expect(await hintsOf(parameters)).toEqual({ total: 0, hints });
  });

  it.each<[Record<string, string>, string[]]>([
    [{ source: 'former' }, []],
    [{ match: 'team="web"' }, []],
    [{ group: 'disk' }, []],
    [{ group: 'source' }, []],
    [{ group: 'bad label' }, ['none of 3 alarms has a label or field "bad label"']],
  ])(
    'but not when there are some, unless no alarm has what they are grouped by: %j',
    async (asked, hints) => {
      const page = await hintsOf(asked);
      expect(page.total).toBeGreaterThan(0);
      expect(page.hints).toEqual(hints);
    },
  );
});

it('a hint lists a few values only, cut where they are long', async () => {
  const { outbox } = await openOutbox();
  await outbox.accept(
    intakeOf(
      ...Array.from({ length: 9 }, (_, i) =>
        firingAt(`am${i}`, 'Major', { labels: labelsFrom([['team', `${i}`.repeat(1_000)]]) }),
      ),
    ),
  );
  const asked = alarmQueryOf(new URLSearchParams({ match: 'team=x' }));
  if ('error' in asked) throw new Error(asked.error);
  const [hint = ''] = (await alarmLister({ outbox, sources: () => [] })(asked.query)).hints ?? [];
  expect(hint).toMatch(/^none of 9 alarms meets team="x"; their team: (\d{60}, ){4}\d{60} and others$/);
});
