import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmLevel } from '../../../src/alerts/alert.ts';
import { NO_PAST_ANSWERS } from '../../../src/reconcile/compare-with-source.ts';
import { firingAt, reconcileOnce } from '../../../src/reconcile/pass.ts';
import { anAlarm } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { askedSource, PlayedSource, repairDeps } from './played-source.ts';

const MINUTE = 60_000;
const SERIES = ['a', 'b', 'c', 'd'];
const series = fc.constantFrom(...SERIES);
const told = fc.constantFrom('told', 'lost');

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fire' as const), series, webhook: told }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('resolve' as const), series, webhook: told }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('level' as const),
      series,
      level: fc.constantFrom<AlarmLevel>('Critical', 'Major', 'Minor'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('outage' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restart' as const), back: fc.integer({ min: 0, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('our restart' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 200 }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One life of a source, and of an agent that hears only a part of it. */
class Life {
  readonly source = new PlayedSource();
  readonly #asked = askedSource(this.source);
  readonly #opened: Awaited<ReturnType<typeof openOutbox>>;
  #pastAnswers = NO_PAST_ANSWERS;
  /** When a restarted source knows again what fires. */
  #rememberAt = 0;

  constructor(opened: Awaited<ReturnType<typeof openOutbox>>) {
    this.#opened = opened;
  }

  async take(one: Step): Promise<void> {
    const { clock } = this.#opened;
    clock.advance(10);
    switch (one.do) {
      case 'fire':
        if (this.source.firing.has(one.series)) return;
        this.source.firing.set(one.series, { startsAt: clock.now(), level: 'Major' });
        if (one.webhook === 'told') await this.#tell(one.series, 'firing');
        return;
      case 'resolve':
        if (!this.source.firing.has(one.series)) return;
        if (one.webhook === 'told') await this.#tell(one.series, 'resolved');
        this.source.firing.delete(one.series);
        return;
      case 'level': {
        const before = this.source.firing.get(one.series);
        if (before) this.source.firing.set(one.series, { ...before, level: one.level });
        return;
      }
      case 'pass':
        return this.pass();
      case 'outage': {
        this.source.reachable = false;
        const records = this.#opened.records.length;
        await this.pass();
        expect(this.#opened.records.length).toBe(records);
        this.source.reachable = true;
        return;
      }
      case 'restart':
        this.source.runningSince = clock.now();
        this.#rememberAt = clock.now() + one.back * 1_000;
        for (const id of this.source.firing.keys()) this.source.forgotten.add(id);
        return;
      case 'our restart':
        this.#pastAnswers = NO_PAST_ANSWERS;
        return;
      case 'wait':
        clock.advance(one.seconds * 1_000);
    }
  }

  /** One pass. What fires in truth is never taken for over. */
  async pass(): Promise<void> {
    const { clock, outbox } = this.#opened;
    if (clock.now() >= this.#rememberAt) this.source.forgotten.clear();
    const right = this.ours().filter((id) => this.source.firing.has(id));
    const signal = new AbortController().signal;
    const deps = repairDeps(this.#opened);
    this.#pastAnswers = (
      await reconcileOnce(this.#asked, { pastAnswers: this.#pastAnswers, signal }, deps)
    ).pastAnswers;
    expect(right.filter((id) => !this.ours().includes(id))).toEqual([]);
    expect(outbox.state.nextSeq).toBeGreaterThan(0);
  }

  /** The series that fire by our ledger. */
  ours(): string[] {
    return [...firingAt(this.#opened.outbox.state.ledger, { name: 'prod', type: 'alertmanager' })]
      .map(({ alarmId }) => String(alarmId))
      .sort();
  }

  levels(): Record<string, string> {
    const known = [...firingAt(this.#opened.outbox.state.ledger, { name: 'prod', type: 'alertmanager' })];
    return Object.fromEntries(known.map(({ alarmId, level }) => [alarmId, level]));
  }

  async settle(): Promise<void> {
    this.#rememberAt = 0;
    for (let i = 0; i < 5; i++) {
      this.#opened.clock.advance(3 * MINUTE);
      await this.pass();
    }
  }

  async #tell(id: string, status: 'firing' | 'resolved'): Promise<void> {
    const { outbox, clock } = this.#opened;
    const ended = status === 'resolved' ? { endsAt: clock.now() } : {};
    const alert = { ...this.source.alert(id), status, ...ended };
    const arrival = { alert, routed: { kind: 'alarm', alarm: anAlarm(alert), route: 'default' } } as const;
    await outbox.accept({ source: 'prod', arrivals: [arrival], unreadable: [] });
  }
}

describe('reconciliation of any life', () => {
  it('never takes for over what fires, changes nothing without an answer, and ends with the truth', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const life = new Life(await openOutbox());
        for (const one of steps) await life.take(one);
        await life.settle();
        const truth = [...life.source.firing].map(([id, { level }]) => [id, level]);
        expect(life.levels()).toEqual(Object.fromEntries(truth));
        expect(life.ours()).toEqual([...life.source.firing.keys()].sort());
      }),
      { numRuns: 300 },
    );
  });
});
