import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { CALLER } from '../contract/caller.ts';
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { executeChecksOf } from '../contract/order-rules.ts';
import { readPlainBody, unfit } from '../contract/plain-request.ts';
import { readText } from '../contract/read-field.ts';
import { uuidAnswer } from '../contract/script-answer.ts';
import { paramsOf } from '../contract/script-params.ts';
import { outcomeFor } from '../orders/outcome-script.ts';
import { planBatches } from '../orders/plan-batches.ts';
import { jobUuid } from '../state/job-uuid.ts';
import type { Script } from '../state/script-log.ts';
import { endpoint } from './endpoint.ts';
import { scriptOfPath } from './script-of-path.ts';

/**
 * `POST /v1/job/scripts/{script_uuid}`: executes an approved script on servers, batch after batch, and answers the uuid of the
 * order. Every call makes an order, because COC has no idempotency key.
 *
 * @see COC API Reference 2.0, 4.2.6
 */
export const executeScript = endpoint({
  operation: 'script-execute',
  method: 'POST',
  path: '/v1/job/scripts/{script_uuid}',
  service: 'coc',
  answer(call, ids, backend) {
    const { settings, store } = backend;
    const read = readPlainBody(call.json, executeChecksOf(settings.contract), settings.coercion);
    if ('refusal' in read) return refused(read.refusal, backend);
    const found = scriptOfPath(store, ids);
    if ('refusal' in found) return refused(found.refusal, backend);
    const { script } = found;
    if (script.status === 'APPROVED') return execute(script, read.fields, call, backend);
    return refused(unfit(`The script ${script.uuid} is ${script.status}.`), backend);
  },
});

/** A body cannot go with the status 204. */
function refused({ json }: Answer, { settings }: Backend): Answer {
  return settings.orders.executeError === 204 ? { status: 204 } : { status: 400, json };
}

function execute(script: Script, fields: JsonObject, call: Call, backend: Backend): Answer {
  const { settings, store, outcomes, fleet } = backend;
  const log = store.orders;
  const param = isJsonObject(fields.execute_param) ? fields.execute_param : {};
  const names = { scriptUuid: script.uuid, scriptName: script.name };
  const nextId = () => {
    log.nextInstanceId += 1;
    return log.nextInstanceId - 1;
  };
  const outcomeOf = (resourceId: string) => {
    const resourceName = fleet.find(resourceId)?.name ?? resourceId;
    return outcomeFor(outcomes.current(), { resourceId, resourceName, ...names });
  };
  const isOffline = (resourceId: string) => fleet.find(resourceId)?.agent_state === 'OFFLINE';
  const id = log.nextId;
  log.nextId += 1;
  const uuid = jobUuid('SCT', id, call.processedAt);
  log.orders.push({
    ...{ id, uuid, creator: CALLER, ...names, scriptVersion: script.properties.version },
    createdAt: call.processedAt,
    startAfterMs: settings.orders.startAfterMs,
    timeoutMs: Number(param.timeout) * 1000,
    successRate: Number(param.success_rate),
    executeParam: echoOf(param),
    batches: planBatches(fields.execute_batches, { nextId, outcomeOf, isOffline }),
    interventions: [],
  });
  store.changed();
  return uuidAnswer(uuid);
}

/** The field `execute_param` as orders show it. */
function echoOf(param: JsonObject): JsonObject {
  return {
    resourceful: param.resourceful === true,
    timeout: param.timeout,
    execute_user: readText(param.execute_user),
    success_rate: param.success_rate,
    script_params: paramsOf(param).map(({ param_name, param_value, param_order }) => ({
      param_name,
      param_value,
      param_order,
    })),
  };
}
