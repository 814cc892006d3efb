import { readFile } from 'node:fs/promises';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { type Reply, send, startEmulator, testClock } from './emulator-client.ts';

export const scriptsPath = '/v1/job/scripts';
export const ordersPath = '/v1/job/script/orders';

/** A script without reviewers. */
export const script = {
  name: 'clear_tmp',
  type: 'SHELL',
  content: `df -h \${path}`,
  description: 'frees space',
  properties: { risk_level: 'LOW', version: '1.0.0' },
  script_params: [
    { param_name: 'path', param_value: '/tmp', param_description: 'where', param_order: 1, sensitive: false },
  ],
};

export const reviewers = [{ reviewer_name: 'ann', reviewer_id: '7a8513cd87b7448283a1d5190eb91234' }];

/** An emulator without credentials whose clock stands still until it is moved. */
export async function startJobs(options: EmulatorOptions = {}) {
  const clock = testClock();
  const emulator = await startEmulator({ auth: { required: false }, now: clock.now, ...options });
  return { emulator, clock };
}

/** Sends a call with JSON, if any. */
export function call(emulator: Emulator, method: string, path: string, body?: unknown): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return send(`${emulator.url}${path}`, { method, headers, ...sent });
}

/** The uuid that an answer names. */
export const uuidOf = (reply: Reply): string => (reply.json as { data: string }).data;

/** The table in an answer. */
export const dataOf = <Table>(reply: Reply): Table => (reply.json as { data: Table }).data;

/** Creates a script and returns its uuid. */
export async function createScript(emulator: Emulator, change: object = {}): Promise<string> {
  return uuidOf(await call(emulator, 'POST', scriptsPath, { ...script, ...change }));
}

export const server = (resource_id: string) => ({
  resource_id,
  agent_sn: `sn-${resource_id}`.slice(0, 32),
  project_id: '0123456789abcdef0123456789abcdef',
  region_id: 'cn-north-4',
});

/** Body of an execution on batches of servers. */
export function execution(batches: readonly (readonly string[])[], strategy = 'CONTINUE') {
  return {
    execute_param: {
      resourceful: false,
      timeout: 300,
      success_rate: 100,
      execute_user: 'ops',
      script_params: [{ param_name: 'path', param_value: '/var/tmp', param_order: 1 }],
    },
    execute_batches: batches.map((resources, at) => ({
      batch_index: at + 1,
      rotation_strategy: strategy,
      target_instances: resources.map(server),
    })),
  };
}

/** Executes a new script on batches of servers, and returns the uuid of the order. */
export async function execute(
  emulator: Emulator,
  batches: readonly (readonly string[])[],
  strategy = 'CONTINUE',
): Promise<string> {
  const number = emulator.orders().length + 1;
  const uuid = await createScript(emulator, { name: `script_${number}` });
  return uuidOf(await call(emulator, 'POST', `${scriptsPath}/${uuid}`, execution(batches, strategy)));
}

interface Example {
  readonly request: { readonly body: Record<string, unknown> };
  readonly answer: { readonly data: Record<string, unknown> };
}

/** An example of the reference. */
export async function exampleOf(section: string): Promise<Example> {
  const file = new URL(`../fixtures/coc-api/${section}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Example;
}

/** An instance in an answer. */
interface Instance {
  readonly id: number;
  readonly status: string;
  readonly message: string;
}

/** The refusal of a call. */
export const refusal = (error_msg: string, error_code = 'COC.00040701') => ({
  status: 400,
  json: { error_code, error_msg },
});
/** Reads something of orders. */
export const getOrders = (emulator: Emulator, path: string) => call(emulator, 'GET', `${ordersPath}${path}`);
/** The state of an order in its detail. */
export const statusOf = async (emulator: Emulator, uuid: string) =>
  dataOf<{ status: string }>(await getOrders(emulator, `/${uuid}`)).status;
/** The instances of a batch. */
export const instancesOf = async (
  emulator: Emulator,
  uuid: string,
  batch: number,
  query = 'limit=50&marker=0',
) => {
  const reply = await getOrders(emulator, `/${uuid}/batches/${batch}?${query}`);
  return dataOf<{ execute_instances: Instance[] }>(reply).execute_instances;
};
/** Performs an operation on an order. */
export const operate = (emulator: Emulator, uuid: string, body: object) =>
  call(emulator, 'PUT', `${ordersPath}/${uuid}/operation`, body);
