import type { AlarmLevel, Alert } from '../../../src/alerts/alert.ts';
import type { AskedSource } from '../../../src/reconcile/asked-source.ts';
import type { ReconcilePolicy } from '../../../src/reconcile/compare-with-source.ts';
import type { RepairDeps } from '../../../src/reconcile/repairs.ts';
import type { ActiveAlert, ActiveAlerts } from '../../../src/sources/active-alerts.ts';
import { anAlarm, anAlert } from '../../support/alerts.ts';
import type { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

/** A source whose truth a test decides. */
export class PlayedSource implements ActiveAlerts {
  readonly levelsMove: boolean = true;
  /** What fires in truth, by series. */
  readonly firing = new Map<string, { readonly startsAt: number; readonly level: AlarmLevel }>();
  reachable = true;
  /** What of the truth it does not know yet. */
  readonly forgotten = new Set<string>();
  runningSince = 0;
  closed = 0;

  covers(): boolean {
    return true;
  }

  async list() {
    if (!this.reachable) return { kind: 'unreachable', fault: 'network', detail: 'refused' } as const;
    const alerts = [...this.firing.keys()]
      .filter((id) => !this.forgotten.has(id))
      .map((id) => this.#listed(id));
    const read = async (wanted: readonly ActiveAlert[]) => {
      const known = wanted.filter(({ alarmId }) => this.firing.has(alarmId));
      return { kind: 'read', alerts: known.map(({ alarmId }) => ({ alert: this.alert(alarmId) })) } as const;
    };
    return { kind: 'active', alerts, complete: true, runningSince: this.runningSince, read } as const;
  }

  async look() {
    return { kind: 'look', seen: `${this.firing.size} alerts` } as const;
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  /** What its webhook would say of a series. */
  alert(id: string): Alert {
    const { startsAt, level } = this.firing.get(id) ?? { startsAt: 0, level: 'Major' as const };
    return anAlert(id, { startsAt, level });
  }

  #listed(id: string): ActiveAlert {
    const { alarmId, startsAt, level } = this.alert(id);
    return { alarmId, level, state: 'active', ours: true, ...(startsAt !== undefined && { startsAt }) };
  }
}

/** The source as reconciliation asks it. */
export function askedSource(active: ActiveAlerts, policy: Partial<ReconcilePolicy> = {}): AskedSource {
  return {
    name: 'prod',
    type: 'alertmanager',
    active,
    policy: { graceMs: 120_000, missedAfterMs: 60_000, suppressed: 'keep', ...policy },
  };
}

/** What repairs are made with, over an outbox in memory. */
export function repairDeps({ outbox, clock }: Awaited<ReturnType<typeof openOutbox>>): RepairDeps {
  return {
    outbox,
    clock,
    policy: () => aPolicy(),
    router: () => (alert) => ({ kind: 'alarm', alarm: anAlarm(alert), route: 'default', templateErrors: [] }),
  };
}
