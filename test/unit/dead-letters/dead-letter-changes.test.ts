import { describe, expect, it } from 'vitest';
import { createDeadLetterChanges } from '../../../src/dead-letters/dead-letter-changes.ts';
import { JournalError } from '../../../src/errors.ts';
import { routeAlerts } from '../../../src/intake/route-alerts.ts';
import type { HandleIncident } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import type { Router } from '../../../src/routing/route.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { anAlarm, anAlert, firing, intakeOf } from '../../support/alerts.ts';
import { openIncident } from '../../support/entries.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const REFUSED = { kind: 'rejected', reason: 'bad-request', detail: 'no' } as const;

/** A journal that can refuse to store. */
class FullJournal extends ShakyJournal {
  full = false;

  override async append(records: Parameters<ShakyJournal['append']>[0]) {
    if (this.full) throw new JournalError('journal.full', 'the disk is full');
    return super.append(records);
  }
}

const router: Router = (alert) => ({
  kind: 'alarm',
  alarm: anAlarm(alert),
  route: 'default',
  templateErrors: [],
});

const source = createAlertmanagerSource(
  'prod',
  { type: 'alertmanager' },
  { levels: {}, clock: new FakeClock() },
);

/** The changes of the dead letters of an outbox, with one refused alarm. */
async function withDeadLetter() {
  const journal = new FullJournal();
  const opened = await openOutbox({ journal });
  const { outbox, letters, clock } = opened;
  await outbox.accept(intakeOf(firing('disk')));
  for (let i = 0; i < 2; i++) {
    clock.advance(60_000);
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, REFUSED);
  }
  const errors: JournalError[] = [];
  const changes = createDeadLetterChanges({
    outbox,
    deadLetters: letters,
    sources: () => new Map([['prod', source]]),
    sourceNamesNow: () => new Map(),
    router: () => router,
    routeAlerts: (source, alerts, now) => routeAlerts(source, alerts, { router, now }),
    now: () => clock.now(),
    onError: (error) => errors.push(error),
  });
  const [id = ''] = letters.ids();
  expect(id).toMatch(/^entry-\d+$/);
  return { ...opened, journal, changes, id, errors };
}

function typesOf(records: readonly { readonly events: readonly OutboxEvent[] }[]): readonly string[] {
  return records.flatMap(({ events }) => events.map(({ type }) => type));
}

describe('a dead letter', () => {
  it('stays while nothing can be stored, and can be put back later', async () => {
    const { changes, letters, journal, id, errors } = await withDeadLetter();
    journal.full = true;
    for (const change of [changes.redrive, changes.discard])
      expect(await change(id, 'local')).toMatchObject({ done: false, why: 'unavailable' });
    expect(letters.ids()).toEqual([id]);
    expect(errors).toHaveLength(2);
    journal.full = false;
    expect(await changes.redrive(id, 'local')).toEqual({ id, done: true, outcome: 'queued' });
    expect(letters.ids()).toEqual([]);
  });

  it('outlives a crash between what follows and its end, and may be put back once more', async () => {
    const { changes, letters, outbox, records, id } = await withDeadLetter();
    const discard = letters.discard.bind(letters);
    letters.discard = () => Promise.reject(new Error('killed'));
    await expect(changes.redrive(id, 'local')).rejects.toThrow('killed');
    expect(typesOf(records).slice(-3)).toEqual(['letter.redriven', 'episode.changed', 'entry.queued']);
    expect(letters.ids()).toEqual([id]);
    letters.discard = discard;
    expect(await changes.redrive(id, 'local')).toMatchObject({ done: true });
    // Twice rather than never: COC takes a second report of the same for the same.
    expect(outbox.state.pendingCount).toBe(2);
  });

  it('is changed by one operator at a time', async () => {
    const { changes, id } = await withDeadLetter();
    const both = await Promise.all([changes.redrive(id, 'local'), changes.discard(id, 'token')]);
    expect(both.map(({ done }) => done)).toEqual([true, false]);
  });

  it('is not put back while its entry is only just leaving the outbox', async () => {
    const { changes, letters, outbox } = await withDeadLetter();
    await outbox.accept(intakeOf(firing('cpu')));
    const entry = await outbox.take('alarms/default');
    if (!entry) throw new Error('nothing is due');
    const alert = anAlert('cpu');
    const kept = {
      at: 1,
      source: alert.source,
      kind: 'refused',
      reason: 'bad-request',
      detail: 'no',
    } as const;
    await letters.keep({ ...kept, id: `entry-${entry.id}`, entry: { id: entry.id, body: entry.body } });
    expect(await changes.redrive(`entry-${entry.id}`, 'local')).toMatchObject({
      done: false,
      why: 'refused',
    });
  });

  it('is recorded with whoever gave it up, before it goes', async () => {
    const { changes, records, id } = await withDeadLetter();
    await changes.discard(id, 'token');
    expect(records.at(-1)?.events).toEqual([
      { type: 'letter.discarded', deadLetter: id, actor: 'token', alarmId: 'disk' },
    ]);
    expect(await changes.discard(id, 'token')).toMatchObject({ done: false, why: 'missing' });
  });

  it('is recorded with its incident only where it asked for that', async () => {
    const { changes, letters, records } = await withDeadLetter();
    const opening = openIncident('k1');
    const about = { key: opening.key, alarmId: opening.alarmId, episode: opening.episode, policy: 'p' };
    const step: HandleIncident = {
      ...{ ...about, kind: 'handle-incident', incidentNum: 'IM1', operator: 'ann', step: 'accept' },
    };
    const kept = { at: 1, source: 's', kind: 'refused', reason: 'bad-request', detail: 'no' } as const;
    await letters.keep({ ...kept, id: 'entry-98', entry: { id: 98, body: opening } });
    await letters.keep({ ...kept, id: 'entry-99', entry: { id: 99, body: step } });
    await changes.discard('entry-98', 'token');
    expect(records.at(-1)?.events).toMatchObject([{ type: 'letter.discarded', key: 'k1' }]);
    await changes.discard('entry-99', 'token');
    expect(records.at(-1)?.events[0]).toMatchObject({ type: 'letter.discarded', deadLetter: 'entry-99' });
    expect(records.at(-1)?.events[0]).not.toHaveProperty('key');
  });
});

