import type { RequestOf } from '../../coc/calls/define-api.ts';
import { instanceId, operateOrder } from '../../coc/calls/operate-order.ts';
import type { OrderInstance } from '../../coc/read-order.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import type { GateOptions } from './gate.ts';
import { makeChange } from './make-change.ts';
import { serverWords } from './order-words.ts';
import { isServer, readBatches } from './print-order-logs.ts';

type SteerOptions = CocOptions & GateOptions;
type Body = RequestOf<typeof operateOrder>['body'];

/** Pauses an order, and returns the exit code. */
export function pauseOrder(uuid: string, options: SteerOptions): Promise<number> {
  return steer(uuid, { words: 'pause', read: async () => ({ operation_type: 'PAUSE_ORDER' }) }, options);
}

/** Continues a paused order, and returns the exit code. */
export function continueOrder(uuid: string, options: SteerOptions): Promise<number> {
  return steer(
    uuid,
    { words: 'continue', read: async () => ({ operation_type: 'CONTINUE_ORDER' }) },
    options,
  );
}

/** Skips a batch of an order, and returns the exit code. */
export function skipBatch(uuid: string, options: SteerOptions & { readonly batch: string }): Promise<number> {
  const batch = Number(options.batch);
  const body = { operation_type: 'SKIP_BATCH', batch_index: batch } as const;
  return steer(uuid, { words: `skip batch ${batch} of`, batch, read: async () => body }, options);
}

/** Cancels an order, or what it does on one server, and returns the exit code. */
export function cancelOrder(
  uuid: string,
  options: SteerOptions & { readonly server?: string },
): Promise<number> {
  const { server } = options;
  if (server === undefined)
    return steer(uuid, { words: 'cancel', read: async () => ({ operation_type: 'CANCEL_ORDER' }) }, options);
  const read = async (waiting: readonly OrderInstance[]): Promise<Body> => {
    const found = waiting.filter((one) => isServer(one, server));
    const [only] = found;
    if (only === undefined || found.length > 1)
      throw new UsageError(
        `${found.length === 0 ? 'no server' : `${found.length} servers`} of the order that may still run fit ${server}; see \`orders logs ${uuid}\``,
      );
    return { operation_type: 'CANCEL_INSTANCE', instance_id: instanceId(only.id) };
  };
  return steer(uuid, { words: `cancel on ${server} the`, server, read }, options);
}

interface Steering {
  readonly words: string;
  readonly batch?: number;
  readonly server?: string;
  readonly read: (waiting: readonly OrderInstance[]) => Promise<Body>;
}

async function steer(
  uuid: string,
  { words, batch, server, read }: Steering,
  options: SteerOptions,
): Promise<number> {
  return withCoc(options, async (session) => {
    const waiting = await waitingServers(session, uuid, batch);
    const body = await read(waiting.map(({ instance }) => instance));
    const targets = waiting.filter(({ instance }) => isServer(instance, server)).map(({ line }) => line);
    const made = await makeChange(
      session,
      {
        ...{ api: operateOrder, request: { path: { execute_uuid: uuid }, body } },
        title: `${words} order ${uuid}`,
        targets: targets.length > 0 ? targets : [`order ${uuid}; no server of it waits or runs`],
        ...{ typed: uuid, lookAt: `coc-alarm-agent coc orders show ${uuid}` },
      },
      options,
    );
    if (typeof made === 'number') return made;
    printAnswer(
      options,
      made.raw,
      () => `COC took it: \`coc-alarm-agent coc orders watch ${uuid}\` follows\n`,
    );
    return EXIT_OK;
  });
}

const NOT_OVER: ReadonlySet<string> = new Set(['READY', 'PROCESSING']);

/** The servers of an order on which something may still happen. */
async function waitingServers(session: CocSession, uuid: string, batch: number | undefined) {
  const read = await readBatches(session, uuid, { batch });
  return read.flatMap((one) =>
    one.instances
      .filter(({ status }) => NOT_OVER.has(status))
      .map((instance) => ({
        instance,
        line: `batch ${one.batch}: ${serverWords(instance)}, ${instance.status}`,
      })),
  );
}
