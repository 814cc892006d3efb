import { accept } from '../../../src/outbox/decide/accept.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { Ledger } from '../../../src/outbox/ledger/ledger.ts';
import { arrivalOf } from '../harness/alerts.ts';
import { benchPolicy } from '../harness/policy.ts';

const nothingKnown = new Ledger();

/** Makes the record of alert `n` as the outbox would: two events, with the numbers `2n + 1` and `2n + 2`. */
export function recordOf(n: number): OutboxRecord {
  const seq = 2 * n + 1;
  const at = Date.now();
  const arrival = arrivalOf(n, Number.MAX_SAFE_INTEGER);
  return { v: 1, seq, at, events: accept(nothingKnown, arrival, { seq, now: at, policy: benchPolicy }) };
}
