import { Ledger as Original } from '../../../../src/outbox/ledger/ledger.ts';
import type { LedgerShard } from '../../../../src/outbox/ledger/ledger-shard.ts';

export * from '../../../../src/outbox/ledger/ledger.ts';

export class Ledger extends Original {
  override restore(shard: number, stored: LedgerShard): void {
    super.restore(shard, { ...stored, incidents: [] });
  }
}
