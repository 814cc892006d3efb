/**
 * Makes the uuid of a script (`SC`, 25 characters) or of an order (`SCT`, 26 characters): its kind, the second of `now` (epoch
 * ms) in UTC, and nine hex digits, which count.
 *
 * @see COC API Reference 2.0, the examples of 4.2.1 and 4.2.6
 */
export function jobUuid(kind: 'SC' | 'SCT', id: number, now: number): string {
  const second = new Date(now).toISOString().slice(0, 19).replaceAll(/\D/g, '');
  return `${kind}${second}${id.toString(16).padStart(9, '0').slice(-9)}`;
}
