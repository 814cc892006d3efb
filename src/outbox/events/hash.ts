/** Last text and its hash. Handling one alarm asks for the same hash a dozen times in a row. */
const last = { text: '', hash: computeHash('') };

/**
 * Returns the 53-bit hash of a text, which is exact as a number. It stands for a lane or an alarm in the
 * compact index. It is stored on disk, so that it never changes. Two texts with the same hash share a lane:
 * they wait for each other, nothing more.
 */
export function hash53(text: string): number {
  if (text !== last.text) {
    last.text = text;
    last.hash = computeHash(text);
  }
  return last.hash;
}

function computeHash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15);
  }
  low ^= low >>> 16;
  high ^= high >>> 13;
  return (high >>> 0) * 0x20_0000 + ((low >>> 0) & 0x1f_ffff);
}

/** Number of shards of the ledger. Stored on disk: it never changes within a format version. */
export const LEDGER_SHARDS = 256;

/** Returns the ledger shard of a series (by alarm id) or of an incident (by key). */
export function shardOf(id: string): number {
  return hash53(id) % LEDGER_SHARDS;
}
