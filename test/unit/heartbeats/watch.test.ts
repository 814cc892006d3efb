import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { JournalError } from '../../../src/errors.ts';
import type { Heartbeat } from '../../../src/heartbeats/heartbeat-plan.ts';
import { HeartbeatWatch } from '../../../src/heartbeats/watch.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import type { CocLanguage } from '../../../src/routing/coc-words.ts';
import { writingOf } from '../../../src/routing/writing.ts';
import { anAlarm, anAlert } from '../../support/alerts.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

const MINUTE = 60_000;
const alarmId = makeAlarmId('hb', 'prod', 'watchdog');

const WATCHDOG: Heartbeat = {
  source: 'prod',
  name: 'watchdog',
  withinMs: 10 * MINUTE,
  alarmId,
  expected: 'always',
  isHeartbeat: ({ name }) => name === 'Watchdog',
};
const ANY: Heartbeat = {
  source: 'prod',
  name: 'webhooks',
  withinMs: 10 * MINUTE,
  alarmId,
  expected: 'always',
};

const beat = { alert: anAlert('w', { name: 'Watchdog' }) };
const resolved = { alert: anAlert('w', { name: 'Watchdog', status: 'resolved' }) };
const other = { alert: anAlert('x') };

interface Watched {
  readonly outbox: Outbox;
  readonly clock: FakeClock;
  readonly closed: { now: boolean };
  readonly dropped: { now: boolean };
  readonly language?: { now: CocLanguage };
}

/** A watch on an outbox, as after a start. */
function watchOn({ outbox, clock, closed, dropped, language }: Watched, plan: readonly Heartbeat[]) {
  const refusal = () => (closed.now ? new JournalError('journal.full', 'full') : undefined);
  return new HeartbeatWatch(
    {
      outbox: { state: outbox.state, decide: (decision) => outbox.decide(decision), refusal },
      clock,
      router: () => (alert) =>
        dropped.now
          ? { kind: 'filtered', reason: 'route', route: 'r', templateErrors: [] }
          : { kind: 'alarm', alarm: anAlarm(alert), route: 'r', templateErrors: [] },
      policy: () => aPolicy(),
      writing: () => writingOf({ language: language?.now ?? 'en', admin: { timezone: 'Asia/Shanghai' } }),
      log: createLog({ level: 'error', format: 'json', destination: { write: () => undefined } }),
      onFailure: (error) => {
        throw error;
      },
    },
    plan,
  );
}

async function opened(...plan: readonly Heartbeat[]) {
  const { outbox, clock, records } = await openOutbox();
  const watched = {
    outbox,
    clock,
    closed: { now: false },
    dropped: { now: false },
    language: { now: 'en' as CocLanguage },
  };
  let watch = watchOn(watched, plan);
  await watch.check();
  return {
    ...watched,
    records,
    heard: (...alerts: readonly (typeof beat)[]) => watch.heard('prod', alerts),
    readings: () => watch.readings(),
    /** Lets time pass, with a check every second. */
    async wait(ms: number) {
      for (let waited = 0; waited < ms; waited += 1_000) {
        clock.advance(1_000);
        await watch.check();
      }
    },
    /** The process does not run for so long. */
    stall: (ms: number) => clock.advance(ms),
    async restart(...next: readonly Heartbeat[]) {
      watch = watchOn(watched, next);
      watch.start();
      await clock.pass(0);
      await watch.stop();
    },
    /** What COC is told, in order. */
    told: () =>
      records.flatMap(({ events }) =>
        events.flatMap((event) =>
          event.type === 'entry.queued' && event.body.kind === 'report-alarm'
            ? [event.body.alarm.alarmStatus]
            : [],
        ),
      ),
    /** The texts of the alerts of which COC is told, in order. */
    texts: () =>
      records.flatMap(({ events }) =>
        events.flatMap((event) =>
          event.type === 'entry.queued' && event.body.kind === 'report-alarm'
            ? [event.body.alert.description]
            : [],
        ),
      ),
  };
}

