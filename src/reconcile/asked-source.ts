import type { SourceType } from '../alerts/alert.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import type { ReconcilePolicy } from './compare-with-source.ts';

/** A source that can be asked for its active alerts. */
export interface AskedSource {
  readonly name: string;
  readonly type: SourceType;
  readonly active: ActiveAlerts;
  readonly policy: ReconcilePolicy;
}
