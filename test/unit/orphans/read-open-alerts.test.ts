import { describe, expect, it } from 'vitest';
import { LeadComparison } from '../../../src/orphans/compare-leads.ts';
import type { OpenAlert } from '../../../src/orphans/open-alert.ts';
import { readOpenAlertPage } from '../../../src/orphans/open-alert-page.ts';
import { MOST_COMPARED, openAlertPage, readOpenAlerts } from '../../../src/orphans/read-open-alerts.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { FiringSeries } from '../../../src/outbox/ledger/series.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { anAlarm, firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const TAKEN: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const REFUSED: Outcome = { kind: 'rejected', reason: 'invalid', detail: 'COC.1' } as unknown as Outcome;
const PLACE = { integration: 'default', applicationId: '65659ae2f42bf80e5f3f0635', regionId: 'cn-north-4' };
const EVERYTHING = { after: 0, limit: Number.POSITIVE_INFINITY };

async function opened() {
  const { outbox, clock } = await openOutbox({ policy: { confirmRejectedAfterMs: 0 } });
  const deliver = async (destination: string, outcome: Outcome) => {
    for (let entry = await outbox.take(destination); entry; entry = await outbox.take(destination))
      await outbox.settle(entry, outcome);
  };
  const { signal } = new AbortController();
  const page = (asked = EVERYTHING) => openAlertPage(outbox, asked, { signal, before: undefined });
  const only = async () => (await page()).alerts[0] as OpenAlert;
  return { outbox, clock, deliver, page, only };
}

describe('the alarms that fire are read with their last alerts', () => {
  it('without those that are over, in the order in which they were stored, part by part', async () => {
    const { outbox, page } = await opened();
    for (const id of ['c', 'a', 'b']) await outbox.accept(intakeOf(firing(id)));
    await outbox.accept(intakeOf(firing('over')));
    await outbox.accept(intakeOf(resolved('over')));
    const names = ({ alerts }: Awaited<ReturnType<typeof page>>) => alerts.map(({ alert }) => alert.alarmId);
    const first = await page({ after: 0, limit: 2 });
    expect([names(first), first.firing]).toEqual([['c', 'a'], 3]);
    const second = await page({ after: first.next ?? 0, limit: 2 });
    expect([names(second), second.firing, second.next]).toEqual([['b'], 3, undefined]);
    expect((await page({ after: 0, limit: 3 })).next).toBeUndefined();
    expect(names(await page())).toEqual(['c', 'a', 'b']);
  });

  it('with the place where COC has them, and what they asked for', async () => {
    const { outbox, deliver, only } = await opened();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    const { at, alert, source, ...rest } = await only();
    expect({ at, id: alert.alarmId, source }).toEqual({ at: anAlarm(alert).time, id: 'a', source: 'prod' });
    expect(rest).toEqual({
      ...{ isRefused: false, incident: { kind: 'none' }, matched: { kind: 'known', policy: 'critical' } },
    });
    await deliver('alarms/default', TAKEN);
    expect(await only()).toMatchObject({ place: PLACE, incident: { kind: 'open', policy: 'critical' } });
    const opening = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' } as const;
    await deliver('incidents', opening);
    expect(await only()).toMatchObject({ incident: { kind: 'open', policy: 'critical' } });
    const [incident] = [...outbox.state.ledger.everyIncident()];
    const about = { key: incident?.key ?? ('' as never), alarmId: alert.alarmId };
    await outbox.decide(() => [{ type: 'incident.moved', ...about, state: 'completed', by: 'person' }]);
    expect(await only()).toMatchObject({ incident: { kind: 'past' } });
  });

  it('with what matched last, unless it only told COC again', async () => {
    const { outbox, deliver, only } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    await deliver('alarms/default', TAKEN);
    expect(await only()).toMatchObject({ matched: { kind: 'known' }, incident: { kind: 'none' } });
    await outbox.reassert([outbox.state.ledger.series(firing('a').alert.alarmId) as never]);
    expect(await only()).toMatchObject({ matched: { kind: 'unknown' } });
  });

  it('and with where they are led now, where somebody knows', async () => {
    const { outbox } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    const seen: OpenAlert[] = [];
    await readOpenAlerts(outbox, EVERYTHING, {
      signal: new AbortController().signal,
      visit: (open) => void seen.push(open),
      before: (alert) => ({ kind: 'alarm', alarm: anAlarm(alert, { regionId: 'x' }), route: 'r' }),
    });
    expect(seen).toMatchObject([{ before: { kind: 'place', place: { ...PLACE, regionId: 'x' } } }]);
  });

  it('only as far as they are kept, and no further when nobody waits', async () => {
    const { outbox, page } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    const lost = { state: outbox.state, alarmsOf: async () => [undefined] };
    const { signal } = new AbortController();
    expect(await openAlertPage(lost, EVERYTHING, { signal, before: undefined })).toEqual({
      alerts: [],
      firing: 1,
    });
    const reading = { signal: AbortSignal.abort(), before: undefined };
    expect((await openAlertPage(outbox, EVERYTHING, reading)).alerts).toEqual([]);
    expect((await page()).alerts).toHaveLength(1);
  });

  it('an alarm that COC refused is told apart', async () => {
    const { outbox, deliver, only, clock } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    for (let i = 0; i < 3; i++) {
      await deliver('alarms/default', REFUSED);
      clock.advance(120_000);
    }
    expect(await only()).toMatchObject({ isRefused: true });
  });

  it('and a page is the same after its way over HTTP', async () => {
    const { outbox, deliver } = await opened();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT }), firing('b')));
    await deliver('alarms/default', TAKEN);
    const { signal } = new AbortController();
    const page = await openAlertPage(
      outbox,
      { after: 0, limit: 1 },
      {
        signal,
        before: () => ({ kind: 'filtered', reason: 'route' }),
      },
    );
    expect(page.next).toBeGreaterThan(0);
    expect(readOpenAlertPage(JSON.parse(JSON.stringify(page)))).toEqual(page);
  });
});

