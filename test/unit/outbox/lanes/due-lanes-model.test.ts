import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueLanes } from '../../../../src/outbox/lanes/due-lanes.ts';
import type { PendingEntry } from '../../../../src/outbox/lanes/pending-entry.ts';
import { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';
import { pendingEntry } from '../../../support/pending.ts';

/** Destinations 0 and 1 have lanes of their own; the others share one. */
const isApart = (destination: number) => destination < 2;

const DESTINATIONS = 4;

function nameOf({ lane, destination }: PendingEntry): string {
  return isApart(destination) ? `${lane} at ${destination}` : `${lane}`;
}

/** Simple model of the lanes that checks all entries at every step. */
class NaiveLanes {
  readonly entries: PendingEntry[] = [];
  readonly inFlight = new Set<number>();

  laneOf(name: string): PendingEntry[] {
    return this.entries.filter((entry) => nameOf(entry) === name);
  }

  /** Entries that may be taken now: those of lanes with a Critical entry, or else all. */
  candidates(destination: number, now: number): number[] {
    const heads = [...new Set(this.entries.map(nameOf))].flatMap((name) => {
      const head = this.laneOf(name)[0];
      return head && head.destination === destination && head.dueAt <= now && !this.inFlight.has(head.seq)
        ? [head]
        : [];
    });
    const urgent = heads.filter((head) =>
      this.laneOf(nameOf(head)).some(({ level }) => level === 'Critical'),
    );
    return (urgent.length > 0 ? urgent : heads).map(({ seq }) => seq);
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('add'),
    lane: fc.nat({ max: 4 }),
    destination: fc.nat({ max: DESTINATIONS - 1 }),
    critical: fc.boolean(),
    late: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('take', 'settle', 'fail', 'drop', 'wait'), pick: fc.nat() }),
);

it('gives what a naive model allows, and never keeps back what it must give', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const index = new PendingIndex();
      const due = new DueLanes(index, isApart);
      const naive = new NaiveLanes();
      const slots = new Map<number, number>();
      let now = 0;
      let seq = 0;
      const leave = (gone: number) => {
        due.remove(slots.get(gone) ?? -1, now);
        index.remove(slots.get(gone) ?? -1);
        naive.inFlight.delete(gone);
        naive.entries.splice(
          naive.entries.findIndex((entry) => entry.seq === gone),
          1,
        );
      };
      for (const each of steps) {
        if ('lane' in each) {
          const level = each.critical ? 'Critical' : 'Minor';
          const { lane, destination } = each;
          const entry = pendingEntry(++seq, {
            lane,
            level,
            destination,
            dueAt: each.late ? now + 5 : 0,
          });
          naive.entries.push(entry);
          slots.set(seq, index.add(entry));
          due.add(slots.get(seq) ?? -1, now);
          continue;
        }
        const flying = [...naive.inFlight];
        const chosen = flying[each.pick % Math.max(1, flying.length)];
        if (each.do === 'wait') now += 3;
        else if (each.do === 'take') {
          const allowed = naive.candidates(each.pick % DESTINATIONS, now);
          const slot = due.take(each.pick % DESTINATIONS, now);
          const taken = slot === undefined ? undefined : index.seq(slot);
          if (taken === undefined) expect(allowed).toEqual([]);
          else expect(allowed).toContain(taken);
          if (taken !== undefined) naive.inFlight.add(taken);
        } else if (each.do === 'drop') {
          // A follower may leave while the head of its lane is in flight.
          const followers = naive.entries.filter((entry) => {
            const [head] = naive.laneOf(nameOf(entry));
            return head !== undefined && head !== entry && naive.inFlight.has(head.seq);
          });
          const follower = followers[each.pick % Math.max(1, followers.length)];
          if (follower) leave(follower.seq);
        } else if (chosen !== undefined && each.do === 'settle') leave(chosen);
        else if (chosen !== undefined) {
          const at = naive.entries.findIndex((entry) => entry.seq === chosen);
          const entry = naive.entries[at];
          if (!entry) continue;
          const failed = { ...entry, dueAt: now + (each.pick % 3) * 4 };
          naive.entries[at] = failed;
          naive.inFlight.delete(chosen);
          index.update(slots.get(chosen) ?? -1, failed);
          due.release(slots.get(chosen) ?? -1, now);
        }
        expect(due.count).toBe(new Set(naive.entries.map(nameOf)).size);
        for (const { lane, seq: one } of naive.entries) expect(due.find(lane, one)).toBe(slots.get(one));
      }
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 300) },
  );
});
