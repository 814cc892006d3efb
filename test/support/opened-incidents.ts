import type { IncidentKey } from '../../src/outbox/events/entry.ts';
import type { Outcome } from '../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf } from './alerts.ts';
import { REPORTED } from './hand-destination.ts';

/** Fires these series, and has COC open the incident of each. Returns their keys, in order. */
export async function openIncidents(
  outbox: Outbox,
  ...series: readonly string[]
): Promise<readonly IncidentKey[]> {
  const keys: IncidentKey[] = [];
  for (const name of series) {
    await outbox.accept(intakeOf(firing(name, { incident: { ...INCIDENT, title: name } })));
    await deliver(outbox, 'alarms/default', REPORTED);
    const entry = await deliver(outbox, 'incidents', opened(`IM-${name}`));
    if (entry.body.kind !== 'open-incident') throw new Error(`this is a ${entry.body.kind}`);
    keys.push(entry.body.key);
  }
  return keys;
}

/** Has a destination take its next entry. @throws when there is none. */
async function deliver(outbox: Outbox, destination: string, outcome: Outcome) {
  const entry = await outbox.take(destination);
  if (!entry) throw new Error(`nothing is due at ${destination}`);
  await outbox.settle(entry, outcome);
  return entry;
}

function opened(incidentNum: string) {
  return { kind: 'delivered', result: 'incident-opened', incidentNum } as const;
}
