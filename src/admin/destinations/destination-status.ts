import type { AgentView } from '../../observability/agent-view.ts';
import type { OwnWait } from '../../outbox/lanes/own-wait.ts';
import type { WaitTally } from '../../outbox/lanes/wait-tally.ts';
import type { Clock } from '../../time/clock.ts';
import { type DestinationFacts, destinationFacts, wallTime } from '../waiting/destination-facts.ts';
import { shortTime, type TimeWords, wordsForFault } from '../waiting/words-for-wait.ts';

type View = Pick<AgentView, 'outbox' | 'health' | 'loads' | 'isGone'>;

/** Reads each destination that has, or had, something to deliver. Times are epoch ms. */
export function readDestinations(
  view: View,
  { clock, zone }: { readonly clock: Clock; readonly zone: string },
) {
  const { state } = view.outbox;
  const [health, loads, now] = [view.health(), view.loads(), clock.now()];
  const waits = state.waits(now);
  const all = [...new Set([...health.keys(), ...state.destinations])];
  const names = all.filter((name) => !view.isGone(name));
  return names.map((name) => {
    const facts = destinationFacts(health.get(name), clock);
    const { pausedUntil = Number.NEGATIVE_INFINITY, faults = 0 } = health.get(name) ?? {};
    const load = loads.get(name);
    const tally = waits.get(name);
    return {
      name,
      state: facts.state === 'works' ? 'healthy' : facts.state,
      faults,
      pausedUntil: faults === 0 ? null : finiteWallTime(pausedUntil, clock),
      lastSuccessAt: facts.lastSuccessAt ?? null,
      lastFault: facts.fault ? { reason: facts.fault.reason, detail: facts.fault.detail } : null,
      faultySince: facts.fault?.since ?? null,
      lastFaultAt: facts.fault?.at ?? null,
      overcome: facts.overcome ?? null,
      inFlight: load?.inFlight ?? 0,
      waiting: tally?.entries ?? 0,
      waits: tally?.own ?? NO_WAITS,
      words: wordsForDestination(facts, tally, { zone, now }),
    };
  });
}

const NO_WAITS: WaitTally['own'] = { look: 0, refusal: 0, backoff: 0, parked: 0, held: 0 };

/** Words for the reason why entries wait: of one, and of several. */
const OWN_WAITS: Readonly<Record<OwnWait, readonly [string, string]>> = {
  backoff: ['for another try', 'for another try'],
  refusal: ['for a second try after a refusal', 'for a second try after a refusal'],
  look: ['for a search in COC', 'for a search in COC'],
  parked: [
    'until alarm.lateFireWindow ends, as its message may be a late copy',
    'until alarm.lateFireWindow ends, as their messages may be late copies',
  ],
  held: ['as it is held back', 'as they are held back'],
};

/** A few words for people about a destination: its fault, or what it waits for. No full stop. */
function wordsForDestination(
  facts: DestinationFacts,
  tally: WaitTally | undefined,
  times: TimeWords,
): string {
  if (facts.fault) return wordsForFault(facts, times);
  const own = (Object.keys(OWN_WAITS) as OwnWait[]).flatMap((reason) => {
    const count = tally?.own[reason] ?? 0;
    return count === 0
      ? []
      : [`${count} ${count === 1 ? 'waits' : 'wait'} ${OWN_WAITS[reason][count === 1 ? 0 : 1]}`];
  });
  const next = tally?.nextAt === undefined ? [] : [`the next at ${shortTime(tally.nextAt, times)}`];
  return [...worked(facts, times), ...own, ...next].join('; ');
}

function worked({ lastSuccessAt, overcome }: DestinationFacts, times: TimeWords): string[] {
  const success = lastSuccessAt === undefined ? [] : [`last success at ${shortTime(lastSuccessAt, times)}`];
  if (!overcome) return success;
  const { since, until, reason } = overcome;
  return [...success, `failed from ${shortTime(since, times)} to ${shortTime(until, times)} (${reason})`];
}

function finiteWallTime(monotonic: number, clock: Clock): number | null {
  return Number.isFinite(monotonic) ? wallTime(monotonic, clock) : null;
}
