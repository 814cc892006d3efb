/** The largest number of reads that run before their results are asked for. */
const MAX_AHEAD = 8;

/**
 * Reads values a little before they are asked for, if the caller asks for them in the order of `keys`. An
 * error of a read is thrown when its value is asked for. Values that the caller skips limit how many are read
 * ahead.
 */
export function readAhead<K, V>(keys: readonly K[], read: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const begun = new Map<K, Promise<V>>();
  let next = 0;
  return (key) => {
    while (next < keys.length && begun.size < MAX_AHEAD) {
      const ahead = keys[next++] as K;
      const reading = read(ahead);
      // The caller gets the error when it asks for this value.
      reading.catch(() => undefined);
      begun.set(ahead, reading);
    }
    const found = begun.get(key) ?? read(key);
    begun.delete(key);
    return found;
  };
}
