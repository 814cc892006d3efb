import { vi } from 'vitest';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import { FileJournal } from '../../../src/journals/file/file-journal.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { isInCoc } from '../../../src/outbox/ledger/incident.ts';
import { LedgerDraft } from '../../../src/outbox/ledger/ledger-draft.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import { ListeningGaps } from '../../../src/time/listening-gaps.ts';
import { SimulatedFile } from '../../support/simulated-file.ts';
import type { Violation } from '../judge/violation.ts';
import type { Plan } from '../plan.ts';
import { CREATORS } from '../setup.ts';
import { ProcessClock } from '../world/process-clock.ts';

/** A bug that lives must find: how it behaves, and the promises that it breaks. */
export interface PlantedBug {
  readonly name: string;
  readonly breaks: readonly Violation['invariant'][];
  /** Changes of the plan that let it come out. */
  readonly changes?: Partial<Plan>;
  /** Makes the agent, its disk or its clock behave so, until all mocks are restored. */
  readonly plant?: () => void;
}

/** An incident that COC did not show for half a minute counts as absent. */
const IMPATIENT = { incidentLookupDelay: '10s', incidentAbsentAfter: '1ms', incidentListLag: '1ms' };

/** Number of lives within which each bug is found. */
export const LIVES_TO_FIND = 300;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: 'an incident counts as absent too soon', breaks: ['I4'], changes: { patience: IMPATIENT } },
  { name: 'an append is answered before it is durable', breaks: ['I1'], plant: lieAboutSyncs },
  { name: 'a sender is answered before the append', breaks: ['I1'], plant: acceptTooEarly },
  { name: 'a settle is acknowledged, and not stored', breaks: ['I1'], plant: forgetSettles },
  { name: 'the beginning of a create is not stored', breaks: ['I4'], plant: forgetBeginnings },
  { name: 'a resolve overtakes its fire', breaks: ['I1', 'I3', 'truth'], plant: reorder },
  {
    name: 'a timer is taken from the wall clock',
    breaks: ['I5', 'stuck'],
    changes: { clockJumps: true },
    plant: trustTheWallClock,
  },
  {
    name: 'the end of an alarm goes where another alarm went last',
    breaks: ['truth'],
    changes: { edits: true },
    plant: endElsewhere,
  },
  {
    name: 'silence counts while nothing can be heard',
    breaks: ['deaf'],
    changes: { edits: true },
    plant: countDeafness,
  },
  {
    name: 'an incident is ended in the name of another policy',
    breaks: ['policy'],
    changes: { edits: true, completes: true, people: [] },
    plant: endForOthers,
  },
  {
    name: 'a problem that returns joins an incident that is over',
    breaks: ['truth'],
    changes: { completes: true, correlated: true, people: [], edits: false },
    plant: joinTheEnded,
  },
];

/** Every other sync of a file is answered, and not done. */
function lieAboutSyncs(): void {
  const { sync } = SimulatedFile.prototype;
  const asked = new WeakMap<SimulatedFile, number>();
  vi.spyOn(SimulatedFile.prototype, 'sync').mockImplementation(function (this: SimulatedFile) {
    const times = asked.get(this) ?? 0;
    asked.set(this, times + 1);
    if (times % 2 === 0) sync.call(this);
  });
}

function acceptTooEarly(): void {
  const { accept } = Outbox.prototype;
  vi.spyOn(Outbox.prototype, 'accept').mockImplementation(async function (this: Outbox, intake) {
    accept.call(this, intake).catch(() => undefined);
    return { accepted: intake.arrivals.length, repeated: 0, rejected: [] };
  });
}

function forgetSettles(): void {
  const { append } = FileJournal.prototype;
  const forget = (event: OutboxEvent): OutboxEvent =>
    event.type === 'entry.delivered' ? { type: 'alert.repeated', alarmId: event.alarmId } : event;
  vi.spyOn(FileJournal.prototype, 'append').mockImplementation(function (this: FileJournal, records) {
    return append.call(
      this,
      records.map((record) => ({ ...record, events: record.events.map(forget) })),
    );
  });
}

function forgetBeginnings(): void {
  vi.spyOn(Outbox.prototype, 'started').mockResolvedValue();
}

/** A fire counts as delivered, and is sent only after the next resolve. */
function reorder(): void {
  const { deliver } = CocDestination.prototype;
  const held: DueEntry[] = [];
  vi.spyOn(CocDestination.prototype, 'deliver').mockImplementation(async function (
    this: CocDestination,
    entry,
    signal,
  ) {
    const { body } = entry;
    if (body.kind !== 'report-alarm') return deliver.call(this, entry, signal);
    if (body.alarm.alarmStatus === 'alarm' && held.length === 0) {
      held.push(entry);
      return { kind: 'delivered', result: 'alarm-reported' };
    }
    const outcome = await deliver.call(this, entry, signal);
    if (body.alarm.alarmStatus === 'ok')
      for (const late of held.splice(0)) await deliver.call(this, late, signal);
    return outcome;
  });
}

function endElsewhere(): void {
  const { deliver } = CocDestination.prototype;
  let place: object = {};
  vi.spyOn(CocDestination.prototype, 'deliver').mockImplementation(function (
    this: CocDestination,
    entry,
    signal,
  ) {
    const { body } = entry;
    if (body.kind !== 'report-alarm') return deliver.call(this, entry, signal);
    const { integration, applicationId, regionId } = body.alarm;
    if (body.alarm.alarmStatus === 'alarm') place = { integration, applicationId, regionId };
    const alarm = { ...body.alarm, ...(body.alarm.alarmStatus === 'ok' && place) };
    return deliver.call(this, { ...entry, body: { ...body, alarm } }, signal);
  });
}

function countDeafness(): void {
  vi.spyOn(ListeningGaps.prototype, 'hearableMs').mockReturnValue(Number.POSITIVE_INFINITY);
}

function endForOthers(): void {
  const { deliver } = CocDestination.prototype;
  vi.spyOn(CocDestination.prototype, 'deliver').mockImplementation(function (
    this: CocDestination,
    entry,
    signal,
  ) {
    const { body } = entry;
    if (body.kind !== 'handle-incident') return deliver.call(this, entry, signal);
    return deliver.call(this, { ...entry, body: { ...body, operator: CREATORS.c0 } }, signal);
  });
}

function joinTheEnded(): void {
  const { latestIncident } = LedgerDraft.prototype;
  vi.spyOn(LedgerDraft.prototype, 'latestIncident').mockImplementation(function (
    this: LedgerDraft,
    correlation,
  ) {
    const latest = latestIncident.call(this, correlation);
    return latest && isInCoc(latest) ? { ...latest, state: 'opened' } : latest;
  });
}

function trustTheWallClock(): void {
  vi.spyOn(ProcessClock.prototype, 'monotonic').mockImplementation(function (this: ProcessClock) {
    return this.now();
  });
}
