import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { type AlarmIdPrefix, makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { findOrphans, type KnownNames } from '../../../src/orphans/find-orphans.ts';
import { noteOrphans } from '../../../src/orphans/note-orphans.ts';
import { openNow } from '../../../src/orphans/open-now.ts';
import { wordsForOrphan } from '../../../src/orphans/words-for-orphan.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const NAMES = {
  sources: new Map([['prod', 'alertmanager' as const]]),
  integrations: ['default'],
  policies: ['critical'],
};

async function opened() {
  const { outbox, clock } = await openOutbox();
  const open = () => {
    const { ledger } = outbox.state;
    return openNow({ ledger, lanes: outbox.state.lanes, waits: outbox.state.waits(clock.now()) });
  };
  return {
    outbox,
    orphans: (names: KnownNames = NAMES) => findOrphans(open(), names),
    note(names = NAMES) {
      const lines: string[] = [];
      const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
      noteOrphans(open(), { names, log });
      return lines.map((line) => JSON.parse(line) as object);
    },
    async deliver(...outcomes: readonly Outcome[]) {
      for (const outcome of outcomes)
        for (const destination of [...outbox.state.destinations]) {
          const entry = await outbox.take(destination);
          if (!entry) continue;
          if (entry.body.kind !== 'report-alarm') await outbox.started(entry);
          await outbox.settle(entry, outcome);
        }
    },
  };
}

