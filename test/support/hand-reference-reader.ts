import type { IncidentKey } from '../../src/outbox/events/entry.ts';
import type { FailedOutcome } from '../../src/outbox/events/outcome.ts';
import type { NumbersReading, ReferenceReading } from '../../src/outbox/ports/incident-reader.ts';

/** What COC shows of incidents, set by hand. Without more, it lists none, and every number is ours. */
export class HandReferenceReader {
  list: NumbersReading = { kind: 'seen', incidentNums: [], complete: true };
  itself: ReferenceReading = { kind: 'ours' };
  /** Keys and numbers that were asked for. */
  readonly asked: string[] = [];
  readonly failures: FailedOutcome[] = [];
  readonly onFailure = (failure: FailedOutcome): void => void this.failures.push(failure);

  /** Lists these numbers, all that there are. */
  lists(...incidentNums: readonly string[]): void {
    this.list = { kind: 'seen', incidentNums, complete: true };
  }

  async readNumbers(key: IncidentKey): Promise<NumbersReading> {
    this.asked.push(key);
    return this.list;
  }

  async readReference(incidentNum: string, key: IncidentKey): Promise<ReferenceReading> {
    this.asked.push(`${incidentNum} of ${key}`);
    return this.itself;
  }
}
