import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { OWN_SOURCE } from '../../../src/alerts/alert.ts';
import { formerSourceNames } from '../../../src/alerts/former-source-names.ts';
import { JournalError } from '../../../src/errors.ts';
import { renameSources } from '../../../src/orphans/rename-sources.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const AM = { type: 'alertmanager' } as const;

/** An outbox whose alerts have the ids that their sources give them. */
async function opened() {
  const journal = new ShakyJournal();
  const { outbox, records } = await openOutbox({ journal });
  const named = (source: string, native: string) => ({
    source,
    fingerprint: native,
    alarmId: makeAlarmId('am', source, native),
  });
  return {
    outbox,
    records,
    async reopen() {
      await outbox.close();
      return openOutbox({ journal });
    },
    rename: (sources: Parameters<typeof renameSources>[1]) => renameSources(outbox, sources),
    fire: (source: string, native: string) => outbox.accept(intakeOf(firing(native, named(source, native)))),
    end: (source: string, native: string) => outbox.accept(intakeOf(resolved(native, named(source, native)))),
    /** Each series, as `source: name in its id state`. */
    series: () =>
      [...outbox.state.ledger.everySeries()]
        .map(({ source, alarmId, fingerprint, state }) => {
          const names = ['a', 'b', 'c', 'a/2', 'a/3'];
          const opener = names.find((name) => makeAlarmId('am', name, fingerprint) === alarmId);
          return `${source}: ${opener}.${fingerprint} ${state}`;
        })
        .sort(),
  };
}