describe('a heartbeat', () => {
  it('raises one alarm when it is not heard in time, and ends it when it is heard again', async () => {
    const { heard, wait, told, outbox } = await opened(WATCHDOG);
    await wait(9 * MINUTE);
    heard(beat);
    await wait(9 * MINUTE + 58_000);
    expect(told()).toEqual([]);
    await wait(3_000);
    expect(told()).toEqual(['alarm']);
    await wait(60 * MINUTE);
    expect(told()).toEqual(['alarm']);
    heard(other, beat);
    await wait(2_000);
    expect(told()).toEqual(['alarm', 'ok']);
    expect(outbox.state.ledger.series(alarmId)).toMatchObject({
      state: 'resolved',
      source: 'coc-alarm-agent',
    });
  });

  it('is told in words of the language that is configured now', async () => {
    const { heard, wait, texts, language, restart } = await opened(WATCHDOG);
    await wait(11 * MINUTE);
    language.now = 'zh';
    heard(beat);
    await wait(11 * MINUTE);
    language.now = 'both';
    await restart();
    const [raised, ended, again, dropped] = texts();
    expect(raised).toBe(
      'Monitoring is silent: nothing heard of watchdog from prod within 600 s, not since the agent started. Alerts may get lost unseen.',
    );
    expect(ended).toBe('监控已恢复：再次收到 prod 的 watchdog。');
    expect(again).toMatch(
      /^监控静默：600 秒内未收到 prod 的 watchdog，最近一次收到于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d Asia\/Shanghai。告警可能已丢失而无人察觉。$/,
    );
    expect(dropped).toBe('Nobody waits for prod/watchdog any more. 已不再等待 prod/watchdog。');
  });

  it('raises an alarm for each silence', async () => {
    const { heard, wait, told } = await opened(WATCHDOG);
    for (let i = 0; i < 3; i++) {
      await wait(11 * MINUTE);
      heard(beat);
      await wait(1_000);
    }
    expect(told()).toEqual(['alarm', 'ok', 'alarm', 'ok', 'alarm', 'ok']);
  });

  it.each([
    ['its resolve', resolved],
    ['another alert', other],
  ])('is not heard by %s', async (_, alert) => {
    const { heard, wait, told } = await opened(WATCHDOG);
    await wait(9 * MINUTE);
    heard(alert);
    await wait(2 * MINUTE);
    expect(told()).toEqual(['alarm']);
  });

  it('that is any webhook is heard by any', async () => {
    const { heard, wait, told } = await opened(ANY);
    await wait(9 * MINUTE);
    heard();
    await wait(9 * MINUTE);
    expect(told()).toEqual([]);
    await wait(2 * MINUTE);
    expect(told()).toEqual(['alarm']);
  });

  it('that nobody has configured is waited for only once it was heard', async () => {
    const { heard, wait, told } = await opened({ ...WATCHDOG, expected: 'once-heard' });
    await wait(60 * MINUTE);
    expect(told()).toEqual([]);
    heard(beat);
    await wait(11 * MINUTE);
    expect(told()).toEqual(['alarm']);
  });

  it('is said to be silent or heard', async () => {
    const { heard, wait, readings, clock } = await opened(WATCHDOG);
    await wait(11 * MINUTE);
    expect(readings()).toEqual([{ source: 'prod', heartbeat: 'watchdog', silent: true }]);
    heard(beat);
    const heardAt = clock.now();
    await wait(1_000);
    expect(readings()).toEqual([{ source: 'prod', heartbeat: 'watchdog', silent: false, heardAt }]);
  });

  it('whose alarm a route drops leaves one trace, not one a second', async () => {
    const { wait, dropped, records } = await opened(WATCHDOG);
    dropped.now = true;
    await wait(30 * MINUTE);
    expect(records.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['alert.dropped']);
  });
});

describe('what is no silence', () => {
  it('the time in which the agent did not run, before a start', async () => {
    const { wait, restart, stall, told } = await opened(WATCHDOG);
    await wait(9 * MINUTE);
    stall(24 * 60 * MINUTE);
    await restart(WATCHDOG);
    await wait(9 * MINUTE);
    expect(told()).toEqual([]);
    await wait(2 * MINUTE);
    expect(told()).toEqual(['alarm']);
  });

  it('the time in which the process stood still', async () => {
    const { wait, stall, told } = await opened(WATCHDOG);
    await wait(MINUTE);
    stall(60 * MINUTE);
    await wait(8 * MINUTE);
    expect(told()).toEqual([]);
  });

  it('the time in which nothing could be taken in', async () => {
    const { wait, closed, told } = await opened(WATCHDOG);
    closed.now = true;
    await wait(60 * MINUTE);
    closed.now = false;
    await wait(9 * MINUTE);
    expect(told()).toEqual([]);
  });
});

describe('after a restart', () => {
  it('a silence that goes on is not told again, and ends once', async () => {
    const { wait, restart, heard, told } = await opened(WATCHDOG);
    await wait(11 * MINUTE);
    await restart(WATCHDOG);
    await wait(60 * MINUTE);
    expect(told()).toEqual(['alarm']);
    heard(beat);
    await wait(1_000);
    await restart(WATCHDOG);
    await wait(1_000);
    expect(told()).toEqual(['alarm', 'ok']);
  });

  it('the alarm of a heartbeat that is not waited for any more ends', async () => {
    const { wait, restart, told } = await opened(WATCHDOG);
    await wait(11 * MINUTE);
    await restart();
    expect(told()).toEqual(['alarm', 'ok']);
  });
});

