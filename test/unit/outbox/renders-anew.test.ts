import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import type { DueEntry, ReportAlarm } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../../src/outbox/policy.ts';
import { firing, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';
import { changedPolicy, rendererOf } from '../../support/renderer.ts';

const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such application' };
const DOWN: Outcome = { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' };
const HERE = '65659ae2f42bf80e5f3f0635';
const NAMED = { alarm: { alarmName: 'New' } };
const MOVED = { alarm: { applicationId: 'app-2' } };

/** Policy under which alarms wait: it renders them as the tests do. */
const BEFORE: Partial<OutboxPolicy> = { renderer: rendererOf({}) };

/** A journal that can have no room. */
class FullJournal extends ShakyJournal {
  full = false;

  override async append(records: Parameters<ShakyJournal['append']>[0]) {
    if (this.full) throw new JournalError('journal.full', 'the disk is full');
    return super.append(records);
  }
}

/** An outbox in which these alarms wait, as `c1` rendered them. */
async function waiting(...arrivals: readonly Arrival[]) {
  const journal = new FullJournal();
  const opened = await openOutbox({ journal, policy: BEFORE });
  for (const { alert, routed } of arrivals) {
    if (routed.kind !== 'alarm') throw new Error('it is no alarm');
    await opened.outbox.accept(intakeOf({ alert, routed: { ...routed, configuration: 'c1' } }));
  }
  return { ...opened, journal };
}

async function taken(outbox: Outbox, destination = 'alarms/default'): Promise<DueEntry> {
  const entry = await outbox.take(destination);
  if (!entry) throw new Error(`nothing is due at ${destination}`);
  return entry;
}

function shown({ body }: DueEntry): string {
  if (body.kind !== 'report-alarm') return body.kind;
  const { alarmStatus, alarmName, applicationId } = body.alarm;
  return `${alarmStatus} ${alarmName} ${applicationId}`;
}

/** Delivers all that is due, and tells what it was. */
async function delivered(outbox: Outbox, destination = 'alarms/default'): Promise<readonly string[]> {
  const told: string[] = [];
  for (let entry = await outbox.take(destination); entry; entry = await outbox.take(destination)) {
    told.push(shown(entry));
    await outbox.settle(entry, REPORTED);
  }
  return told;
}

describe('what waits when the configuration changes', () => {
  it('is replaced in its order, and nothing of it is left or doubled', async () => {
    const { outbox, records } = await waiting(firing('a'), resolved('a'), firing('b'));
    outbox.usePolicy(changedPolicy(MOVED));
    const told = await delivered(outbox);
    expect(told.filter((one) => one.includes('Alert a'))).toEqual([
      'alarm Alert a app-2',
      'ok Alert a app-2',
    ]);
    expect(told.filter((one) => one.includes('Alert b'))).toEqual(['alarm Alert b app-2']);
    expect(outbox.state.pendingCount).toBe(0);
    const events = records.flatMap((record) => record.events);
    const replaced = events.filter((event) => event.type === 'entry.collapsed' && event.anew);
    expect(replaced).toHaveLength(3);
    for (const event of replaced) {
      if (event.type !== 'entry.collapsed') continue;
      const record = records.find(
        ({ seq, events: own }) => event.into >= seq && event.into < seq + own.length,
      );
      expect(record?.events[event.into - record.seq]).toMatchObject({ type: 'entry.queued', anew: true });
    }
  });

  it('is not stored again where COC gets the same, and counts for the configuration of now', async () => {
    const { outbox, records } = await waiting(firing('a'));
    const before = records.length;
    outbox.usePolicy({ ...changedPolicy({}), renderer: sameRenderer() });
    expect((await taken(outbox)).body).toMatchObject({ configuration: 'c2' });
    expect(records).toHaveLength(before);
  });

  it('ends where it goes now, and its repeats are repeats', async () => {
    const { outbox } = await waiting(firing('a'));
    outbox.usePolicy(changedPolicy({ alarm: { ...MOVED.alarm, alarmLevel: 'Critical' } }));
    expect(await delivered(outbox)).toEqual(['alarm Alert a app-2']);
    const now = { alarm: { ...MOVED.alarm, alarmLevel: 'Critical' as const } };
    expect(await outbox.accept(intakeOf(firing('a', now)))).toMatchObject({ repeated: 1 });
    await outbox.accept(intakeOf(resolved('a', now)));
    expect(await delivered(outbox)).toEqual(['ok Alert a app-2']);
  });

  it('stays at its place after a try, until COC refuses it', async () => {
    const { outbox, clock } = await waiting(firing('a'));
    await outbox.settle(await taken(outbox), DOWN);
    outbox.usePolicy(changedPolicy({ alarm: { ...MOVED.alarm, ...NAMED.alarm } }));
    const tried = await taken(outbox);
    expect(shown(tried)).toBe(`alarm New ${HERE}`);
    await outbox.settle(tried, REFUSED);
    outbox.usePolicy(changedPolicy(MOVED, { configuration: 'c3' }));
    clock.advance(60_000);
    expect(shown(await taken(outbox))).toBe('alarm Alert a app-2');
  });

  it('that COC may have counts as tried: an alarm for another place does not just replace it', async () => {
    const { outbox } = await waiting(firing('a'));
    await outbox.settle(await taken(outbox), DOWN);
    outbox.usePolicy(changedPolicy({ alarm: { ...MOVED.alarm, ...NAMED.alarm } }));
    await outbox.settle(await taken(outbox), DOWN);
    await outbox.accept(intakeOf(firing('a', MOVED)));
    expect(await delivered(outbox)).toEqual([`alarm New ${HERE}`, `ok New ${HERE}`, 'alarm New app-2']);
  });

  it('after a first refusal is refused twice by the configuration of now before it is a dead letter', async () => {
    const { outbox, clock, letters } = await waiting(firing('a'));
    await outbox.settle(await taken(outbox), REFUSED);
    outbox.usePolicy(changedPolicy(NAMED));
    for (const count of [0, 1]) {
      clock.advance(60_000);
      await outbox.settle(await taken(outbox), REFUSED);
      expect(letters.ids()).toHaveLength(count);
    }
    const [series] = [...outbox.state.ledger.everySeries()];
    expect(series).toMatchObject({ refusedUnder: 'c2' });
  });

  it('and is held back keeps its wait', async () => {
    const policy = { ...BEFORE, resolveHoldMs: 60_000 };
    const { outbox, clock } = await openOutbox({ policy });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a')));
    outbox.usePolicy(changedPolicy(NAMED, { resolveHoldMs: 60_000 }));
    expect(await delivered(outbox)).toEqual([`alarm New ${HERE}`]);
    clock.advance(59_000);
    expect(await delivered(outbox)).toEqual([]);
    await outbox.accept(intakeOf(firing('a', { startsAt: STARTED_AT + 5 })));
    clock.advance(60_000);
    expect(await delivered(outbox)).toEqual([]);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('is sent all the same when the disk has no room, at the place that the ledger knows', async () => {
    const { outbox, journal } = await waiting(firing('a'), firing('b'));
    outbox.usePolicy(changedPolicy(NAMED));
    journal.full = true;
    expect(shown(await taken(outbox))).toBe(`alarm New ${HERE}`);
    outbox.usePolicy(changedPolicy(MOVED, { configuration: 'c3' }));
    expect(shown(await taken(outbox))).toBe(`alarm Alert b ${HERE}`);
  });

  it('is replaced whole when another alarm of it is accepted at the same time', async () => {
    const { outbox } = await waiting(firing('a'));
    outbox.usePolicy(changedPolicy(MOVED));
    const [entry] = await Promise.all([
      outbox.take('alarms/default'),
      outbox.accept(intakeOf(resolved('a', MOVED))),
    ]);
    const told = entry ? [shown(entry)] : [];
    if (entry) await outbox.settle(entry, REPORTED);
    expect([...told, ...(await delivered(outbox))]).toEqual(['alarm Alert a app-2', 'ok Alert a app-2']);
    expect(outbox.state.pendingCount).toBe(0);
  });
});

describe('an incident that waits when the configuration changes', () => {
  const asking = firing('a', { incident: INCIDENT });
  const opened: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };
  const changed = changedPolicy({ incident: INCIDENT, request: { title: 'New', creator: 'bob' } });

  it('is opened as it is rendered now, under the same key', async () => {
    const { outbox } = await waiting(asking);
    await delivered(outbox);
    const [before] = [...outbox.state.ledger.everyIncident()];
    outbox.usePolicy(changed);
    const entry = await taken(outbox, 'incidents');
    expect(entry.body).toMatchObject({ key: before?.key, request: { title: 'New', creator: 'bob' } });
    await outbox.settle(entry, opened);
    expect([...outbox.state.ledger.everyIncident()]).toMatchObject([
      { state: 'opened', request: { title: 'New' } },
    ]);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('stays the same entry where COC would get the same, and counts for the configuration of now', async () => {
    const { outbox, records } = await waiting(asking);
    await delivered(outbox);
    const count = records.length;
    outbox.usePolicy(changedPolicy({ incident: INCIDENT }));
    const { body } = await taken(outbox, 'incidents');
    expect(body).toMatchObject({ configuration: 'c2', request: { title: INCIDENT.title } });
    expect(records).toHaveLength(count);
  });

  it('is opened as it is rendered now also where the disk has no room to store that', async () => {
    const { outbox, journal, records } = await waiting(asking);
    await delivered(outbox);
    const count = records.length;
    outbox.usePolicy(changed);
    journal.full = true;
    const { body } = await taken(outbox, 'incidents');
    expect(body).toMatchObject({ request: { title: 'New' } });
    expect(records).toHaveLength(count);
  });

  it('is looked for by what it was while COC may have opened it, and rendered anew when it certainly has not', async () => {
    const { outbox, clock } = await waiting(asking);
    await delivered(outbox);
    const first = await taken(outbox, 'incidents');
    await outbox.started(first);
    await outbox.settle(first, { kind: 'unknown', reason: 'timeout', detail: 'no answer' });
    outbox.usePolicy(changed);
    const looks: DueEntry[] = [];
    for (let i = 0; i < 50; i++) {
      clock.advance(60_000);
      const entry = await outbox.take('incidents');
      if (!entry) continue;
      if (!entry.uncertain) {
        expect(entry.body).toMatchObject({ key: first.body.kind === 'open-incident' && first.body.key });
        expect(entry.body).toMatchObject({ request: { title: 'New' } });
        break;
      }
      looks.push(entry);
      await outbox.settle(entry, { kind: 'unknown', reason: 'not-listed', detail: '', look: 'complete' });
    }
    expect(looks.length).toBeGreaterThan(1);
    for (const { id, body } of looks) {
      expect(id).toBe(first.id);
      expect(body).toMatchObject({ request: { title: INCIDENT.title } });
    }
  });
});

/** Renders alarms as they were accepted. */
function sameRenderer() {
  const { requestOf, route } = rendererOf({});
  return {
    requestOf,
    route(...input: Parameters<typeof route>) {
      const routed = route(...input);
      return routed.kind === 'alarm' ? { ...routed, route: 'default' } : routed;
    },
  };
}

it('an alarm of an older version is rendered anew, too', async () => {
  const { outbox } = await openOutbox({ policy: { renderer: rendererOf(NAMED) } });
  await outbox.accept(intakeOf(firing('a')));
  const entry = await taken(outbox);
  expect((entry.body as ReportAlarm).configuration).toBe('c1');
  expect(shown(entry)).toBe(`alarm New ${HERE}`);
});
