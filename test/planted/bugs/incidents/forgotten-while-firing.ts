import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import { Ledger as Original } from '../../../../src/outbox/ledger/ledger.ts';
import type { LedgerShard } from '../../../../src/outbox/ledger/ledger-shard.ts';

export * from '../../../../src/outbox/ledger/ledger.ts';

export class Ledger extends Original {
  #storing = false;

  override fires(incident: Incident): boolean {
    return !this.#storing && super.fires(incident);
  }

  override snapshot(...args: Parameters<Original['snapshot']>): LedgerShard {
    this.#storing = true;
    try {
      return super.snapshot(...args);
    } finally {
      this.#storing = false;
    }
  }
}
