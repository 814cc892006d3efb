/**
 * Makes a unique id. It is unique in this journal by the sequence number, and among journals by the time and
 * the suffix.
 *
 * @param at - time, epoch ms, and sequence number of the event
 * @param suffix - a text, of which the last 4 letters or digits are used
 */
export function uniqueId(
  { now, seq }: { readonly now: number; readonly seq: number },
  suffix: string,
): string {
  return `${now.toString(36)}-${seq.toString(36)}-${suffix.slice(-4)}`;
}
