import { IntakeGate as Original } from '../../../../src/outbox/intake-gate.ts';
import type { OutboxFullError } from '../../../../src/outbox/outbox-full-error.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';

export class IntakeGate extends Original {
  override refusal(policy: Pick<OutboxPolicy, 'maxEntries' | 'maxBytes'>): OutboxFullError | undefined {
    return super.refusal({ ...policy, maxBytes: Number.POSITIVE_INFINITY });
  }
}
