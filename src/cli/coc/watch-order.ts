import { callApi } from '../../coc/calls/call-api.ts';
import { getOrder } from '../../coc/calls/get-order.ts';
import { listOrderBatches } from '../../coc/calls/list-order-batches.ts';
import { type FollowEnd, followOrder } from '../../coc/follow-order.ts';
import { hasSucceeded, type OrderProgress, readProgress } from '../../coc/read-order.ts';
import { systemClock } from '../../time/clock.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import type { OutputOptions } from '../admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { hanging } from '../terminal/hanging.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import { errorOf } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { hideSensitive } from './hide-sensitive.ts';
import { countsWords, progressWords } from './order-words.ts';
import { sensitiveNames } from './sensitive-names.ts';

/** Time after which an order in which nothing changes is told again. */
const QUIET_MS = 25_000;

/** Options of a command that follows an order. */
export interface WatchOrderOptions extends CocOptions, OutputOptions, LayoutOptions {}

/** Follows an order to its end, and returns the exit code: 0 only when it finished as it should. */
export function watchOrder(uuid: string, options: WatchOrderOptions): Promise<number> {
  return withCoc(options, (session) => followOnTerminal(session, uuid, options));
}

/**
 * Prints how far an order is each time that changes, until it is over or the user leaves it. With `--json` that goes to the
 * standard error, and the order itself to the standard output.
 */
export async function followOnTerminal(
  session: CocSession,
  uuid: string,
  options: WatchOrderOptions,
): Promise<number> {
  const { call, signal, timezone } = session;
  const output = options.json ? process.stderr : process.stdout;
  const terminal = terminalFor(options, output);
  const say = (words: string) => {
    const time = localTimeIn(timezone, systemClock.now()).slice(11);
    output.write(`${hanging(`${time}  `, words, terminal).join('\n')}\n`);
  };
  const batches = await callApi(call, listOrderBatches, { path: { execute_uuid: uuid } });
  const count = batches.kind === 'answered' ? batches.answer.length : undefined;
  let told = '';
  let toldAt = 0;
  const end = await followOrder({
    ...{ clock: systemClock, signal, readProgress: () => readProgress(call, uuid) },
    onProgress: (progress) => {
      const news = JSON.stringify([progress.status, progress.batch, [...progress.counts]]);
      const now = systemClock.monotonic();
      if (news === told && now - toldAt < QUIET_MS) return;
      toldAt = now;
      const isNewPause = progress.status === 'PAUSED' && !told.startsWith('["PAUSED"');
      told = news;
      say(progressWords(progress, count, systemClock.now()));
      if (isNewPause) say(pausedWords(uuid));
    },
    onTrouble: (detail, pauseMs) =>
      say(`cannot read the order: ${safeText(detail)}; next try in ${Math.ceil(pauseMs / 1_000)} s`),
  });
  if (options.json && end.kind === 'over') await printOrderAsJson(session, uuid);
  return tellEnd(end, uuid, output);
}

function pausedWords(uuid: string): string {
  const command = (name: string) => `\`coc-alarm-agent coc orders ${name} ${uuid}\``;
  return `paused: it waits for ${command('continue')} or ${command('cancel')}`;
}

function tellEnd(end: FollowEnd, uuid: string, output: NodeJS.WritableStream): number {
  switch (end.kind) {
    case 'failed':
      throw errorOf(end.failure);
    case 'left':
      process.stderr.write(
        `left: the order ${uuid} goes on in COC; \`coc-alarm-agent coc orders watch ${uuid}\` follows it again\n`,
      );
      return EXIT_FAILED;
    case 'over':
      return tellOver(end.progress, uuid, output);
  }
}

function tellOver(progress: OrderProgress, uuid: string, output: NodeJS.WritableStream): number {
  if (hasSucceeded(progress)) {
    output.write('the order finished as it should\n');
    return EXIT_OK;
  }
  const ended =
    progress.status === 'FINISHED' ? 'finished on too few servers' : `ended as ${safeText(progress.status)}`;
  process.stderr.write(
    `the order ${ended}: ${countsWords(progress)}\n  -> \`coc-alarm-agent coc orders logs ${uuid}\` shows what the script printed\n`,
  );
  return EXIT_FAILED;
}

async function printOrderAsJson(session: CocSession, uuid: string): Promise<void> {
  const { answer, raw } = await session.ask(getOrder, { path: { execute_uuid: uuid } });
  const hidden = await sensitiveNames(session, answer);
  process.stdout.write(`${JSON.stringify(hideSensitive(raw, hidden), null, 2)}\n`);
}
