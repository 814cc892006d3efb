import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { reconcilePlan } from '../../../src/reconcile/asking-plan.ts';
import {
  type ReconcilePlan,
  Reconciliation,
  type ReconciliationDeps,
} from '../../../src/reconcile/reconciliation.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { configOf, SOUND } from '../config/fault-of.ts';
import { askedSource, PlayedSource, repairDeps } from './played-source.ts';

async function aReconciliation(changes: Partial<ReconciliationDeps> = {}, plan?: Partial<ReconcilePlan>) {
  const opened = await openOutbox();
  const source = new PlayedSource();
  const lines: string[] = [];
  const metrics = createMetrics({ version: '0' });
  const asked = { ...askedSource(source, { graceMs: 1 }), everyMs: 2 };
  const failures: Error[] = [];
  const deps: ReconciliationDeps = {
    ...repairDeps(opened),
    metrics,
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    random: () => 0,
    hasRoom: () => true,
    onFailure: (error) => void failures.push(error),
    ...changes,
  };
  const reconciliation = new Reconciliation(deps, { asked: [asked], repeating: [], ...plan });
  const firing = () =>
    [...opened.outbox.state.ledger.everySeries()].filter(({ state }) => state === 'firing');
  return { ...opened, source, lines, metrics, asked, reconciliation, failures, firing };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(1);
}

describe('reconciliation', () => {
  it('asks from its start to its stop, and closes the connections then', async () => {
    const { reconciliation, source, firing } = await aReconciliation();
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    await sleep(5);
    expect(firing()).toHaveLength(0);
    reconciliation.start();
    await until(() => firing().length === 1);
    await reconciliation.stop();
    await reconciliation.stop();
    source.firing.set('b', { startsAt: 0, level: 'Major' });
    await sleep(10);
    expect([firing().length, source.closed]).toEqual([1, 1]);
  });

  it('may be stopped before it began', async () => {
    const { reconciliation, source } = await aReconciliation();
    await reconciliation.stop();
    reconciliation.start();
    await sleep(5);
    expect(source.closed).toBe(1);
  });

  it('follows another plan, and lets the sources of the old one go', async () => {
    const { reconciliation, source, asked, firing } = await aReconciliation();
    const next = new PlayedSource();
    next.firing.set('b', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await reconciliation.use({ asked: [{ ...asked, active: next }], repeating: [] });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    await until(() => firing().length === 1);
    await reconciliation.stop();
    expect(firing().map(({ alarmId }) => alarmId)).toEqual(['b']);
    expect([source.closed, next.closed]).toEqual([1, 1]);
  });

  it('says once that a source can not be asked, counts each time, and says when it can again', async () => {
    const { reconciliation, source, lines, metrics } = await aReconciliation();
    source.reachable = false;
    reconciliation.start();
    const failures = async () => (await metrics.reconcileFailures.get()).values[0]?.value ?? 0;
    while ((await failures()) < 3) await sleep(1);
    source.reachable = true;
    await until(() => lines.length >= 2);
    await reconciliation.stop();
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'the source does not say what is active; asked again and again',
      'the source says again what is active',
    ]);
    expect((await metrics.reconcileLastSuccess.get()).values[0]?.labels).toEqual({ source: 'prod' });
  });

  it('waits while there is no room', async () => {
    let room = false;
    const { reconciliation, source, firing } = await aReconciliation({ hasRoom: () => room });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await sleep(10);
    expect(firing()).toHaveLength(0);
    room = true;
    await until(() => firing().length === 1);
    await reconciliation.stop();
  });

  it('goes on after what could not be stored, and tells when nothing can be stored any more', async () => {
    const codes: JournalError['code'][] = ['journal.full', 'journal.unavailable'];
    const { outbox } = await openOutbox();
    const operate = () =>
      Promise.reject(new JournalError((codes.shift() ?? 'journal.full') as 'journal.full', 'no'));
    const broken = { state: outbox.state, operate, alarmsOf: outbox.alarmsOf.bind(outbox) };
    const { reconciliation, source, failures, lines } = await aReconciliation({ outbox: broken });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await until(() => failures.length > 0);
    await reconciliation.stop();
    expect(failures[0]).toMatchObject({ code: 'journal.unavailable' });
    expect(lines[0]).toContain('tried again');
  });

  it('gives up on what is stale at a source that can not be asked', async () => {
    const opened = await openOutbox();
    const repeating = [
      { name: 'prod', type: 'alertmanager', staleAfterMs: 1_000, stale: 'resolve' },
    ] as const;
    const { reconciliation } = await aReconciliation({ ...repairDeps(opened) }, { asked: [], repeating });
    await opened.outbox.accept(intakeOf(firing('a')));
    opened.clock.advance(1_000);
    reconciliation.start();
    const states = () => [...opened.outbox.state.ledger.everySeries()].map(({ state }) => state);
    await until(() => states()[0] === 'resolved');
    await reconciliation.stop();
    expect(opened.records.at(-1)?.events[0]).toMatchObject({ type: 'alarm.repaired', reason: 'stale' });
  });
});

describe('the plan of a configuration', () => {
  it('asks what can be asked, and waits for silence elsewhere; never for that of Zabbix unless told to', () => {
    const more = `  asked: { type: alertmanager, reconcile: { url: 'http://am:9093', receivers: [coc] } }
  marked: { type: grafana, staleAfter: 3h, stale: mark }
  silent: { type: zabbix }
  told: { type: zabbix, staleAfter: 9d }
alarm:`;
    const { sources } = configOf(SOUND.replace('alarm:', more));
    const plan = reconcilePlan({ sources }, new Map([['asked', new PlayedSource()]]));
    expect(plan.asked).toMatchObject([
      {
        name: 'asked',
        everyMs: 60_000,
        policy: { graceMs: 120_000, missedAfterMs: 360_000, suppressed: 'keep' },
      },
    ]);
    expect(plan.repeating).toEqual([
      { name: 'prod', type: 'alertmanager', staleAfterMs: 90_000_000, stale: 'resolve' },
      { name: 'marked', type: 'grafana', staleAfterMs: 10_800_000, stale: 'mark' },
      { name: 'told', type: 'zabbix', staleAfterMs: 777_600_000, stale: 'resolve' },
    ]);
  });
});
