import type { Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Inventory } from '../inventory.ts';
import type { Layout } from '../layout.ts';
import { type LedgerStore, shardFile } from '../ledger-store.ts';
import type { RoomMaker } from '../room-maker.ts';
import { keepEvidence } from './keep-evidence.ts';

interface Parts {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly ledger: LedgerStore;
  readonly inventory: Inventory;
  readonly room: RoomMaker;
}

/**
 * Restores the snapshots of the ledger, and keeps damaged ones as evidence.
 *
 * @param now part of the names of the evidence, epoch ms
 * @returns the shards whose snapshots are damaged or missing. They must be rebuilt from the events.
 */
export async function recoverLedger(
  parts: Parts,
  restore: (stored: Stored) => void,
  now: number,
): Promise<readonly number[]> {
  const { fs, layout, ledger, inventory } = parts;
  const damagedShards = await ledger.load(
    (shard, content) => restore({ kind: 'ledger-shard', shard, content }),
    inventory.shards,
  );
  for (const shard of damagedShards) {
    const bytes = await fs.readFile(`${layout.ledger}/${shardFile(shard)}`);
    if (bytes) await keepEvidence(parts, { name: `${now}-${shardFile(shard)}`, bytes });
  }
  return damagedShards;
}
