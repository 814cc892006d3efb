import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { readText } from '../contract/read-field.ts';
import type { Outcome, PlannedBatch, PlannedInstance } from './order-plan.ts';
import { LOG_BYTES } from './outcome-script.ts';

/** Decisions about one server. */
interface Choices {
  /** Id of the next instance. */
  readonly nextId: () => number;
  readonly outcomeOf: (resourceId: string) => Outcome;
  /** True for a server of the fleet whose agent is offline. */
  readonly isOffline: (resourceId: string) => boolean;
}

/** Plans the batches of an order, by the checked field `execute_batches`, in the order of their indexes. */
export function planBatches(
  executeBatches: unknown,
  { nextId, outcomeOf, isOffline }: Choices,
): PlannedBatch[] {
  let room = LOG_BYTES;
  const planInstance = (target: JsonObject): PlannedInstance => {
    const resourceId = readText(target.resource_id);
    const { message, ...outcome } =
      saysOffline(target) || isOffline(resourceId) ? OFFLINE : outcomeOf(resourceId);
    const kept = cutBytes(message, room);
    room -= Buffer.byteLength(kept);
    return {
      id: nextId(),
      resourceId,
      agentSn: readText(target.agent_sn),
      projectId: readText(target.project_id),
      regionId: readText(target.region_id),
      outcome: { ...outcome, message: kept },
    };
  };
  return objectsIn(executeBatches)
    .toSorted((one, other) => Number(one.batch_index) - Number(other.batch_index))
    .map(({ rotation_strategy, target_instances }) => ({
      rotation: rotation_strategy === 'PAUSE' ? 'PAUSE' : 'CONTINUE',
      instances: objectsIn(target_instances).map(planInstance),
    }));
}

const OFFLINE: Outcome = { afterMs: 0, status: 'ABNORMAL', message: 'The UniAgent is OFFLINE.' };

/** The example of the reference sends the state of the agent, which its table does not have. */
function saysOffline({ agent_status }: JsonObject): boolean {
  return agent_status === 'OFFLINE';
}

/** The beginning of a text that has at most so many bytes. */
function cutBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  return new TextDecoder().decode(encoded.subarray(0, bytes)).replace(/\ufffd+$/, '');
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
