import type { Secret } from '../settings/secret.ts';

/**
 * Says what is wrong with an integration key; undefined for one that COC can take. The key is the last part of a
 * path.
 *
 * @see COC API Reference, "Reporting custom events": 1 to 255 characters.
 */
export function faultOfKey(key: Secret): string | undefined {
  const text = key.reveal();
  if (text.length > 255) return 'is longer than 255 characters';
  // As a step of a path, it would lead elsewhere.
  if (text === '.' || text === '..') return 'has dots only';
  return /^[A-Za-z0-9_.~-]+$/.test(text)
    ? undefined
    : 'has characters that no key of COC has; it takes letters, digits and _ . ~ -';
}
