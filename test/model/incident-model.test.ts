import fc from 'fast-check';
import { expect, it } from 'vitest';
import { askLapsed } from '../../src/incidents/ask-lapsed.ts';
import { coverAgain } from '../../src/outbox/decide/incidents/cover-again.ts';
import { incidentsToKeep, keepIncident } from '../../src/outbox/decide/incidents/keep-incident.ts';
import { noteManualChange } from '../../src/outbox/decide/incidents/note-manual-change.ts';
import {
  type DueEntry,
  type IncidentStep,
  isLook,
  type OpenIncident,
} from '../../src/outbox/events/entry.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import type { CocIncidentState } from '../../src/outbox/events/incident-event.ts';
import type { Outcome } from '../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../support/alerts.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { resolveRules, someRules } from '../support/incident-rules.ts';
import { openOutbox, ShakyJournal } from '../support/outbox.ts';
import { aPolicy } from '../support/policy.ts';

const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SERIES = 6;
const MINUTE = 60_000;
const DESTINATIONS = ['alarms/default', 'incidents', 'incident-steps'];

/** Ticket as COC has it. */
interface Ticket {
  readonly number: string;
  readonly key: string;
  readonly correlation: string;
  state: CocIncidentState;
  /** Time from which COC lists it, epoch ms. */
  readonly shownFrom: number;
}

type How = 'well' | 'lost' | 'late' | 'unseen' | 'refused' | 'later' | 'killed';
type Step =
  | { readonly do: 'fire' | 'end'; readonly series: number }
  | { readonly do: 'deliver'; readonly how: How }
  | { readonly do: 'work'; readonly ticket: number; readonly state: CocIncidentState }
  | { readonly do: 'look' | 'keep' | 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fire' as const), series: fc.nat(SERIES - 1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), series: fc.nat(SERIES - 1) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      how: fc.constantFrom<How>(
        'well',
        'well',
        'well',
        'lost',
        'late',
        'unseen',
        'refused',
        'later',
        'killed',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      ticket: fc.nat(5),
      state: fc.constantFrom<CocIncidentState>('accepted', 'rejected', 'completed', 'unknown'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'keep' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, MINUTE, 61 * MINUTE) }),
  },
);

const STEPS: Readonly<
  Record<IncidentStep, { readonly from: CocIncidentState; readonly to: CocIncidentState }>
> = {
  accept: { from: 'opened', to: 'accepted' },
  solve: { from: 'accepted', to: 'resolved' },
  confirm: { from: 'resolved', to: 'completed' },
  return: { from: 'resolved', to: 'accepted' },
};
const ORDER: readonly CocIncidentState[] = ['opened', 'accepted', 'resolved', 'completed'];

/** True when a ticket must still pass through one state to get to another. */
function isBefore(one: CocIncidentState, other: CocIncidentState): boolean {
  return ORDER.includes(one) && ORDER.indexOf(one) < ORDER.indexOf(other);
}

/** The longest time until COC lists what it was asked for, counted from the end of the call. */
const LATEST_MS = 210_000;

/** Outbox, and a COC that has the tickets. Half of the series share an incident by cluster. */
class World {
  readonly tickets: Ticket[] = [];
  readonly records: OutboxRecord[] = [];
  readonly #journal = new ShakyJournal();
  readonly #policy: OutboxPolicy;
  #clock = new FakeClock();
  #outbox: Outbox | undefined;
  #fires = 0;

  constructor(maxPerHour: number) {
    const resolve = resolveRules({ afterMs: MINUTE });
    const rules = someRules({ maxPerHour, resolve, reopenWithinMs: 2 * MINUTE, reraiseAfterMs: 60 * MINUTE });
    this.#policy = aPolicy({ incidentRules: new Map([[INCIDENT.policy, rules]]) });
  }

