/**
 * An id that no other event has: unique in this journal by the sequence number, and among journals by the time and the
 * suffix.
 *
 * @param at when, epoch ms, and at which sequence number
 * @param suffix up to 4 letters or digits, taken from what the id is made for
 */
export function uniqueId(
  { now, seq }: { readonly now: number; readonly seq: number },
  suffix: string,
): string {
  return `${now.toString(36)}-${seq.toString(36)}-${suffix.slice(-4)}`;
}
