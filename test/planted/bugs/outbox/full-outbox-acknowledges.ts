import type { Accepted, Intake } from '../../../../src/outbox/intake.ts';
import { Outbox as Original } from '../../../../src/outbox/outbox.ts';
import { OutboxFullError } from '../../../../src/outbox/outbox-full-error.ts';

export * from '../../../../src/outbox/outbox.ts';

export class Outbox extends Original {
  override async accept(intake: Intake): Promise<Accepted> {
    try {
      return await super.accept(intake);
    } catch (error) {
      if (error instanceof OutboxFullError) return { accepted: 0, repeated: 0, rejected: [] };
      throw error;
    }
  }
}
