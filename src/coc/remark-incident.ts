import type { DueEntry, RemarkIncident, WrittenRemark } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { usableNumber } from './created-number.ts';
import { incidentPath } from './fetch-incident-state.ts';
import type { ActOnIncident } from './wire.ts';

type Call = (call: CocCall) => Promise<CallResult>;

const NOTE_LIMIT = 1_024;
const USER_LIMIT = 255;
const TASK_ID = /^[\w.-]{1,100}$/;

/**
 * Tells the people of an incident something by a remark, or forwards it, if COC offers that for its state. A remark that
 * may have arrived is not made again, and one that COC refuses is told to nobody: the next one says what is true then. A
 * forward that may have arrived is made again only if COC does not show it.
 *
 * @see COC API Explorer, "ShowIncidentTask" and "HandleIncident"; the actions and their parameters are those of Huawei
 * Cloud's Terraform provider, `huaweicloud_coc_incident_action`.
 */
export async function remarkIncident(
  { uncertain }: Pick<DueEntry, 'uncertain'>,
  body: RemarkIncident,
  call: Call,
): Promise<Outcome> {
  const { incidentNum, remark } = body;
  if (!remark) throw new Error('a remark that is sent must be written');
  if (usableNumber(incidentNum) !== incidentNum) return notTold('its number cannot be one of COC');
  if (uncertain) {
    if (!remark.forward) return notTold('an earlier call got no answer, so COC may have it');
    const look = await call({ operation: 'get-incident', method: 'GET', path: incidentPath(incidentNum) });
    if (look.outcome.kind !== 'delivered') return look.outcome;
    if (isAssigned(look.json, remark.forward.to)) return { kind: 'delivered', result: 'people-told' };
  }
  const action = actionOf(remark);
  const task = await findTask(incidentNum, action, call);
  if (task.kind === 'failed') return unlessRefused(task.outcome, remark);
  if (task.kind === 'none') return notTold(`COC offers no ${action} in the state of the incident`);
  const path = `${pathOf(incidentNum)}/actions`;
  const { outcome } = await call({
    operation: 'act-on-incident',
    path,
    body: encode(remark, { task: task.id, action }),
  });
  return outcome.kind === 'delivered'
    ? { ...outcome, result: 'people-told' }
    : unlessRefused(outcome, remark);
}

/** A refused remark is no dead letter: nobody would send it later. A forward is one. */
function unlessRefused(outcome: FailedOutcome, { forward }: WrittenRemark): Outcome {
  if (outcome.kind !== 'rejected' || forward) return outcome;
  return notTold(`COC refused the remark: ${outcome.detail}`);
}

/** Outcome of a remark of which nobody hears. */
export function notTold(why: string): Outcome {
  return { kind: 'delivered', result: 'people-not-told', why };
}

/** Path of an incident in the second version of the API. */
export function pathOf(incidentNum: string): string {
  return `/v2/incidents/${incidentNum}`;
}

/** Returns the list of what can be done with an incident; undefined when it is none. */
export function tasksIn(json: CallResult['json']): readonly unknown[] | undefined {
  return Array.isArray(json?.data) ? json.data : undefined;
}

type Task =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

async function findTask(incidentNum: string, action: string, call: Call): Promise<Task> {
  const path = `${pathOf(incidentNum)}/tasks`;
  const { outcome, json } = await call({ operation: 'list-incident-tasks', method: 'GET', path });
  if (outcome.kind !== 'delivered') return { kind: 'failed', outcome };
  const nodes = tasksIn(json);
  if (!nodes) {
    const detail = 'the list of what can be done with the incident has an unknown form';
    return { kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry', detail } };
  }
  const operations = nodes.flatMap((node) =>
    isObject(node) && Array.isArray(node.operations) ? (node.operations as readonly unknown[]) : [],
  );
  for (const operation of operations) {
    const { key, task_id: id } = isObject(operation) ? operation : {};
    if (key === action && typeof id === 'string' && TASK_ID.test(id)) return { kind: 'found', id };
  }
  return { kind: 'none' };
}

function actionOf({ forward }: WrittenRemark): ActOnIncident['action'] {
  if (!forward) return 'addRemark';
  return forward.from === 'opened' ? 'unAcceptedForward' : 'acceptedForward';
}

/** True when COC shows a user as the assignee of an incident. */
function isAssigned(json: CallResult['json'], user: string): boolean {
  const assignee = isObject(json?.data) ? json.data.incident_assignee : undefined;
  return Array.isArray(assignee) && assignee.includes(user);
}

function encode(
  { note, forward }: WrittenRemark,
  { task, action }: { readonly task: string; readonly action: ActOnIncident['action'] },
): ActOnIncident {
  const text = cutAt(cleanText(note), NOTE_LIMIT) || '-';
  const params =
    forward === undefined
      ? { note: text }
      : { virtual_send_assignee: cutAt(cleanLine(forward.to), USER_LIMIT), virtual_send_comment: text };
  return { task_id: task, action, params };
}
