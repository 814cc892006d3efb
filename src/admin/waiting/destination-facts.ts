import type { DestinationHealth, Fault } from '../../delivery/destination-health.ts';
import type { Clock } from '../../time/clock.ts';

/** Faults of a destination, with wall times, epoch ms. */
interface FaultFacts extends Pick<Fault, 'reason' | 'detail'> {
  readonly since: number;
  /** Time of the last one. */
  readonly at: number;
}

/** State of a destination for people. */
export interface DestinationFacts {
  readonly state: 'works' | 'paused' | 'probing';
  /** Faults that it has now; absent while it works. */
  readonly fault?: FaultFacts;
  /** Time at which it is tried next; absent while it works or is being tried, and when that can be at once. */
  readonly nextTryAt?: number;
  readonly lastSuccessAt?: number;
  /** Faults that are over, and their end. */
  readonly overcome?: FaultFacts & { readonly until: number };
}

/** Time of the wall for a monotonic time, epoch ms. */
export function wallTime(monotonic: number, clock: Clock): number {
  return Math.round(clock.now() + monotonic - clock.monotonic());
}

/** The state of a destination from its health; an untried one works, as far as is known. */
export function destinationFacts(health: DestinationHealth | undefined, clock: Clock): DestinationFacts {
  if (!health) return { state: 'works' };
  const { lastSuccessAt, lastFault, faultySince, overcome, pausedUntil, probing, faults } = health;
  const known = {
    ...(Number.isFinite(lastSuccessAt) && { lastSuccessAt: wallTime(lastSuccessAt, clock) }),
    ...(overcome && {
      overcome: {
        ...faultFacts(overcome.fault, overcome.since, clock),
        until: wallTime(overcome.until, clock),
      },
    }),
  };
  if (faults === 0 || !lastFault) return { state: 'works', ...known };
  const fault = faultFacts(lastFault, faultySince ?? lastFault.at, clock);
  if (probing) return { state: 'probing', fault, ...known };
  const isLater = pausedUntil > clock.monotonic();
  return { state: 'paused', fault, ...(isLater && { nextTryAt: wallTime(pausedUntil, clock) }), ...known };
}

function faultFacts({ reason, detail, at }: Fault, since: number, clock: Clock): FaultFacts {
  return { reason, detail, since: wallTime(since, clock), at: wallTime(at, clock) };
}
