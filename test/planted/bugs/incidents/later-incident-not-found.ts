import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import { IncidentIndex as Original } from '../../../../src/outbox/ledger/incident-index.ts';

export * from '../../../../src/outbox/ledger/incident-index.ts';

/** From the second incident of a correlation on, the first one is still taken for the latest. */
export class IncidentIndex extends Original {
  override noteIncident(made: Incident, latest: Incident | undefined): void {
    super.noteIncident(latest ? { ...made, requestedAt: Number.NEGATIVE_INFINITY } : made, latest);
  }
}