describe('a source that has another name', () => {
  it('takes what is known of it along, once', async () => {
    const { rename, fire, series, outbox, records } = await opened();
    await fire('a', 'x');
    await fire('a', 'y');
    await fire('c', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' }, c: AM });
    expect(series()).toEqual(['b: a.x firing', 'b: a.y firing', 'c: c.x firing']);
    expect(['b', 'a', 'c'].map((name) => outbox.state.ledger.countSeriesOf(name))).toEqual([2, 0, 1]);
    const before = records.length;
    await rename({ b: { ...AM, renamedFrom: ['a'] }, c: AM });
    expect(records).toHaveLength(before);
  });

  it('goes on with its alarms after any number of steps, with renamedFrom or without it by then', async () => {
    const { rename, fire, end, series, records } = await opened();
    await fire('a', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    await fire('b', 'x');
    expect(records.at(-1)?.events).toMatchObject([{ type: 'alert.repeated' }]);
    await rename({ b: AM });
    await fire('b', 'x');
    await rename({ c: { ...AM, renamedFrom: 'b' } });
    await fire('c', 'x');
    expect(series()).toEqual(['c: a.x firing']);
    await end('c', 'x');
    expect(series()).toEqual(['c: a.x resolved']);
    expect(records.at(-1)?.events[1]).toMatchObject({
      body: { alarm: { alarmId: makeAlarmId('am', 'a', 'x'), alarmStatus: 'ok' }, alert: { source: 'c' } },
    });
    await fire('c', 'x');
    await fire('c', 'new');
    expect(series()).toEqual(['c: a.x firing', 'c: c.new firing']);
  });

  it('has its first name back with all that was opened under it, without a word', async () => {
    const { rename, fire, end, series } = await opened();
    await fire('a', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    await fire('b', 'y');
    await rename({ a: AM });
    expect(series()).toEqual(['a: a.x firing', 'b: b.y firing']);
    await rename({ a: { ...AM, renamedFrom: 'b' } });
    await end('a', 'x');
    await end('a', 'y');
    expect(series()).toEqual(['a: a.x resolved', 'a: b.y resolved']);
  });

  it('ends what was opened twice because it was told of the name too late', async () => {
    const { rename, fire, end, series, outbox } = await opened();
    await fire('a', 'x');
    await fire('b', 'x');
    expect(series()).toEqual(['a: a.x firing', 'b: b.x firing']);
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    await fire('b', 'x');
    const seen = [...outbox.state.ledger.everySeries()].map(({ lastSeenAt }) => lastSeenAt);
    expect(new Set(seen).size).toBe(1);
    await end('b', 'x');
    expect(series()).toEqual(['b: a.x resolved', 'b: b.x resolved']);
  });

  it('joins another one, which keeps its own alarms', async () => {
    const { rename, fire, end, series } = await opened();
    await fire('a', 'x');
    await fire('b', 'y');
    await rename({ a: { ...AM, renamedFrom: ['b', 'c'] } });
    expect(series()).toEqual(['a: a.x firing', 'a: b.y firing']);
    await end('a', 'y');
    await end('a', 'x');
    expect(series()).toEqual(['a: a.x resolved', 'a: b.y resolved']);
  });

  it('leaves its name to another source, whose alarms are never taken for its own', async () => {
    const { rename, fire, end, series, outbox } = await opened();
    await fire('a', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    await fire('a', 'x');
    expect(series()).toEqual(['a: a/2.x firing', 'b: a.x firing']);
    await fire('a', 'x');
    await end('b', 'x');
    expect(series()).toEqual(['a: a/2.x firing', 'b: a.x resolved']);
    await end('a', 'x');
    await rename({ c: { ...AM, renamedFrom: 'a' }, b: AM });
    await fire('a', 'x');
    expect(series()).toEqual(['a: a/3.x firing', 'b: a.x resolved', 'c: a/2.x resolved']);
    expect(outbox.state.ledger.countSeriesOf('a')).toBe(1);
  });

  it('is known as such after a restart', async () => {
    const { rename, fire, reopen } = await opened();
    await fire('a', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    const again = await reopen();
    await again.outbox.accept(
      intakeOf(resolved('x', { source: 'b', fingerprint: 'x', alarmId: makeAlarmId('am', 'b', 'x') })),
    );
    expect([...again.outbox.state.ledger.everySeries()]).toMatchObject([{ source: 'b', state: 'resolved' }]);
  });

  it('takes nothing from a source that is configured', async () => {
    const { rename, fire, series } = await opened();
    await fire('a', 'x');
    await rename({ b: { ...AM, renamedFrom: 'a' }, a: AM });
    expect(series()).toEqual(['a: a.x firing']);
  });

  it('leaves alarms that a system of another type opened', async () => {
    const { rename, fire, series, outbox, records } = await opened();
    await fire('a', 'x');
    const before = records.length;
    await rename({ b: { type: 'zabbix', renamedFrom: 'a' } });
    expect(records).toHaveLength(before);
    const event = { source: 'a', fingerprint: 'e1', alarmId: makeAlarmId('zbx', 'a', 'e1') };
    await outbox.accept(intakeOf(firing('e1', event)));
    await rename({ b: { type: 'zabbix', renamedFrom: 'a' } });
    expect(series()).toEqual(['a: a.x firing', 'b: undefined.e1 firing']);
  });

  it('is the one of the alarm about its heartbeat', async () => {
    const { rename, outbox } = await opened();
    const silent = {
      source: OWN_SOURCE,
      fingerprint: 'a/Watchdog',
      alarmId: makeAlarmId('hb', 'a', 'Watchdog'),
    };
    await outbox.accept(intakeOf(firing('silence', silent)));
    await rename({ b: { ...AM, renamedFrom: 'a' } });
    const now = {
      source: OWN_SOURCE,
      fingerprint: 'b/Watchdog',
      alarmId: makeAlarmId('hb', 'b', 'Watchdog'),
    };
    await outbox.accept(intakeOf(resolved('silence', now)));
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([
      { source: OWN_SOURCE, fingerprint: 'b/Watchdog', alarmId: silent.alarmId, state: 'resolved' },
    ]);
    await outbox.accept(intakeOf(firing('silence', silent)));
    expect(
      [...outbox.state.ledger.everySeries()].map(({ fingerprint, state }) => [fingerprint, state]),
    ).toEqual(
      expect.arrayContaining([
        ['b/Watchdog', 'resolved'],
        ['a/Watchdog', 'firing'],
      ]),
    );
  });

  it('gets them later when nothing can be stored now, and not at all when nothing ever can', async () => {
    const { outbox, fire } = await opened();
    await fire('a', 'x');
    const failing = (code: 'journal.full' | 'journal.unavailable') => ({
      state: outbox.state,
      decide: () => Promise.reject(new JournalError(code, 'no')),
    });
    const renamed = { b: { ...AM, renamedFrom: 'a' } };
    await expect(renameSources(failing('journal.full'), renamed)).resolves.toBeUndefined();
    await expect(renameSources(failing('journal.unavailable'), renamed)).rejects.toThrow('no');
  });
});

it.each([
  [{}, []],
  [{ renamedFrom: 'a' }, ['a']],
  [{ renamedFrom: ['a', 'b'] }, ['a', 'b']],
])('the former names in %j', (source, names) => expect(formerSourceNames(source)).toEqual(names));
