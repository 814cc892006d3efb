import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { configSchema } from '../../../src/app/registry.ts';
import { createRouting } from '../../../src/app/routing.ts';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import { routeAlerts } from '../../../src/intake/route-alerts.ts';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../src/journals/memory/memory-journal.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { hash53 } from '../../../src/outbox/events/hash.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../../src/outbox/policy.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aPolicy } from '../../support/policy.ts';
import { bodyOf, LEVELS, Senders, type Truth } from './senders.ts';

/** State of an alarm in COC; `nothing` when COC never heard of it, or only of its end. */
type Held = 'nothing' | 'ok' | `alarm ${string}`;

const DESTINATION = 'alarms/default';

/** Senders, an outbox with its edges, and a COC that is sometimes away. */
export class World {
  readonly clock = new FakeClock();
  readonly senders = new Senders(this.clock);
  readonly records: OutboxRecord[] = [];
  readonly #emulator: Emulator;
  readonly #policy: Partial<OutboxPolicy>;
  readonly #journal = new MemoryJournal();
  readonly #letters = new MemoryDeadLetters();
  readonly #coc: CocDestination;
  readonly #routing: ReturnType<typeof createRouting>;
  #outbox: Outbox;

  constructor(emulator: Emulator, policy: Partial<OutboxPolicy>) {
    const auth = { type: 'aksk', accessKey: 'emulator-access-key', secretKey: 'emulator-secret-key' };
    const config = configSchema.parse({
      coc: { endpoint: emulator.url, integrationKey: '0123456789abcdef0123456789abcdef', auth },
      sources: { prod: { type: 'alertmanager' } },
      alarm: { applicationId: 'a' },
    });
    this.#emulator = emulator;
    this.#policy = policy;
    this.#routing = createRouting({ config }, { clock: systemClock });
    this.#coc = new CocDestination(config.coc, { clock: systemClock, random: () => 0.5 });
    this.#outbox = this.#makeOutbox();
  }

  open(): Promise<unknown> {
    return this.#outbox.open();
  }

  async close(): Promise<void> {
    await this.#outbox.close();
    await this.#coc.close();
  }

  /** Receives a webhook. Every alert of it must leave a trace in the records. */
  async receive(...messages: readonly Truth[]): Promise<void> {
    const source = this.#routing.sources.get('prod');
    if (!source || messages.length === 0) return;
    const now = this.clock.now();
    const alerts = source.read(bodyOf(...messages), now);
    const before = this.records.length;
    await this.#outbox.accept(routeAlerts('prod', alerts, { router: this.#routing.router, now }));
    const events = this.records.slice(before).flatMap((record) => record.events);
    if (events.length < messages.length) throw new Error('an alert left no trace');
  }

  /** Tries due entries, one after the other. Returns the number of attempts. */
  async deliver(times: number): Promise<number> {
    for (let tried = 0; tried < times; tried++) {
      const entry = await this.#outbox.take(DESTINATION);
      if (!entry) return tried;
      const outcome = await this.#coc.deliver(entry, new AbortController().signal);
      await this.#outbox.settle(entry, outcome);
    }
    return times;
  }

  /** Has COC take an entry, and kills the process before it can store the outcome. */
  async deliverAndDie(): Promise<void> {
    const entry = await this.#outbox.take(DESTINATION);
    if (entry) await this.#coc.deliver(entry, new AbortController().signal);
    await this.restart();
  }

  /** Ends the process and starts a new one. */
  async restart(): Promise<void> {
    this.#outbox = this.#makeOutbox();
    await this.#outbox.open();
  }

  /** State of a series in COC, according to its received calls. */
  held(series: number): Held {
    const last = this.received(series).at(-1);
    if (!last) return 'nothing';
    return last.startsWith('ok') ? 'ok' : (last as Held);
  }

  /** True state of a series, in the form of COC. */
  wanted({ status, severity }: Truth): Held {
    return status === 'firing' ? `alarm ${LEVELS[severity]}` : 'ok';
  }

  /** State of a series in the agent. */
  known(series: number): Held {
    const known = this.#outbox.state.ledger.series(idOf(series));
    if (!known) return 'nothing';
    return known.state === 'firing' ? `alarm ${known.level}` : 'ok';
  }

  /** True when an entry of a series waits. */
  waits(series: number): boolean {
    return this.#outbox.state.lanes.holds(hash53(idOf(series)));
  }

  get pending(): number {
    return this.#outbox.state.pendingCount;
  }

  /** Calls that COC received for a series, in order. */
  received(series: number): readonly string[] {
    const id = idOf(series) as string;
    return this.#emulator
      .alarms()
      .flatMap(({ body }) =>
        body?.alarmId === id ? [`${body.alarmStatus} ${String(body.alarmLevel)}`] : [],
      );
  }

  /** Reads every record about a series. */
  async history(series: number): Promise<readonly OutboxRecord[]> {
    const found: OutboxRecord[] = [];
    for await (const record of this.#outbox.history(idOf(series))) found.push(record);
    return found;
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      journal: this.#journal,
      deadLetters: this.#letters,
      clock: this.clock,
      random: () => 0.5,
      policy: aPolicy(this.#policy),
      onRecord: (record) => this.records.push(record),
    });
  }
}

/** Returns the alarm id of a series. */
export function idOf(series: number): AlarmId {
  return makeAlarmId('am', 'prod', `f${series}`);
}