describe('what is open or waits under a name that is gone', () => {
  it('is nothing while all names are known', async () => {
    const { outbox, orphans, note } = await opened();
    await outbox.accept(intakeOf(firing('a'), firing('b', { source: 'coc-alarm-agent' })));
    expect(orphans()).toEqual([]);
    expect(note()).toEqual([]);
  });

  it('is counted: the alarms of a source that fire', async () => {
    const { outbox, orphans } = await opened();
    const other = { source: 'other' };
    await outbox.accept(
      intakeOf(firing('a', other), firing('b', other), firing('c', other), resolved('c', other)),
    );
    expect(orphans()).toEqual([{ kind: 'source', name: 'other', open: 2, unconfirmed: 2, waiting: 0 }]);
  });

  it('is counted: the alarms at an integration, and the entries that wait for its key', async () => {
    const { outbox, orphans, deliver } = await opened();
    const there = { alarm: { integration: 'db' } };
    await outbox.accept(intakeOf(firing('a', there), firing('b', there), firing('c')));
    await deliver({ kind: 'delivered', result: 'alarm-reported' });
    expect(orphans()).toEqual([{ kind: 'integration', name: 'db', open: 1, waiting: 0, moving: 1 }]);
    await outbox.accept(intakeOf(resolved('a', there)));
    expect(orphans()).toEqual([{ kind: 'integration', name: 'db', open: 1, waiting: 1, moving: 1 }]);
  });

  it('is nothing at an integration that COC never heard of, or refused: that goes where its route leads', async () => {
    const { outbox, orphans, deliver } = await opened();
    const there = { alarm: { integration: 'db' } };
    await outbox.accept(intakeOf(firing('a', there)));
    await outbox.accept(intakeOf(firing('b', there), resolved('b', there), resolved('c', there)));
    expect(orphans()).toEqual([]);
    const refused: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' };
    await deliver(refused, refused);
    expect(orphans()).toEqual([]);
  });

  it('is nothing at an integration that has only failed so far', async () => {
    const { outbox, orphans, deliver } = await opened();
    await outbox.accept(intakeOf(firing('a', { alarm: { integration: 'db' } })));
    await deliver({ kind: 'retry', scope: 'destination', reason: 'network', detail: 'cut off' });
    expect(orphans()).toEqual([]);
  });

  it('is counted: the alarms that a source opened while it was of another type', async () => {
    const { outbox, orphans } = await opened();
    const idOf = (prefix: AlarmIdPrefix) => ({ alarmId: makeAlarmId(prefix, 'prod', 'x') });
    await outbox.accept(
      intakeOf(
        firing('a', idOf('am')),
        firing('b', idOf('zbx')),
        firing('c', idOf('gf')),
        firing('d', idOf('gfl')),
      ),
    );
    expect(orphans()).toEqual([
      { kind: 'type', name: 'prod', type: 'grafana', open: 2, unconfirmed: 2, waiting: 0 },
      { kind: 'type', name: 'prod', type: 'zabbix', open: 1, unconfirmed: 1, waiting: 0 },
    ]);
  });

  it('is what a system of another type opened, under a name that a source had before', async () => {
    const { outbox, orphans } = await opened();
    const idOf = (prefix: AlarmIdPrefix) => ({ source: 'old', alarmId: makeAlarmId(prefix, 'old', 'x') });
    await outbox.accept(intakeOf(firing('a', idOf('am')), firing('b', idOf('zbx'))));
    const formerSources = new Map([['old', 'prod']]);
    expect(orphans({ ...NAMES, formerSources })).toEqual([
      { kind: 'type', name: 'old', type: 'zabbix', nameNow: 'prod', open: 1, unconfirmed: 1, waiting: 0 },
    ]);
    await outbox.accept(intakeOf(firing('odd', { source: 'old' })));
    expect(orphans({ ...NAMES, formerSources })).toHaveLength(1);
  });

  it('is not what goes on under the name that it was opened with', async () => {
    const { outbox, orphans } = await opened();
    const idOf = (prefix: AlarmIdPrefix) => ({ source: 'first', alarmId: makeAlarmId(prefix, 'first', 'x') });
    await outbox.accept(intakeOf(firing('x', { ...idOf('am'), fingerprint: 'x' })));
    await outbox.accept(intakeOf(firing('y', { ...idOf('zbx'), fingerprint: 'x' })));
    await outbox.decide(() => [{ type: 'source.renamed', from: 'first', to: 'second' }]);
    const sources = new Map([['first', 'alertmanager' as const]]);
    expect(orphans({ ...NAMES, sources })).toEqual([
      { kind: 'source', name: 'second', open: 1, unconfirmed: 1, waiting: 0 },
    ]);
  });

  it('is counted: the open incidents of a policy', async () => {
    const { outbox, orphans, deliver } = await opened();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    await deliver({ kind: 'delivered', result: 'alarm-reported' });
    const gone = { ...NAMES, policies: ['other'] };
    expect(orphans(gone)).toEqual([{ kind: 'policy', name: 'critical', open: 0, waiting: 1 }]);
    await deliver({ kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' });
    expect(orphans()).toEqual([]);
    expect(orphans(gone)).toEqual([{ kind: 'policy', name: 'critical', open: 1, waiting: 0 }]);
  });

  it('is listed with the largest first, and logged with a remedy', async () => {
    const { outbox, orphans, note } = await opened();
    await outbox.accept(intakeOf(firing('a', { source: 'one' })));
    await outbox.accept(intakeOf(firing('b', { source: 'two' }), firing('c', { source: 'two' })));
    expect(orphans().map(({ name }) => name)).toEqual(['two', 'one']);
    expect(note()).toMatchObject([
      { level: 40, kind: 'source', name: 'two', open: 2, remedy: expect.any(String) },
      { level: 40, kind: 'source', name: 'one', open: 1 },
    ]);
  });
});

it.each([
  [{ kind: 'source', name: 'am', open: 1, waiting: 0 }, '1 alarm of it fires', 'renamedFrom: am'],
  [{ kind: 'source', name: 'am', open: 2, waiting: 0 }, '2 alarms of it fire,', 'bring am back'],
  [
    { kind: 'source', name: 'am', open: 2, unconfirmed: 2, waiting: 0 },
    '2 alarms of it fire, and nothing can end them; COC has not confirmed them yet',
    'renamedFrom: am at the source that it is now (or add am to the names that it has there)',
  ],
  [
    { kind: 'source', name: 'am', open: 2, unconfirmed: 1, waiting: 0 },
    '2 alarms of it fire, and nothing can end them; COC has not confirmed 1 of them yet',
    'reconcile or staleAfter end them',
  ],
  [
    { kind: 'type', name: 'zb', type: 'zabbix', nameNow: 'am', open: 1, waiting: 0 },
    'the source zb is not configured any more, and am, which has its name in renamedFrom, is of another type: 1 alarm that zb opened as zabbix fires, and COC is told so on and on, as nothing can end it',
    'take zb out of renamedFrom of am, and bring zb back as zabbix beside it: its messages, reconcile or staleAfter end it',
  ],
  [
    { kind: 'type', name: 'am', type: 'zabbix', open: 1, waiting: 0 },
    'the source am has another type now: 1 alarm that it opened as zabbix fires',
    'bring am back as zabbix',
  ],
  [
    { kind: 'type', name: 'am', type: 'grafana', open: 2, waiting: 0 },
    '2 alarms that it opened as grafana fire,',
    'bring am back as grafana',
  ],
  [
    { kind: 'integration', name: 'db', open: 1, waiting: 1 },
    '1 alarm stays open there, as its end cannot be sent, and 1 entry waits for its key',
    'coc.integrations.db',
  ],
  [
    { kind: 'integration', name: 'db', open: 0, waiting: 2 },
    'any more: 2 entries wait for its key',
    'coc.integrations.db',
  ],
  [
    { kind: 'integration', name: 'default', open: 2, waiting: 0, moving: 1 },
    '2 alarms stay open there, as their ends cannot be sent, and 1 entry that COC has not confirmed goes where its route leads now',
    "renamedFrom: ['default'] at the integration that has its key now (or add default to the names that it has there), or bring coc.integrationKey back",
  ],
  [
    { kind: 'integration', name: 'db', open: 0, waiting: 1, moving: 2 },
    'any more: 1 entry waits for its key, and 2 entries that COC has not confirmed go where their routes lead now',
    'coc.integrations.db',
  ],
  [
    { kind: 'policy', name: 'p1', open: 0, waiting: 1 },
    '1 incident of it is opened all the same, once it is due, and people end it',
    "renamedFrom: ['p1'] at the policy that is to end it (or add p1",
  ],
  [
    { kind: 'policy', name: 'p1', open: 1, waiting: 2 },
    '1 incident of it is open, 2 incidents of it are opened all the same, once they are due, and people end them',
    "renamedFrom: ['p1']",
  ],
  [
    { kind: 'policy', name: 'p1', open: 1, waiting: 0 },
    '1 incident of it is open, and people end it',
    "renamedFrom: ['p1']",
  ],
  [
    { kind: 'policy', name: 'p1', open: 3, waiting: 0 },
    '3 incidents of it are open, and people end them',
    "renamedFrom: ['p1']",
  ],
] as const)('an operator reads of %j what becomes of it, and what to do', (orphan, message, remedy) => {
  expect(wordsForOrphan(orphan).message).toContain(message);
  expect(wordsForOrphan(orphan).remedy).toContain(remedy);
});

it('an integration that is gone is listed until it has heard of the ends of its alarms', async () => {
  const { outbox, orphans, deliver, note } = await opened();
  await outbox.accept(intakeOf(firing('a', { alarm: { integration: 'pay' } })));
  await deliver({ kind: 'delivered', result: 'alarm-reported' });
  await outbox.accept(intakeOf(firing('a')));
  expect(orphans()).toEqual([{ kind: 'integration', name: 'pay', open: 1, waiting: 1 }]);
  expect(note()).toMatchObject([
    {
      message: expect.stringContaining(
        '1 alarm stays open there, as its end cannot be sent, and 1 entry waits',
      ),
    },
  ]);
  expect(orphans({ ...NAMES, integrations: ['default', 'pay'] })).toEqual([]);
  await deliver({ kind: 'delivered', result: 'alarm-reported' });
  expect(orphans()).toEqual([]);
});
