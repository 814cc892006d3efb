import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { OWN_SOURCE } from '../../../src/alerts/alert.ts';
import { JournalError } from '../../../src/errors.ts';
import { reconcilePlan } from '../../../src/reconcile/reconcile-plan.ts';
import {
  type ReconcilePlan,
  Reconciliation,
  type ReconciliationDeps,
} from '../../../src/reconcile/reconciliation.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { configOf, SOUND } from '../config/fault-of.ts';
import { askedSource, PlayedSource, repairDeps } from './played-source.ts';

async function aReconciliation(changes: Partial<ReconciliationDeps> = {}, plan?: Partial<ReconcilePlan>) {
  const opened = await openOutbox();
  const source = new PlayedSource();
  const lines: string[] = [];
  const passes: string[] = [];
  const asked = { ...askedSource(source, { graceMs: 1 }), everyMs: 1_000 };
  const failures: Error[] = [];
  const deps: ReconciliationDeps = {
    ...repairDeps(opened),
    clock: opened.clock,
    onPass: (name, result) => void passes.push(`${name} ${result}`),
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    random: () => 0,
    hearableMs: () => Number.POSITIVE_INFINITY,
    hasRoom: () => true,
    onFailure: (error) => void failures.push(error),
    ...changes,
  };
  const reconciliation = new Reconciliation(deps, { asked: [asked], repeating: [], ...plan });
  const firing = () =>
    [...opened.outbox.state.ledger.everySeries()].filter(({ state }) => state === 'firing');
  return { ...opened, source, lines, passes, asked, reconciliation, failures, firing };
}

