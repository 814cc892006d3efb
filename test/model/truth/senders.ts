import type { FakeClock } from '../../support/fake-clock.ts';

/** True state of one series. */
export interface Truth {
  readonly series: number;
  readonly status: 'firing' | 'resolved';
  readonly severity: 'critical' | 'error' | 'warning';
  readonly startsAt: number;
  readonly endsAt?: number;
}

/** Change of a series. `returns`: it fires again with the begin that it had, although its end was told. */
export type Happening = 'begins' | 'returns' | 'changes' | 'ends';

const SEVERITIES = ['critical', 'error', 'warning'] as const;
export const LEVELS = { critical: 'Critical', error: 'Major', warning: 'Minor' } as const;
/**
 * Time between two changes. Monitoring systems check at most once a second, so that two changes of a series
 * never have the same time.
 */
const BEAT_MS = 1_000;

/**
 * Series that begin and end, and the messages about them. Messages arrive in any order, several times, or
 * late.
 */
export class Senders {
  readonly #clock: FakeClock;
  readonly #truth = new Map<number, Truth>();
  readonly #wire: Truth[] = [];

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Every series that ever fired. */
  get truth(): readonly Truth[] {
    return [...this.#truth.values()];
  }

  /** Changes a series, and sends a message about it. */
  happen(series: number, what: Happening): void {
    const now = this.#clock.now();
    this.#clock.advance(BEAT_MS);
    const next = this.#after(series, what, now);
    if (!next) return;
    this.#truth.set(series, next);
    this.#wire.push(next);
  }

  /** Takes one of the sent messages. Unless it is kept, it arrives only once. */
  arrives(pick: number, how: 'once' | 'again'): Truth | undefined {
    if (this.#wire.length === 0) return undefined;
    const at = pick % this.#wire.length;
    const message = this.#wire[at];
    if (how === 'once') this.#wire.splice(at, 1);
    return message;
  }

  #after(series: number, what: Happening, now: number): Truth | undefined {
    const before = this.#truth.get(series);
    const fires = before?.status === 'firing';
    if (what === 'returns') {
      if (!before || fires) return undefined;
      const { endsAt: _, ...same } = before;
      return { ...same, status: 'firing' };
    }
    if (what === 'begins')
      return fires ? undefined : { series, status: 'firing', severity: severityAt(now), startsAt: now };
    if (!before || !fires) return undefined;
    if (what === 'changes') return { ...before, severity: severityAt(now) };
    return { ...before, status: 'resolved', endsAt: now };
  }
}

function severityAt(now: number): (typeof SEVERITIES)[number] {
  return SEVERITIES[(now / BEAT_MS) % SEVERITIES.length] ?? 'warning';
}

/**
 * Makes the webhook body with these messages. The fingerprint is that of the series, whatever its severity.
 */
export function bodyOf(...messages: readonly Truth[]): Buffer {
  const alerts = messages.map(({ series, status, severity, startsAt, endsAt }) => ({
    status,
    labels: { alertname: `Series${series}`, severity },
    annotations: {},
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === undefined ? '0001-01-01T00:00:00Z' : new Date(endsAt).toISOString(),
    fingerprint: `f${series}`,
  }));
  const body = { version: '4', receiver: 'coc', status: 'firing', groupKey: '{}', alerts };
  return Buffer.from(JSON.stringify(body));
}
