import type { DueEntry, RemarkIncident, WrittenRemark } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import { actOnIncident } from './calls/act-on-incident.ts';
import { callApi, deliveredBy, failedOutcome } from './calls/call-api.ts';
import type { RequestOf } from './calls/define-api.ts';
import { getIncident } from './calls/get-incident.ts';
import { listIncidentTasks } from './calls/list-incident-tasks.ts';
import { cleanId } from './clean-id.ts';
import { cleanText, cutAt } from './clean-text.ts';
import type { CallResult, CocCall } from './client.ts';
import { usableNumber } from './created-number.ts';

type Call = (call: CocCall) => Promise<CallResult>;
type ActBody = RequestOf<typeof actOnIncident>['body'];

const NOTE_LIMIT = 1_024;

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
    const look = await callApi(call, getIncident, { path: { incident_num: incidentNum } });
    if (look.kind !== 'answered') return failedOutcome(look);
    if (look.answer.incident_assignee?.includes(remark.forward.to))
      return { kind: 'delivered', result: 'people-told' };
  }
  const action = actionOf(remark);
  const task = await findTask(incidentNum, action, call);
  if (task.kind === 'failed') return unlessRefused(task.outcome, remark);
  if (task.kind === 'none') return notTold(`COC offers no ${action} in the state of the incident`);
  const acted = await callApi(call, actOnIncident, {
    path: { incident_id: incidentNum },
    body: encode(remark, { task: task.id, action }),
  });
  return acted.kind === 'answered'
    ? deliveredBy(acted, { result: 'people-told' })
    : unlessRefused(failedOutcome(acted), remark);
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

type Task =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

async function findTask(incidentNum: string, action: string, call: Call): Promise<Task> {
  const listed = await callApi(call, listIncidentTasks, { path: { incident_id: incidentNum } });
  if (listed.kind !== 'answered') return { kind: 'failed', outcome: failedOutcome(listed) };
  const operations = listed.answer.data.flatMap((node) => node?.operations ?? []);
  const found = operations.find((operation) => operation?.key === action);
  return found ? { kind: 'found', id: found.task_id } : { kind: 'none' };
}

function actionOf({ forward }: WrittenRemark): ActBody['action'] {
  if (!forward) return 'addRemark';
  return forward.from === 'opened' ? 'unAcceptedForward' : 'acceptedForward';
}

function encode(
  { note, forward }: WrittenRemark,
  { task, action }: { readonly task: string; readonly action: ActBody['action'] },
): ActBody {
  const text = cutAt(cleanText(note), NOTE_LIMIT) || '-';
  const params =
    forward === undefined
      ? { note: text }
      : { virtual_send_assignee: cleanId(forward.to), virtual_send_comment: text };
  return { task_id: task, action, params };
}