  get outbox(): Outbox {
    if (!this.#outbox) throw new Error('it is not open');
    return this.#outbox;
  }

  async open(): Promise<void> {
    const now = this.#clock.now();
    const opened = await openOutbox({
      journal: this.#journal,
      policy: this.#policy,
      now,
      onRecord: (record) => this.records.push(record),
    });
    this.#outbox = opened.outbox;
    this.#clock = opened.clock;
  }

  async run(one: Step): Promise<void> {
    switch (one.do) {
      case 'fire': {
        const correlation = correlationOf(one.series);
        const incident = correlation === undefined ? INCIDENT : { ...INCIDENT, correlation };
        const startsAt = this.#clock.now() + this.#fires++;
        await this.outbox.accept(
          intakeOf(firing(`s${one.series}`, { level: 'Critical', incident, startsAt })),
        );
        return;
      }
      case 'end':
        await this.outbox.accept(intakeOf(resolved(`s${one.series}`, { endsAt: this.#clock.now() + 1e9 })));
        return;
      case 'deliver':
        await this.deliver(one.how);
        return;
      case 'work': {
        const ticket = this.tickets[one.ticket];
        if (ticket && ORDER.indexOf(ticket.state) < 2 && ticket.state !== 'rejected')
          ticket.state = one.state;
        return;
      }
      case 'look':
        for (const asked of this.outbox.state.ledger.followedIncidents()) {
          const { key, incidentNum } = asked;
          const ticket = this.tickets.find(({ number }) => number === incidentNum);
          const knownForMs = 0;
          if (ticket)
            await this.outbox.decide((view) =>
              noteManualChange(view, { key, state: ticket.state, asked, knownForMs }, { lagMs: 0 }),
            );
        }
        return;
      case 'keep':
        for (const key of incidentsToKeep(this.outbox.state.ledger)) {
          const policy = this.#policy;
          await this.outbox.decide((view, at) => keepIncident(view, key, { ...at, policy }));
          const { signal } = new AbortController();
          const at = { now: this.#clock.now(), policy, signal };
          for (const alarm of await askLapsed(this.outbox, [key], at))
            await this.outbox.decide((view, at) => coverAgain(view, alarm, { ...at, policy }));
        }
        return;
      case 'wait':
        this.#clock.advance(one.ms);
        return;
      case 'restart':
        await this.open();
    }
  }

  /** Tries the next due entry. Returns false when there is none. */
  async deliver(how: How): Promise<boolean> {
    for (const destination of DESTINATIONS) {
      const entry = await this.outbox.take(destination);
      if (!entry) continue;
      if (entry.body.kind !== 'report-alarm' && !isLook(entry)) await this.outbox.started(entry);
      const outcome = this.#outcome(entry, how);
      // The process may die before it can store the outcome.
      if (how === 'killed') await this.open();
      else await this.outbox.settle(entry, outcome);
      return true;
    }
    return false;
  }

  #outcome(entry: DueEntry, how: How): Outcome {
    const { body } = entry;
    if (how === 'later') return { kind: 'retry', reason: 'network', scope: 'entry', detail: 'no' };
    switch (body.kind) {
      case 'report-alarm':
        return { kind: 'delivered', result: 'alarm-reported' };
      case 'open-incident': {
        if (entry.uncertain) return this.#look(body, how);
        if (how === 'refused') return { kind: 'rejected', reason: 'bad-request', detail: 'no' };
        // The call may end before COC carries it out, and COC may never do so.
        const lost: Outcome = { kind: 'unknown', reason: 'timeout', detail: 'no' };
        if (how === 'unseen') return lost;
        const number = this.#create(body, how === 'late' ? LATEST_MS : 0);
        if (how === 'lost' || how === 'late') return lost;
        return { kind: 'delivered', result: 'incident-opened', incidentNum: number };
      }
      case 'remark-incident':
        return { kind: 'delivered', result: 'people-told' };
      case 'handle-incident': {
        const ticket = this.tickets.find(({ number }) => number === body.incidentNum);
        const incident = this.outbox.state.ledger.incident(body.key);
        if (!ticket || !incident) throw new Error('a step with a ticket that is not there');
        const isReturn = body.step === 'return';
        if (!entry.uncertain) expect(this.outbox.state.ledger.fires(incident)).toBe(isReturn);
        const { from, to } = STEPS[body.step];
        if (ticket.state !== from) {
          if (isReturn || !isBefore(ticket.state, from))
            return { kind: 'delivered', result: 'step-not-needed', state: ticket.state };
          throw new Error('a step out of order');
        }
        ticket.state = to;
        return how === 'lost'
          ? { kind: 'unknown', reason: 'timeout', detail: 'no' }
          : { kind: 'delivered', result: 'step-taken' };
      }
      case 'open-war-room':
        throw new Error('nobody wants a war room here');
    }
  }

  /** Firing series without an open ticket of their own or of their correlation, unless COC refused it. */
  uncovered(): readonly string[] {
    const { ledger } = this.outbox.state;
    const firing = [...ledger.everySeries()].filter(({ state }) => state === 'firing');
    return firing.flatMap((series) => {
      const incident = ledger.incidentOf(series);
      if (incident?.state === 'failed') return [];
      const ticket = this.tickets.find(({ key }) => key === incident?.key);
      // Only the agent solves tickets here: it must take its solution back.
      return ticket && isOpen(ticket) && ticket.state !== 'resolved'
        ? []
        : [`${series.alarmId}: ${incident?.state ?? 'none'}`];
    });
  }

  /** Looks for the ticket of a key. A list that is not complete shows nothing. */
  #look({ key }: OpenIncident, how: How): Outcome {
    const now = this.#clock.now();
    const found = this.tickets.find((ticket) => ticket.key === key && ticket.shownFrom <= now);
    const nothing = { kind: 'unknown', reason: 'not-listed', detail: 'no' } as const;
    if (how !== 'well') return { ...nothing, look: 'incomplete' };
    if (!found) return { ...nothing, look: 'complete' };
    return { kind: 'delivered', result: 'incident-opened', incidentNum: found.number };
  }

  /**
   * Opens a ticket. A second ticket of a key is always wrong. A second one of a correlation is wrong while
   * COC has an open one that the agent knows of.
   */
  #create({ key, request, episode }: OpenIncident, lateMs: number): string {
    const { storm } = this.outbox.state.ledger.incident(key) ?? {};
    const correlation = storm ? 'storm' : (request.correlation ?? episode);
    expect(this.tickets.filter((ticket) => ticket.key === key)).toEqual([]);
    const open = this.tickets.filter((one) => one.correlation === correlation && isOpen(one) && !storm);
    expect(open).toEqual([]);
    const number = `IM${this.tickets.length}`;
    const shownFrom = this.#clock.now() + lateMs;
    this.tickets.push({ number, key, correlation, state: 'opened', shownFrom });
    return number;
  }
}

function isOpen({ state }: Ticket): boolean {
  return state !== 'completed' && state !== 'rejected';
}

/** Correlation of a series: those of even number belong to one of two clusters. */
function correlationOf(series: number): string | undefined {
  return series % 2 === 0 ? `cluster ${series % 4}` : undefined;
}

/** Checks that each delivered alarm that asks for an incident has its result in the same record. */
function expectAllAccounted(records: readonly OutboxRecord[]): void {
  const asking = new Set<number>();
  for (const { seq, events } of records) {
    events.forEach((event, i) => {
      if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') return;
      if (event.body.incident) asking.add(seq + i);
    });
    for (const event of events) {
      if (event.type !== 'entry.delivered' || !asking.has(event.entry)) continue;
      const told = events.filter(({ type }) =>
        ['incident.requested', 'incident.joined', 'incident.skipped'].includes(type),
      );
      expect(told).toMatchObject([{ alarmId: event.alarmId }]);
    }
  }
}

it(
  'never opens two tickets for one correlation, leaves no alarm without one for good, and accounts for every alarm',
  async () => {
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 80, size: 'max' }),
      fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
      async (steps, maxPerHour) => {
        const world = new World(maxPerHour);
        await world.open();
        for (const one of steps) await world.run(one);
        await world.run({ do: 'restart' });
        await world.run({ do: 'wait', ms: 1e9 });
        for (let round = 0; round < 6; round += 1) {
          while (await world.deliver('well')) await world.run({ do: 'wait', ms: 1e6 });
          await world.run({ do: 'look' });
          // Longer than any person's decision holds.
          await world.run({ do: 'wait', ms: 61 * MINUTE });
          await world.run({ do: 'keep' });
        }
        expect(world.uncovered()).toEqual([]);
        expectAllAccounted(world.records);
        const states = [...world.outbox.state.ledger.everyIncident()].map(({ state }) => state);
        expect(states.filter((state) => state === 'requested' || state === 'undecided')).toEqual([]);
        expect(world.outbox.state.pendingCount).toBe(0);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  },
  120_000 + RUNS * 1_000,
);
