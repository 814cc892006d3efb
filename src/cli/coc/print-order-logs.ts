import type { INSTANCE_STATES } from '../../coc/calls/known-values.ts';
import { listOrderBatches } from '../../coc/calls/list-order-batches.ts';
import { type OrderInstance, readInstances } from '../../coc/read-order.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { errorOf } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { durationWords } from './coc-times.ts';
import { serverWords, toneOfState } from './order-words.ts';
import { linesOfText } from './script-text.ts';

interface LogOptions extends CocOptions, OutputOptions, LayoutOptions {
  readonly batch?: string;
  readonly status?: (typeof INSTANCE_STATES)[number];
  readonly server?: string;
}

/** A batch, and the servers in it. */
interface ReadBatch {
  readonly batch: number;
  readonly instances: readonly OrderInstance[];
}

/** Prints what a script printed on each server of an order, and returns the exit code. */
export function printOrderLogs(uuid: string, options: LogOptions): Promise<number> {
  return withCoc(options, async (session) => {
    const { batch, server, status } = options;
    const all = await readBatches(session, uuid, {
      batch: batch === undefined ? undefined : Number(batch),
      status,
    });
    const shown = all.map((one) => ({
      ...one,
      instances: one.instances.filter((instance) => isServer(instance, server)),
    }));
    const rows = shown.flatMap((one) =>
      one.instances.map((instance) => ({ batch_index: one.batch, ...instance })),
    );
    printAnswer(options, rows, () => describeLogs(shown, terminalFor(options)));
    return EXIT_OK;
  });
}

/**
 * Reads the servers of all batches of an order, or of one batch.
 *
 * @throws {Error} when COC does not answer, or refuses.
 */
export async function readBatches(
  { ask, call }: CocSession,
  uuid: string,
  { batch, status }: { readonly batch?: number | undefined; readonly status?: LogOptions['status'] } = {},
): Promise<readonly ReadBatch[]> {
  const { answer } = await ask(listOrderBatches, { path: { execute_uuid: uuid } });
  const numbers = answer.map(({ batch_index }) => batch_index).toSorted((a, b) => a - b);
  if (batch !== undefined && !numbers.includes(batch))
    throw new Error(`the order has no batch ${batch}; it has ${numbers.join(', ') || 'none'}`);
  const read: ReadBatch[] = [];
  for (const number of batch === undefined ? numbers : [batch]) {
    const list = await readInstances(call, { uuid, batch: number, status });
    if (list.kind === 'endless') throw new Error(list.detail);
    if (list.kind !== 'complete') throw errorOf(list);
    read.push({ batch: number, instances: list.rows });
  }
  return read;
}

/** True for a server with this id or address, or with this in its name. */
export function isServer({ id, target_instance }: OrderInstance, text: string | undefined): boolean {
  if (text === undefined) return true;
  const { resource_id, properties } = target_instance ?? {};
  const exact = [id, resource_id, properties?.fixed_ip, properties?.floating_ip];
  return exact.includes(text) || (properties?.host_name ?? '').toLowerCase().includes(text.toLowerCase());
}

function describeLogs(batches: readonly ReadBatch[], { color }: Terminal): string {
  const blocks = batches.flatMap(({ batch, instances }) =>
    instances.map((instance) => {
      const { status, message } = instance;
      const lasted = durationWords(instance);
      const head = `Batch ${batch}, ${safeText(serverWords(instance))}: `;
      const state = paint(safeText(status), toneOfState(status), color);
      const time = lasted === '-' ? '' : ` in ${lasted}`;
      const lines = message
        ? linesOfText(message).map((line) => `  ${line}`)
        : ['  (it has printed nothing)'];
      return [`${paint(head, 'heading', color)}${state}${time}`, ...lines].join('\n');
    }),
  );
  return blocks.length === 0 ? 'no servers match\n' : `${blocks.join('\n\n')}\n`;
}
