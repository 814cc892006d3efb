import { messageOf } from '../../errors.ts';
import type { TimerClock } from '../../time/clock.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { printPart } from '../output.ts';
import { stopSignals } from '../stop-signals.ts';
import { UsageError } from '../usage-errors.ts';

/** The time between two frames is at least this many times as long as the agent took for the last one. */
const REST = 4;
/** Goes to the upper left corner. Each line then clears the rest of its own, and the end the rest of the screen. */
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_REST = '\u001b[J';

interface WatchSettings {
  readonly everyMs: number;
  readonly clock: TimerClock;
}

/**
 * Prints a text again and again until a signal, or until nobody reads it any more. On a terminal it stays in place, cut
 * to the height of the screen. A frame that fails says why, and the next one comes all the same.
 *
 * @throws {UsageError} when the agent does not take what is asked.
 */
export async function watchAlarms(
  frame: () => Promise<string>,
  { everyMs, clock }: WatchSettings,
): Promise<number> {
  const stopped = stopSignals().first.then(() => 'stopped' as const);
  for (;;) {
    const askedAt = clock.monotonic();
    const text = await Promise.race([frame().catch(words), stopped]);
    if (text === 'stopped') return EXIT_OK;
    const tookMs = clock.monotonic() - askedAt;
    const { isTTY, rows } = process.stdout;
    if (!(await printPart(isTTY ? onScreen(text, rows) : `${text}\n`))) return EXIT_OK;
    const next = new Promise<void>((resolve) => {
      clock.after(Math.max(everyMs, tookMs * REST), resolve);
    });
    if ((await Promise.race([next, stopped])) === 'stopped') return EXIT_OK;
  }
}

/** An agent that does not answer may come back. A usage error stays one. */
function words(error: unknown): string {
  if (error instanceof UsageError) throw error;
  return `${messageOf(error)}\n`;
}

/** A text that replaces what is on the screen. */
export function onScreen(text: string, rows: number): string {
  const lines = text.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  const shown = lines.length < rows ? lines : [...lines.slice(0, rows - 2), last];
  return `${HOME}${shown.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_REST}`;
}
