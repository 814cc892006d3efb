import { OutboxState as Original } from '../../../../src/outbox/state.ts';

export class OutboxState extends Original {
  override seen(seq: number): void {
    super.seen(seq - 1);
  }
}
