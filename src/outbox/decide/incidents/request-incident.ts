import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { IncidentKey, ReportAlarm } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { hash53 } from '../../events/hash.ts';
import type { JoinReason, StormScope } from '../../events/incident-event.ts';
import { uniqueId } from '../../events/unique-id.ts';
import { type Incident, lastChangeAt } from '../../ledger/incident.ts';
import { BUDGET_WINDOW_MS, type Correlated, correlationIdOf } from '../../ledger/incident-index.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { isActive } from '../../ledger/series.ts';
import { incidentRulesOf, type OutboxPolicy, policyNames } from '../../policy.ts';

/** Input of the decision besides the ledger. */
export interface IncidentContext {
  /** Sequence number that the first event of the decision will have. */
  readonly seq: number;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
}

/** Delivered alarm that asks for an incident. */
type AskingAlarm = ReportAlarm & { readonly incident: IncidentRequest };

/**
 * Decides the incident of an alarm that COC has taken: it joins one, requests one, or gets none. The result
 * is always recorded. Pure.
 */
export function requestIncident(
  view: IncidentView,
  body: ReportAlarm,
  context: IncidentContext,
): readonly OutboxEvent[] {
  if (!body.incident) return [];
  const asking: AskingAlarm = { ...body, incident: body.incident };
  const { alarmId } = body.alarm;
  const { episode } = body;
  const known = view.series(alarmId);
  const skipped = { type: 'incident.skipped', alarmId, episode, policy: body.incident.policy } as const;
  const own = known && known.state !== 'tombstone' && known.episode === episode ? known : undefined;
  if (own?.incident !== undefined) return [{ ...skipped, reason: 'exists' }];
  if (view.incident(ownKey(asking))) return [{ ...skipped, reason: 'exists' }];
  if (!own || !isActive(own)) return [{ ...skipped, reason: 'resolved' }];
  const shared = latestOf(view, body.incident, context);
  const reason = shared && joinReason(view, shared, context);
  if (shared && reason) return join(shared, asking, reason);
  const storm = stormOf(view, asking.incident, context);
  if (storm) return joinStorm(view, asking, { ...context, storm });
  return request(asking, context);
}

/** Key of an incident that belongs to one episode alone. */
function ownKey({ episode }: Pick<ReportAlarm, 'episode'>): IncidentKey {
  return episode as string as IncidentKey;
}

/** The latest incident of a correlation, also of one that a policy opened under a former name. */
function latestOf(
  view: IncidentView,
  { correlation, storm, ...incident }: Correlated,
  { policy }: Pick<IncidentContext, 'policy'>,
): Incident | undefined {
  for (const name of policyNames(policy, incident.policy)) {
    const id = correlationIdOf({ policy: name, correlation, storm });
    const found = id === undefined ? undefined : view.latestIncident(id);
    if (found) return found;
  }
  return undefined;
}

/** Reason to join the latest incident of the correlation; undefined when the alarm needs a new one. */
function joinReason(
  view: IncidentView,
  incident: Incident,
  context: IncidentContext,
): JoinReason | undefined {
  const { now } = context;
  switch (incident.state) {
    case 'requested':
    case 'undecided':
    case 'opened':
    case 'accepted':
    case 'resolved':
      return 'open';
    case 'rejected':
      // The person who rejected it decided that this problem needs no incident.
      return view.fires(incident) || isFresh(incident, context) ? 'returned' : undefined;
    case 'completed':
      return isFresh(incident, context) ? 'returned' : undefined;
    case 'failed':
      // COC would refuse the next one too. An operator can redrive the dead letter of this one.
      return view.fires(incident) || now - incident.requestedAt < BUDGET_WINDOW_MS ? 'open' : undefined;
    case 'cancelled':
      return undefined;
  }
}

/** True when an incident ended so recently that its returning problem still belongs to it. */
function isFresh(incident: Incident, { now, policy }: IncidentContext): boolean {
  return now - lastChangeAt(incident) < incidentRulesOf(policy, incident.policy).reopenWithinMs;
}

/** Budget that another incident of this policy would exceed; undefined when there is none. */
function stormOf(
  view: IncidentView,
  { policy: name }: IncidentRequest,
  { now, policy }: IncidentContext,
): StormScope | undefined {
  const { maxPerHour } = incidentRulesOf(policy, name);
  const { maxIncidentsPerHour } = policy;
  // Stryker disable next-line ConditionalExpression: it only saves the walk over the incidents of an hour.
  if (!Number.isFinite(maxPerHour) && !Number.isFinite(maxIncidentsPerHour)) return undefined;
  const names = policyNames(policy, name);
  let [own, all] = [0, 0];
  for (const spent of view.spentIncidents(now)) {
    all += 1;
    if (names.includes(spent.policy)) own += 1;
  }
  if (own >= maxPerHour) return 'policy';
  return all >= maxIncidentsPerHour ? 'all' : undefined;
}

/** Joins the storm incident of a spent budget. Requests a new one when none was needed for an hour. */
function joinStorm(
  view: IncidentView,
  asking: AskingAlarm,
  context: IncidentContext & { readonly storm: StormScope },
): readonly OutboxEvent[] {
  const { storm, now, policy } = context;
  const raging = latestOf(view, { policy: asking.incident.policy, storm }, context);
  if (raging && joinReason(view, raging, context)) {
    const lately = now - (raging.joinedAt ?? raging.requestedAt) < BUDGET_WINDOW_MS;
    if (lately || view.fires(raging)) return join(raging, asking, 'storm');
  }
  const { correlation: _, ...incident } = asking.incident;
  return request({ ...asking, incident }, { ...context, waitMs: policy.stormGatherMs });
}

function join(incident: Incident, asking: AskingAlarm, reason: JoinReason): readonly OutboxEvent[] {
  const { alarmId, alarmName: name } = asking.alarm;
  const { key } = incident;
  const { episode } = asking;
  return [
    { type: 'incident.joined', key, alarmId, episode, name, reason },
    { type: 'episode.linked', alarmId, episode, incident: key },
  ];
}

function request(
  { incident, alarm, episode, alert, configuration }: AskingAlarm,
  context: IncidentContext & { readonly storm?: StormScope; readonly waitMs?: number },
): readonly OutboxEvent[] {
  const { storm, now, policy } = context;
  const { alarmId, alarmName: name } = alarm;
  const { correlation } = incident;
  const shared = correlation !== undefined || storm !== undefined;
  const key = shared ? newKey(alarmId, context) : ownKey({ episode });
  const waitMs = context.waitMs ?? incidentRulesOf(policy, incident.policy).openAfterMs;
  return [
    {
      ...{ type: 'incident.requested', key, alarmId, episode, policy: incident.policy, name },
      ...(correlation !== undefined && { correlation }),
      ...(storm && { storm }),
    },
    {
      type: 'entry.queued',
      body: {
        ...{ kind: 'open-incident', key, request: incident, alarmId, episode, alert },
        ...(configuration !== undefined && { configuration }),
      },
      ...(waitMs > 0 && { dueAt: now + waitMs }),
    },
    ...(shared ? [{ type: 'episode.linked', alarmId, episode, incident: key } as const] : []),
  ];
}

function newKey(alarmId: string, context: IncidentContext): IncidentKey {
  return uniqueId(context, hash53(alarmId).toString(36)) as IncidentKey;
}
