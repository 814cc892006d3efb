import type { FakeClock } from '../../support/fake-clock.ts';

/** What is true of one series. */
export interface Truth {
  readonly series: number;
  readonly status: 'firing' | 'resolved';
  readonly severity: 'critical' | 'error' | 'warning';
  readonly startsAt: number;
  readonly endsAt?: number;
}

const SEVERITIES = ['critical', 'error', 'warning'] as const;
export const LEVELS = { critical: 'Critical', error: 'Major', warning: 'Minor' } as const;
/** As a monitoring system looks again at most once a second, no two things happen to a series at one time. */
const BEAT_MS = 1_000;

/** Some series that begin and end, and the messages about them, which arrive in any order, more than once, or late. */
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

  /** Something happens to a series, and a message about it is under way. */
  happen(series: number, what: 'begins' | 'changes' | 'ends'): void {
    const now = this.#clock.now();
    this.#clock.advance(BEAT_MS);
    const next = this.#after(series, what, now);
    if (!next) return;
    this.#truth.set(series, next);
    this.#wire.push(next);
  }

  /** One of the messages under way; unless it is kept, it arrives only once. */
  arrives(pick: number, how: 'once' | 'again'): Truth | undefined {
    if (this.#wire.length === 0) return undefined;
    const at = pick % this.#wire.length;
    const message = this.#wire[at];
    if (how === 'once') this.#wire.splice(at, 1);
    return message;
  }

  #after(series: number, what: 'begins' | 'changes' | 'ends', now: number): Truth | undefined {
    const before = this.#truth.get(series);
    const fires = before?.status === 'firing';
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

/** The webhook body that tells of these. The fingerprint is the series', whatever its severity. */
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
