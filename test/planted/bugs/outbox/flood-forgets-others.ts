import { Ledger as Original } from '../../../../src/outbox/ledger/ledger.ts';

export * from '../../../../src/outbox/ledger/ledger.ts';

export class Ledger extends Original {
  override forgetOldest(_source: string, count: number): number {
    const sources = new Set([...this.everySeries()].map(({ source }) => source));
    return [...sources].reduce((sum, source) => sum + super.forgetOldest(source, count), 0);
  }
}
