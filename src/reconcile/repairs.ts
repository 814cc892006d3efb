import { routeAlerts } from '../intake/route-alerts.ts';
import { knownSeries } from '../outbox/decide/open-identity.ts';
import { type Repair, repairAll } from '../outbox/decide/repair.ts';
import { episodeOf } from '../outbox/ledger/series.ts';
import { seriesInAlerts } from '../outbox/ledger/series-in-alerts.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Router } from '../routing/route.ts';
import type { ActiveAlert, ActiveList, Unreachable } from '../sources/active-alerts.ts';
import type { Clock } from '../time/clock.ts';
import type { AskedSource } from './asked-source.ts';
import type { GoneAlarm } from './compare-with-source.ts';
import { resolvesFor, type UnsentResolve } from './unsent-resolves.ts';

/** Parts that make and store repairs. */
export interface RepairDeps {
  readonly outbox: Pick<Outbox, 'state' | 'decide' | 'alarmsOf'>;
  readonly clock: Clock;
  readonly router: () => Router;
  readonly policy: () => OutboxPolicy;
}

/** The answer of a source whose differences are repaired. */
export interface Findings {
  readonly source: AskedSource;
  readonly list: ActiveList;
  readonly askedAt: number;
  readonly signal: AbortSignal;
}

/** Repairs in one commit. Webhooks wait no longer than for these. */
const BATCH = 50;

/** Cuts a long list into batches, so that neither memory nor a commit holds all of it. */
export function* batchesOf<T>(items: readonly T[]): IterableIterator<readonly T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}

/**
 * Takes in alerts that fire at the source and never reached us, as far as there is room. The next pass finds
 * the rest.
 *
 * @returns the number of repairs. @throws {JournalError}
 */
export function repairMissed(
  missed: readonly ActiveAlert[],
  findings: Findings,
  deps: RepairDeps,
): Promise<number | Unreachable> {
  const { outbox, policy } = deps;
  const { ledger } = outbox.state;
  let room = policy().maxSeriesPerSource - ledger.countSeriesOf(findings.source.name);
  const taken = missed.filter(({ alarmId }) => seriesInAlerts(ledger, alarmId).length > 0 || room-- > 0);
  return repairFires('missed-fire', taken, findings, deps);
}

/**
 * Tells COC about levels that have changed at the source since COC was last told. A level that only templates
 * or routes have changed is left alone, and so is one whose origin is not known.
 *
 * @returns the number of repairs. @throws {JournalError}
 */
export async function repairChanged(
  changed: readonly ActiveAlert[],
  findings: Findings,
  deps: RepairDeps,
): Promise<number | Unreachable> {
  if (!findings.source.active.levelsMove) return 0;
  const moved: ActiveAlert[] = [];
  for (const some of batchesOf(changed)) {
    const known = some.flatMap((listed) => {
      const [series] = seriesInAlerts(deps.outbox.state.ledger, listed.alarmId);
      return series ? [{ listed, series }] : [];
    });
    const all = known.map(({ series }) => series);
    const told = await deps.outbox.alarmsOf(all);
    for (const [i, { listed }] of known.entries()) {
      const before = told[i]?.alert.level;
      if (before !== undefined && before !== listed.level) moved.push(listed);
    }
  }
  return repairFires('missed-change', moved, findings, deps);
}

async function repairFires(
  reason: 'missed-fire' | 'missed-change',
  wanted: readonly ActiveAlert[],
  { source, list, signal, askedAt }: Findings,
  deps: RepairDeps,
): Promise<number | Unreachable> {
  let repaired = 0;
  for (const some of batchesOf(wanted)) {
    const read = await list.read(some, signal);
    if (read.kind === 'unreachable') return read;
    const { arrivals } = routeAlerts(source.name, read.alerts, { router: deps.router(), now: askedAt });
    const repairs = arrivals.map((arrival): Repair => {
      const [known] = knownSeries(deps.outbox.state.ledger, arrival.alert);
      const open = known?.state === 'firing' ? known.episode : undefined;
      return { reason, arrival, foundAt: askedAt, ...(open && { episode: open }) };
    });
    repaired += await store(repairs, deps);
  }
  return repaired;
}

/**
 * Closes alarms whose alerts are gone at the source.
 *
 * @returns the number of repairs.
 * @throws {JournalError}
 */
export async function repairGone(
  gone: readonly GoneAlarm[],
  { source, list, signal, askedAt }: Findings,
  deps: RepairDeps,
): Promise<number | Unreachable> {
  if (gone.length === 0) return 0;
  const fingerprints = gone.map(({ series }) => series.fingerprint);
  const ended = await source.active.ended?.(fingerprints, list, signal);
  if (ended?.kind === 'unreachable') return ended;
  const over = ended ? gone.filter(({ series }) => ended.ends.has(series.fingerprint)) : gone;
  const unsent = over.map(({ series, missingSince }): UnsentResolve => {
    const endsAt = ended?.ends.get(series.fingerprint) ?? missingSince;
    const assumed = ended ? {} : { assumed: `${source.name} no longer lists it as active` };
    return { series, because: 'gone-at-source', endsAt, ...assumed };
  });
  return resolveUnsent('lost-resolve', unsent, { sourceType: source.type, foundAt: askedAt }, deps);
}

/**
 * Stores resolves that no source has sent.
 *
 * @returns the number that was still needed.
 * @throws {JournalError}
 */
export async function resolveUnsent(
  reason: 'lost-resolve' | 'stale',
  unsent: readonly UnsentResolve[],
  { sourceType, foundAt }: { readonly sourceType: AskedSource['type']; readonly foundAt: number },
  deps: RepairDeps,
): Promise<number> {
  let repaired = 0;
  for (const some of batchesOf(unsent)) {
    const makers = { outbox: deps.outbox, router: deps.router(), sourceType };
    const arrivals = await resolvesFor(some, makers);
    const repairs = arrivals.map((arrival, i): Repair => {
      const episode = episodeOf(some[i]?.series);
      return { reason, arrival, foundAt, ...(episode && { episode }) };
    });
    repaired += await store(repairs, deps);
  }
  return repaired;
}

async function store(repairs: readonly Repair[], { outbox, policy }: RepairDeps): Promise<number> {
  const events = await outbox.decide((view, context) =>
    repairAll(view, repairs, { ...context, policy: policy() }),
  );
  return events.filter(({ type }) => type === 'alarm.repaired').length;
}