describe('a running watch', () => {
  it('checks every second from its start to its stop', async () => {
    const { outbox, clock, records } = await openOutbox();
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, [WATCHDOG]);
    await clock.pass(20 * MINUTE);
    expect(records).toHaveLength(0);
    watch.start();
    await clock.pass(10 * MINUTE - 1_000);
    expect(records).toHaveLength(0);
    await clock.pass(1_000);
    expect(records).toHaveLength(1);
    watch.heard('prod', [beat]);
    await watch.stop();
    await clock.pass(MINUTE);
    expect([records.length, clock.timers]).toEqual([1, 0]);
  });

  it('changes to another plan, and keeps the times of heartbeats that are in both', async () => {
    const { outbox, clock, records } = await openOutbox();
    const idOf = (name: string) => makeAlarmId('hb', 'prod', name);
    const any = { ...ANY, alarmId: idOf('webhooks') };
    const plan = [WATCHDOG, any, { ...WATCHDOG, name: 'old', alarmId: idOf('old') }];
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, plan);
    watch.start();
    await clock.pass(9 * MINUTE);
    await watch.use([WATCHDOG, { ...any, withinMs: 20 * MINUTE }]);
    await clock.pass(2 * MINUTE);
    await watch.stop();
    expect(records).toHaveLength(1);
    expect(watch.readings()).toEqual([
      { source: 'prod', heartbeat: 'watchdog', silent: true },
      { source: 'prod', heartbeat: 'webhooks', silent: false },
    ]);
  });

  it('waits on for the heartbeat of a source that was renamed, as long as before', async () => {
    const { outbox, clock, records } = await openOutbox();
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, [WATCHDOG]);
    watch.start();
    await clock.pass(9 * MINUTE);
    const renamed = { source: 'site', alarmId: makeAlarmId('hb', 'site', 'watchdog'), formerIds: [alarmId] };
    await watch.use([{ ...WATCHDOG, ...renamed, expected: 'once-heard' }]);
    await clock.pass(2 * MINUTE);
    expect(records).toHaveLength(0);
    await watch.use([{ ...WATCHDOG, ...renamed }]);
    await clock.pass(1_000);
    await watch.stop();
    expect(records).toHaveLength(1);
  });

  it('goes on with the silence of a source that was renamed, and ends it once it is heard', async () => {
    const { outbox, clock, records } = await openOutbox();
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, [WATCHDOG]);
    watch.start();
    await clock.pass(11 * MINUTE);
    expect(records).toHaveLength(1);
    await outbox.decide(() => [{ type: 'source.renamed', from: 'prod', to: 'site' }]);
    const renamed = { ...WATCHDOG, source: 'site', alarmId: makeAlarmId('hb', 'site', 'watchdog') };
    await watch.use([renamed]);
    await clock.pass(60 * MINUTE);
    expect(records.slice(2).map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['alert.repeated'],
    ]);
    expect(watch.readings()).toEqual([{ source: 'site', heartbeat: 'watchdog', silent: true }]);
    watch.heard('site', [beat]);
    await clock.pass(1_000);
    await watch.stop();
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([
      { alarmId, fingerprint: 'site/watchdog', state: 'resolved' },
    ]);
  });

  it('tells an open silence again once after each change of the plan, and after a start', async () => {
    const { outbox, clock, records } = await openOutbox();
    const parts = { outbox, clock, closed: { now: false }, dropped: { now: false } };
    const first = watchOn(parts, [WATCHDOG]);
    first.start();
    await clock.pass(11 * MINUTE);
    const later = () => records.slice(1).flatMap(({ events }) => events.map(({ type }) => type));
    expect(later()).toEqual([]);
    await first.use([WATCHDOG]);
    await clock.pass(5 * MINUTE);
    await first.stop();
    expect(later()).toEqual(['alert.repeated']);
    const second = watchOn(parts, [WATCHDOG]);
    second.start();
    await clock.pass(20 * MINUTE);
    await second.stop();
    expect(later()).toEqual(['alert.repeated', 'alert.repeated']);
    expect(outbox.state.pendingCount).toBe(1);
  });

  it('ends the silence of a renamed source whose heartbeat is not waited for any more', async () => {
    const { outbox, clock } = await openOutbox();
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, [WATCHDOG]);
    watch.start();
    await clock.pass(11 * MINUTE);
    await outbox.decide(() => [{ type: 'source.renamed', from: 'prod', to: 'site' }]);
    await watch.use([]);
    await clock.pass(1_000);
    await watch.stop();
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([{ alarmId, state: 'resolved' }]);
  });

  it('does not begin to run with another plan before its start or after its stop', async () => {
    const { outbox, clock } = await openOutbox();
    const watch = watchOn({ outbox, clock, closed: { now: false }, dropped: { now: false } }, []);
    await watch.use([WATCHDOG]);
    expect(clock.timers).toBe(0);
    watch.start();
    await watch.stop();
    await watch.use([ANY]);
    watch.start();
    expect(clock.timers).toBe(0);
  });
});
