import { describe, expect, it } from 'vitest';
import type { ActiveAlert, ActiveAlerts } from '../../../src/sources/active-alerts.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { renamedActive, renamedSource } from '../../../src/sources/renamed-source.ts';
import { alertmanagerBody } from '../../support/alertmanager-body.ts';
import { anAlert } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const SIGNAL = new AbortController().signal;
const sourceNamed = (name: string) =>
  createAlertmanagerSource(name, { type: 'alertmanager' }, { levels: {}, clock: new FakeClock() });
const BODY = Buffer.from(JSON.stringify(alertmanagerBody({ name: 'Disk' }, { name: 'Cpu' })));

describe('a source that was renamed', () => {
  it('has its new name, and identifies its alarms as before', () => {
    const before = sourceNamed('old').read(BODY, 0);
    const renamed = renamedSource(sourceNamed('old'), 'new');
    const after = renamed.read(BODY, 0);
    const facts = (reads: typeof before) =>
      reads.map((read) => ('alert' in read ? [read.alert.source, read.alert.alarmId] : []));
    expect(renamed.name).toBe('new');
    expect(facts(after)).toEqual(facts(before).map(([, alarmId]) => ['new', alarmId]));
    expect([...renamed.readInParts(BODY, 0)].flat()).toEqual(after);
    expect(renamed.checkCredentials({})).toEqual({ ok: true });
  });

  it('keeps what can not be read as it is', () => {
    const body = Buffer.from(JSON.stringify({ version: '4', alerts: [{ status: 'nonsense' }] }));
    expect(renamedSource(sourceNamed('old'), 'new').read(body, 0)).toEqual(sourceNamed('old').read(body, 0));
  });
});

describe('the active alerts of a source that was renamed', () => {
  const listed: ActiveAlert = {
    ...{ alarmId: anAlert('a').alarmId, level: 'Major', state: 'active', ours: true },
  };
  class Played implements ActiveAlerts {
    readonly levelsMove = true;
    reached = true;
    closed = 0;

    async list() {
      if (!this.reached) return { kind: 'unreachable', fault: 'network', detail: 'away' } as const;
      const read = async () =>
        ({ kind: 'read', alerts: [{ alert: anAlert('a', { source: 'old' }) }] }) as const;
      return { kind: 'active', alerts: [listed], complete: true, read } as const;
    }

    covers(alarmId: string): boolean {
      return alarmId === listed.alarmId;
    }

    async ended(fingerprints: readonly string[]) {
      return { kind: 'ended', ends: new Map(fingerprints.map((one) => [one, this.closed])) } as const;
    }

    async look() {
      return { kind: 'look', seen: 'all' } as const;
    }

    async close(): Promise<void> {
      this.closed += 1;
    }
  }

  it('have its new name when they are read in full, and are the same otherwise', async () => {
    const played = new Played();
    const renamed = renamedActive(played, 'new');
    const list = await renamed.list(SIGNAL);
    if (list.kind !== 'active') throw new Error('it was reached');
    expect(list).toMatchObject({ alerts: [listed], complete: true });
    expect(await list.read([listed], SIGNAL)).toMatchObject({ alerts: [{ alert: { source: 'new' } }] });
    expect([renamed.levelsMove, renamed.covers(listed.alarmId)]).toEqual([true, true]);
    expect(await renamed.look(SIGNAL)).toEqual({ kind: 'look', seen: 'all' });
    await renamed.close();
    expect(await renamed.ended?.(['f'], list, SIGNAL)).toEqual({ kind: 'ended', ends: new Map([['f', 1]]) });
    played.reached = false;
    expect(await renamed.list(SIGNAL)).toMatchObject({ kind: 'unreachable' });
  });

  it('can not be asked what has ended where the source can not be', () => {
    const { ended: _, ...played } = {
      ...new Played(),
      levelsMove: true,
      covers: () => true,
    } as never as ActiveAlerts;
    expect(renamedActive(played, 'new').ended).toBeUndefined();
  });
});
