const CHINA_MS = 8 * 3_600_000;

/**
 * A number of an incident (`IM`) or a war room (`WR`), of 26 characters: the time in China, and ten digits that a counter fills,
 * so that they never repeat. `now` is epoch ms.
 *
 * @see COC API Reference 2.0, the example of 4.4.1.5: its number has the hour of China's time.
 */
export function ticketNum(kind: 'IM' | 'WR', now: number, counter: number): string {
  const time = new Date(now + CHINA_MS).toISOString().replace(/\D/g, '').slice(0, 14);
  return `${kind}${time}${String(counter).padStart(10, '0')}`;
}