it('of very many alarms a part is drawn, which is the same each time', async () => {
  const count = 25_000;
  const series = Array.from({ length: count }, (_, i) => {
    return { alarmId: `am${i}`, state: 'firing', lastAlarm: { seq: i + 1 } } as unknown as FiringSeries;
  });
  const ledger = { parts: () => [series].values(), incidentOf: () => undefined, incident: () => undefined };
  const body = { kind: 'report-alarm', alert: firing('a').alert, alarm: anAlarm(firing('a').alert) };
  const outbox = {
    state: { ledger },
    alarmsOf: async (part: readonly FiringSeries[]) => part.map(() => body),
  } as unknown as Pick<Outbox, 'state' | 'alarmsOf'>;
  const drawn = async () => {
    const page = await openAlertPage(outbox, EVERYTHING, {
      signal: new AbortController().signal,
      before: undefined,
    });
    expect(page.firing).toBe(count);
    return page.alerts.length;
  };
  const once = await drawn();
  expect(once).toBeGreaterThan(count / 3 - 500);
  expect(once).toBeLessThan(count / 3 + 500);
  expect(once).toBeLessThan(MOST_COMPARED);
  expect(await drawn()).toBe(once);
});

it('alarms are compared as their source would send them again, under its name of then', async () => {
  const { outbox, only, deliver } = await opened();
  await outbox.accept(intakeOf(firing('a')));
  await deliver('alarms/default', TAKEN);
  const sources: string[] = [];
  const compare = async (renamed: Readonly<Record<string, string>>, name: string) => {
    const comparison = new LeadComparison({
      routes: (alert) => {
        sources.push(alert.source);
        return { kind: 'alarm', alarm: anAlarm(alert, { regionId: 'x' }), route: 'r' };
      },
      settings: {
        names: { sources: new Map([[name, 'alertmanager']]), integrations: ['default'], policies: [] },
        ...{ renamed: { sources: renamed, integrations: {} }, policies: [] },
      },
    });
    comparison.compare(await only());
    comparison.compare({ ...(await only()), isRefused: true });
    return [comparison.effects(2), comparison.effects(3)].map(([effect]) => effect?.message);
  };
  expect(await compare({}, 'prod')).toEqual([
    expect.stringMatching(/^1 alarm that fires moves from the region cn-north-4 to x: /),
    expect.stringMatching(/^at least 1 alarm .* \(2 of 3 alarms that fire were compared\)$/),
  ]);
  expect(await compare({ prod: 'site' }, 'site')).toMatchObject([expect.any(String), expect.any(String)]);
  expect(sources).toEqual(['prod', 'prod', 'site', 'site']);
});
