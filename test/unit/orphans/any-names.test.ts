import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { findOrphans } from '../../../src/orphans/find-orphans.ts';
import { openNow } from '../../../src/orphans/open-now.ts';
import { renameSources } from '../../../src/orphans/rename-sources.ts';
import { firing, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const NAMES = ['a', 'b', 'c'] as const;
const PROBLEMS = ['x', 'y'] as const;

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      problem: fc.constantFrom(...PROBLEMS),
      fires: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rename' as const),
      to: fc.constantFrom(...NAMES),
      says: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** One system that sends alerts, under a name that its operator changes, with or without a word about it. */
class RenamedSystem {
  readonly #journal = new ShakyJournal();
  readonly #fires = new Map<string, number>();
  #opened = openOutbox({ journal: this.#journal });
  #name: string = 'a';
  #time = 0;

  async say(problem: string, fires: boolean) {
    this.#time += 60_000;
    const before = this.#fires.get(problem);
    if (fires) this.#fires.set(problem, before ?? STARTED_AT + this.#time);
    else this.#fires.delete(problem);
    await this.#send(problem, fires ? this.#fires.get(problem) : before);
  }

  /** Alerts carry the begin of their problem. An end has none where nothing fired. */
  async #send(problem: string, startsAt: number | undefined) {
    const { outbox, clock } = await this.#opened;
    clock.advance(60_000);
    const alarmId = makeAlarmId('am', this.#name, problem);
    const about = {
      source: this.#name,
      fingerprint: problem,
      alarmId,
      ...(startsAt !== undefined && { startsAt }),
    };
    const arrival = this.#fires.has(problem)
      ? firing(problem, about)
      : resolved(problem, { ...about, endsAt: STARTED_AT + this.#time });
    await outbox.accept(intakeOf(arrival));
  }

  /** Another name; with `says`, all names that something is open under are written down. */
  async rename(to: string, says: boolean) {
    const before = this.#name;
    this.#name = to;
    await this.#configure(says && before !== to ? [before] : []);
  }

  async #configure(renamedFrom: readonly string[]) {
    const { outbox } = await this.#opened;
    await renameSources(outbox, { [this.#name]: { type: 'alertmanager', renamedFrom } });
  }

  async restart() {
    await (await this.#opened).outbox.close();
    this.#opened = openOutbox({ journal: this.#journal });
    await this.#configure([]);
  }

  async orphans() {
    const { outbox, clock } = await this.#opened;
    const open = openNow({
      ledger: outbox.state.ledger,
      lanes: outbox.state.lanes,
      waits: outbox.state.waits(clock.now()),
    });
    const sources = new Map([[this.#name, 'alertmanager' as const]]);
    return findOrphans(open, { sources, integrations: ['default'], policies: [] });
  }

  /** Does what the agent prints about each orphan, and lets the source say what fires, and what has ended. */
  async remedy() {
    await this.#configure((await this.orphans()).map(({ name }) => name));
    for (const problem of PROBLEMS) {
      const startsAt = this.#fires.get(problem);
      await this.#send(problem, startsAt);
    }
  }

  /** Problems with an open alarm, and those that fire. */
  async problems() {
    const { outbox } = await this.#opened;
    const open = [...outbox.state.ledger.everySeries()].flatMap(({ state, fingerprint }) =>
      state === 'firing' ? [fingerprint] : [],
    );
    return { open: [...new Set(open)].sort(), firing: [...this.#fires.keys()].sort() };
  }
}

it('whatever names a source has had, what it prints is the remedy: then COC knows what fires', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const system = new RenamedSystem();
      for (const one of acts) {
        if (one.kind === 'say') await system.say(one.problem, one.fires);
        else if (one.kind === 'rename') await system.rename(one.to, one.says);
        else await system.restart();
      }
      await system.remedy();
      expect(await system.orphans()).toEqual([]);
      const { open, firing: fires } = await system.problems();
      expect(open).toEqual(fires);
      for (const problem of PROBLEMS) await system.say(problem, false);
      expect(await system.problems()).toEqual({ open: [], firing: [] });
    }),
    { numRuns: 300 },
  );
});

it('with a word about each new name, nothing is ever open twice, or left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const system = new RenamedSystem();
      for (const one of acts) {
        if (one.kind === 'say') await system.say(one.problem, one.fires);
        else if (one.kind === 'rename') await system.rename(one.to, true);
        else await system.restart();
        expect(await system.orphans()).toEqual([]);
        const { open, firing: fires } = await system.problems();
        expect(open).toEqual(fires);
      }
    }),
    { numRuns: 300 },
  );
});