describe('reconciliation', () => {
  it('asks from its start to its stop, and closes the connections then', async () => {
    const { reconciliation, source, firing, clock } = await aReconciliation();
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    await clock.pass(5_000);
    expect(firing()).toHaveLength(0);
    reconciliation.start();
    await clock.pass(1_000);
    expect(firing()).toHaveLength(1);
    await reconciliation.stop();
    await reconciliation.stop();
    source.firing.set('b', { startsAt: 0, level: 'Major' });
    await clock.pass(5_000);
    expect([firing().length, source.closed, clock.timers]).toEqual([1, 1, 0]);
  });

  it('may be stopped before it began', async () => {
    const { reconciliation, source, passes, clock } = await aReconciliation();
    await reconciliation.stop();
    reconciliation.start();
    await clock.pass(5_000);
    expect([source.closed, passes]).toEqual([1, []]);
  });

  it('makes its first passes at different moments within five seconds, and jitters its intervals', async () => {
    const { asked } = await aReconciliation();
    const randoms = [0.9, 0.2, 0, 0.999];
    const slow = { ...asked, everyMs: 60_000 };
    const { reconciliation, passes, clock } = await aReconciliation(
      { random: () => randoms.shift() ?? 0.5 },
      { asked: [slow, { ...slow, name: 'other' }] },
    );
    reconciliation.start();
    await clock.pass(4_499);
    expect(passes).toEqual(['other reconciled']);
    await clock.pass(1);
    expect(passes).toEqual(['other reconciled', 'prod reconciled']);
    await clock.pass(50_499);
    expect(passes).toHaveLength(2);
    await clock.pass(1);
    expect(passes).toHaveLength(3);
    await reconciliation.stop();
  });

  it('follows another plan, and lets the sources of the old one go', async () => {
    const { reconciliation, source, asked, firing, clock } = await aReconciliation();
    const next = new PlayedSource();
    next.firing.set('b', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await reconciliation.use({ asked: [{ ...asked, active: next }], repeating: [] });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    await clock.pass(2_000);
    await reconciliation.stop();
    expect(firing().map(({ alarmId }) => alarmId)).toEqual(['b']);
    expect([source.closed, next.closed]).toEqual([1, 1]);
  });

  it('begins nothing when it is stopped while it changes to another plan', async () => {
    const { reconciliation, source, asked, clock } = await aReconciliation();
    const next = new PlayedSource();
    reconciliation.start();
    const changed = reconciliation.use({ asked: [{ ...asked, active: next }], repeating: [] });
    await Promise.all([changed, reconciliation.stop()]);
    expect([source.closed, next.closed, clock.timers]).toEqual([1, 1, 0]);
  });

  it('logs once that a source can not be asked, reports each pass, and logs when it can again', async () => {
    const { reconciliation, source, lines, passes, clock } = await aReconciliation();
    source.reachable = false;
    reconciliation.start();
    await clock.pass(2_000);
    source.reachable = true;
    await clock.pass(1_000);
    await reconciliation.stop();
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'could not list the active alerts of a source; retrying at each interval',
      'the source lists its active alerts again',
    ]);
    expect(passes).toEqual([...Array(3).fill('prod unreachable'), 'prod reconciled']);
  });

  it('waits while there is no room', async () => {
    let room = false;
    const { reconciliation, source, firing, clock } = await aReconciliation({ hasRoom: () => room });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await clock.pass(5_000);
    expect(firing()).toHaveLength(0);
    room = true;
    await clock.pass(1_000);
    expect(firing()).toHaveLength(1);
    await reconciliation.stop();
  });

  it('goes on after what could not be stored, and tells when nothing can be stored any more', async () => {
    const codes: JournalError['code'][] = ['journal.full', 'journal.unavailable'];
    const { outbox } = await openOutbox();
    const decide = () =>
      Promise.reject(new JournalError((codes.shift() ?? 'journal.full') as 'journal.full', 'no'));
    const broken = { state: outbox.state, decide, alarmsOf: outbox.alarmsOf.bind(outbox) };
    const { reconciliation, source, failures, lines, clock } = await aReconciliation({ outbox: broken });
    source.firing.set('a', { startsAt: 0, level: 'Major' });
    reconciliation.start();
    await clock.pass(1_000);
    await reconciliation.stop();
    expect(failures).toMatchObject([{ code: 'journal.unavailable' }]);
    expect(lines[0]).toContain('tried again');
  });

  it('gives up on what is stale at a source that can not be asked', async () => {
    const opened = await openOutbox();
    const { outbox, clock, records } = opened;
    const repeating = [
      { name: 'prod', type: 'alertmanager', staleAfterMs: 1_000, stale: 'resolve' },
    ] as const;
    const { reconciliation } = await aReconciliation(
      { ...repairDeps(opened), clock },
      { asked: [], repeating },
    );
    await outbox.accept(intakeOf(firing('a')));
    reconciliation.start();
    await clock.pass(900);
    const states = () => [...outbox.state.ledger.everySeries()].map(({ state }) => state);
    expect(states()).toEqual(['firing']);
    await clock.pass(200);
    await reconciliation.stop();
    expect(states()).toEqual(['resolved']);
    const [repaired, closed] = records.at(-1)?.events ?? [];
    expect(repaired).toMatchObject({ type: 'alarm.repaired', reason: 'stale' });
    const because =
      'prod has said nothing about it for 1 second (staleAfter); it fires again here when prod sends it again';
    expect(closed).toMatchObject({ type: 'episode.closed', because });
  });

  it('shows what it gave up on again as soon as the source sends it again, with the begin that it had', async () => {
    const opened = await openOutbox();
    const { outbox, clock } = opened;
    const repeating = [{ name: 'prod', type: 'zabbix', staleAfterMs: 60_000, stale: 'resolve' }] as const;
    const { reconciliation } = await aReconciliation(
      { ...repairDeps(opened), clock },
      { asked: [], repeating },
    );
    const states = () => [...outbox.state.ledger.everySeries()].map(({ state }) => state);
    const problem = { sourceType: 'zabbix', problem: '7', saidAt: clock.now() } as const;
    await outbox.accept(intakeOf(firing('a', problem)));
    // A later message changes nothing for COC, and the end is newer than that one too.
    await outbox.accept(intakeOf(firing('a', { ...problem, saidAt: clock.now() + 1_000 })));
    reconciliation.start();
    await clock.pass(70_000);
    expect(states()).toEqual(['resolved']);
    await outbox.accept(intakeOf(firing('a', { ...problem, saidAt: clock.now() })));
    expect(states()).toEqual(['firing']);
    await reconciliation.stop();
  });

  it('gives nothing up while a heartbeat of the source is missing, and waits anew when it is heard', async () => {
    const opened = await openOutbox();
    const { outbox, clock } = opened;
    const repeating = [
      { name: 'prod', type: 'alertmanager', staleAfterMs: 60_000, stale: 'resolve' },
    ] as const;
    const { reconciliation } = await aReconciliation(
      { ...repairDeps(opened), clock },
      { asked: [], repeating },
    );
    const silence = (source: string) =>
      ({ source: OWN_SOURCE, sourceType: 'agent', fingerprint: `${source}/webhooks` }) as const;
    const state = () => outbox.state.ledger.series(firing('a').alert.alarmId)?.state;
    await outbox.accept(intakeOf(firing('a'), firing('silence', silence('prod'))));
    reconciliation.start();
    await clock.pass(600_000);
    expect(state()).toBe('firing');
    await outbox.accept(intakeOf(resolved('silence', silence('prod')), firing('other', silence('other'))));
    await clock.pass(53_000);
    expect(state()).toBe('firing');
    await clock.pass(15_000);
    expect(state()).toBe('resolved');
    await reconciliation.stop();
  });
});

describe('the plan of a configuration', () => {
  it('asks what can be asked, and waits for silence elsewhere, longest for Zabbix, which hardly repeats', () => {
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
      { name: 'silent', type: 'zabbix', staleAfterMs: 604_800_000, stale: 'resolve' },
      { name: 'told', type: 'zabbix', staleAfterMs: 777_600_000, stale: 'resolve' },
    ]);
  });
});
