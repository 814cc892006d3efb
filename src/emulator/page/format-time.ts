/** A time on a page: UTC, to the second. `time` is epoch ms. */
export function formatTime(time: number): string {
  const text = new Date(time).toISOString();
  return `<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)}</time>`;
}
