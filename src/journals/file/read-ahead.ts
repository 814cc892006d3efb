/** So many are read while the ones before them are worked on. */
const AHEAD = 8;

/**
 * Reads things that will be asked for in this order a little before they are asked for. What a read throws, it throws when
 * its turn comes; what is never asked for is read no further ahead.
 */
export function readAhead<K, V>(keys: readonly K[], read: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const begun = new Map<K, Promise<V>>();
  let next = 0;
  return (key) => {
    while (next < keys.length && begun.size < AHEAD) {
      const ahead = keys[next++] as K;
      const reading = read(ahead);
      // Whoever asks for it gets the error.
      reading.catch(() => undefined);
      begun.set(ahead, reading);
    }
    const found = begun.get(key) ?? read(key);
    begun.delete(key);
    return found;
  };
}