describe('alerts of one body that are kept together', () => {
  const bad = { labels: { alertname: 'Bad' } };
  const kept = { index: 3, reason: 'status', count: 3 };

  it('are put back together as soon as some can be read; the others are dead letters again', async () => {
    const { changes, letters, outbox, id: refused } = await withDeadLetter();
    const raw = [bad, { status: 'firing', labels: { alertname: 'A' } }, bad];
    await outbox.accept({ source: 'prod', arrivals: [], unreadable: [{ ...kept, raw }] });
    const [id = ''] = letters.ids().filter((one) => one !== refused);
    expect(await changes.redrive(id, 'local')).toEqual({ id, done: true, outcome: 'queued' });
    expect(outbox.state.pendingCount).toBe(1);
    expect(letters.ids().filter((one) => one !== refused)).toHaveLength(1);
  });

  it('are refused while none can be read', async () => {
    const { changes, letters, outbox, id: refused } = await withDeadLetter();
    await outbox.accept({ source: 'prod', arrivals: [], unreadable: [{ ...kept, raw: [bad, bad, 7] }] });
    const [id = ''] = letters.ids().filter((one) => one !== refused);
    expect(await changes.redrive(id, 'local')).toMatchObject({
      done: false,
      error: expect.stringMatching(/still cannot be read: status/),
    });
    expect(letters.ids()).toContain(id);
  });
});

describe('an alert or a body that could not be read', () => {
  const good = { status: 'firing', labels: { alertname: 'A' } };
  const why = { at: 1, source: 'prod', reason: 'status', detail: 'no status' } as const;
  const bodyOf = (...alerts: readonly object[]) =>
    Buffer.from(JSON.stringify({ version: '4', alerts })).toString('base64');

  it('is put back alone', async () => {
    const { changes, letters, outbox } = await withDeadLetter();
    await letters.keep({ ...why, id: 'in-1', kind: 'unreadable-alert', raw: good });
    expect(await changes.redrive('in-1', 'local')).toEqual({ id: 'in-1', done: true, outcome: 'queued' });
    expect(outbox.state.pendingCount).toBe(1);
    await letters.keep({ ...why, id: 'in-2', kind: 'unreadable-alert' });
    expect(await changes.redrive('in-2', 'local')).toMatchObject({ done: false, why: 'refused' });
  });

  it('is put back as a body also when some of its alerts cannot be read: they are dead letters then', async () => {
    const { changes, letters, outbox } = await withDeadLetter();
    const kept = letters.ids().length;
    await letters.keep({ ...why, id: 'in-1', kind: 'unreadable-body', bodyBase64: bodyOf({ status: 7 }) });
    expect(await changes.redrive('in-1', 'local')).toEqual({ id: 'in-1', done: true, outcome: 'repeated' });
    expect(letters.ids()).toHaveLength(kept + 1);
    await letters.keep({
      ...why,
      id: 'in-2',
      kind: 'unreadable-body',
      bodyBase64: bodyOf({ status: 7 }, good),
    });
    expect(await changes.redrive('in-2', 'local')).toMatchObject({ done: true, outcome: 'queued' });
    expect(outbox.state.pendingCount).toBe(1);
  });
});
