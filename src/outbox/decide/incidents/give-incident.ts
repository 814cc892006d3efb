import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { AlarmId, Alert } from '../../../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { hash53 } from '../../events/hash.ts';
import type { FormerIncident, JoinReason, StormScope } from '../../events/incident-event.ts';
import { uniqueId } from '../../events/unique-id.ts';
import { type Incident, isInCoc, lastChangeAt } from '../../ledger/incident.ts';
import { BUDGET_WINDOW_MS, type Correlated, correlationIdOf } from '../../ledger/incident-index.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { incidentRulesOf, policyNames } from '../../policy.ts';
import { stormScopeOf } from './incident-budget.ts';
import type { IncidentContext } from './incident-context.ts';
import { isLapsed } from './is-lapsed.ts';
import { openingTime } from './opening-time.ts';

/** Firing alarm that needs an incident. */
export interface UncoveredAlarm {
  readonly alarmId: AlarmId;
  readonly name: string;
  /** Name of its resource, possibly empty. */
  readonly resource: string;
  readonly episode: EpisodeId;
  /** Begin of the problem by the source's clock, epoch ms. */
  readonly startedAt: number;
  readonly request: IncidentRequest;
  /** Alert from which the request was rendered, and the fingerprint of the configuration. Absent where nobody has it. */
  readonly alert?: Alert;
  readonly configuration?: string;
  /** Incident of the last episode of its series, if that had one. */
  readonly pastIncident?: IncidentKey;
  /** Incident after which it needs another one. */
  readonly follows?: FormerIncident;
  /** Episode of the alarm from which the request was rendered, where that is another one. */
  readonly textsOf?: EpisodeId;
  /** Set where the incident of its episode is another one. */
  readonly needsOwn?: true;
}

/** Gives a firing alarm an incident: it joins one, or requests one. Pure. */
export function giveIncident(
  view: IncidentView,
  asking: UncoveredAlarm,
  context: IncidentContext,
): readonly OutboxEvent[] {
  const own = pastOf(view, asking);
  const latest = latestOf(view, asking.request, context);
  const shared = latest ?? (isOfSeries(own, asking, context) ? own : undefined);
  const reason = shared && joinReason(view, shared, { ...context, asking });
  if (shared && reason) return joinIncident(shared, { asking, reason }, context);
  if (own && isLeftInPeace(view, own, { ...context, asking }))
    return joinIncident(own, { asking, reason: 'returned' }, context);
  const storm = stormScopeOf(view, asking.request, context);
  if (storm) return joinStorm(view, asking, { ...context, storm });
  return request({ ...afterReturn(own ?? shared, context), ...asking }, context);
}

function pastOf(view: IncidentView, { pastIncident }: UncoveredAlarm): Incident | undefined {
  return pastIncident === undefined ? undefined : view.incident(pastIncident);
}

/**
 * True for an incident of one episode where each series has its own by now: it was opened before `reopenWithin` was set.
 */
function isOfSeries(
  incident: Incident | undefined,
  { alarmId, request }: UncoveredAlarm,
  { policy }: Pick<IncidentContext, 'policy'>,
): boolean {
  if (!incident || incident.correlation !== undefined || incident.storm) return false;
  const isSame = policyNames(policy, request.policy).includes(incident.policy);
  return isSame && request.correlation === alarmId && incident.alarmId === alarmId;
}

/**
 * True where a person ended the last incident of an alarm, and that holds for it: also where the alarm shared it with
 * others than it would today.
 */
function isLeftInPeace(
  view: IncidentView,
  own: Incident,
  context: IncidentContext & { readonly asking: UncoveredAlarm },
): boolean {
  const { asking, policy } = context;
  const isSame = policyNames(policy, asking.request.policy).includes(own.policy);
  return isSame && !asking.needsOwn && joinReason(view, own, context) === 'returned';
}

/** The latest incident of a correlation, also of one that a policy opened under a former name. */
function latestOf(
  view: IncidentView,
  { correlation, storm, level, ...incident }: Correlated,
  { policy }: Pick<IncidentContext, 'policy'>,
): Incident | undefined {
  for (const name of policyNames(policy, incident.policy)) {
    const id = correlationIdOf({ policy: name, correlation, storm, level });
    const found = id === undefined ? undefined : view.latestIncident(id);
    if (found) return found;
  }
  return undefined;
}

/** Reason to join the latest incident of the correlation; undefined when the alarm needs a new one. */
function joinReason(
  view: IncidentView,
  incident: Incident,
  context: IncidentContext & { readonly asking: UncoveredAlarm },
): JoinReason | undefined {
  const { asking } = context;
  switch (incident.state) {
    case 'requested':
    case 'undecided':
    case 'opened':
    case 'accepted':
    case 'unknown':
      return 'open';
    case 'resolved':
      return isLapsed(incident, context.policy) ? undefined : 'open';
    case 'rejected':
    case 'completed':
      // A person who ended it did so knowing this alarm. Any other one needs an incident of its own.
      return incident.by === 'person' && asking.pastIncident === incident.key && isFresh(incident, context)
        ? 'returned'
        : undefined;
    case 'failed':
      // COC would refuse the next one too. The dead letter of this one is sent again while an alarm of it fires.
      if (incident.isDiscarded || isLapsed(incident, context.policy)) return undefined;
      return view.fires(incident) ? 'open' : undefined;
    case 'cancelled':
      return undefined;
  }
}

/** True when an incident ended so recently that its returning problem still belongs to it. */
function isFresh(incident: Incident, { now, policy }: Pick<IncidentContext, 'now' | 'policy'>): boolean {
  return now - lastChangeAt(incident) < incidentRulesOf(policy, incident.policy).reopenWithinMs;
}

/** What the next incident of a problem says of this one, if COC has or had it. */
export function follow(incident: Incident, why: FormerIncident['why']): Pick<UncoveredAlarm, 'follows'> {
  if (!isInCoc(incident)) return {};
  const { incidentNum, state } = incident;
  return { follows: { incidentNum, state, why } };
}

/** What the incident of a problem that came back says of the one before it, where that ended not long ago. */
function afterReturn(
  incident: Incident | undefined,
  context: Pick<IncidentContext, 'now' | 'policy'>,
): Pick<UncoveredAlarm, 'follows'> {
  if (!incident || !isLapsed(incident, context.policy) || !isFresh(incident, context)) return {};
  return follow(incident, 'returned');
}

/** What the next incident of alarms that fire says of their last one. */
export function afterLapsed(incident: Incident): Pick<UncoveredAlarm, 'follows'> {
  if (!isInCoc(incident)) return {};
  const why = incident.by === 'person' ? 'still-fires' : 'returned';
  return follow(incident, incident.isGone ? 'gone' : why);
}

/**
 * Joins the storm incident of a spent budget, or of alarms that were in a storm. Requests a new one when none was needed
 * for an hour.
 */
export function joinStorm(
  view: IncidentView,
  asking: UncoveredAlarm,
  context: IncidentContext & { readonly storm: StormScope },
): readonly OutboxEvent[] {
  const { storm, now } = context;
  const { policy: name, level } = asking.request;
  const raging = latestOf(view, { policy: name, storm, level }, context);
  if (raging && joinReason(view, raging, { ...context, asking })) {
    const lately = now - (raging.joinedAt ?? raging.requestedAt) < BUDGET_WINDOW_MS;
    if (lately || view.fires(raging)) return joinIncident(raging, { asking, reason: 'storm' }, context);
  }
  const { correlation: _, ...incident } = asking.request;
  return request({ ...asking, request: incident }, context);
}

/** Joins an incident that there is. */
function joinIncident(
  incident: Incident,
  { asking, reason }: { readonly asking: UncoveredAlarm; readonly reason: JoinReason },
  context: IncidentContext,
): readonly OutboxEvent[] {
  const { key } = incident;
  const { alarmId, name, episode, resource, startedAt, pastIncident } = asking;
  const back = pastIncident === key ? ({ isBack: true } as const) : {};
  const at = resource === '' ? {} : { resource };
  return [
    { type: 'incident.joined', key, alarmId, episode, name, ...at, startedAt, reason, ...back },
    { type: 'episode.linked', alarmId, episode, incident: key, ...at },
    ...openEarlier(incident, asking, context),
  ];
}

/** An incident that waits to be opened does not wait longer than the alarm that joins it would alone. */
function openEarlier(
  incident: Incident,
  { startedAt }: Pick<UncoveredAlarm, 'startedAt'>,
  { now, policy }: IncidentContext,
): readonly OutboxEvent[] {
  const { key, alarmId, state, entry, asks, requestedAt, startedAt: first = requestedAt } = incident;
  if (state !== 'requested' || entry === undefined || asks !== undefined) return [];
  const dueAt = openingTime({ ...incident, startedAt: Math.min(first, startedAt) }, policy);
  const before = openingTime(incident, policy);
  if (before <= now || dueAt >= before) return [];
  return [{ type: 'entry.rescheduled', entry, alarmId, key, dueAt: Math.max(dueAt, now), why: 'joined' }];
}

function request(
  asking: UncoveredAlarm,
  context: IncidentContext & { readonly storm?: StormScope },
): readonly OutboxEvent[] {
  const { request: incident, alarmId, name, resource, episode } = asking;
  const { alert, configuration, follows, textsOf, needsOwn } = asking;
  const { storm, now, policy } = context;
  const { correlation, level } = incident;
  const shared =
    correlation !== undefined || storm !== undefined || follows !== undefined || needsOwn === true;
  const key = shared ? newKey(alarmId, context) : (episode as string as IncidentKey);
  const startedAt = Math.min(asking.startedAt, now);
  const waiting = { policy: incident.policy, requestedAt: now, startedAt, ...(storm && { storm }) };
  const dueAt = openingTime(waiting, policy);
  return [
    {
      ...{ type: 'incident.requested', key, alarmId, episode, policy: incident.policy, name, startedAt },
      ...(resource !== '' && { resource }),
      ...(correlation !== undefined && { correlation }),
      ...(storm && { storm, level }),
      ...(follows && { follows }),
      ...(textsOf !== undefined && { textsOf }),
    },
    {
      type: 'entry.queued',
      body: {
        ...{ kind: 'open-incident', key, request: incident, alarmId, episode },
        ...(alert && { alert }),
        ...(configuration !== undefined && { configuration }),
      },
      ...(dueAt > now && { dueAt }),
    },
    ...(shared
      ? [
          {
            ...({ type: 'episode.linked', alarmId, episode, incident: key } as const),
            ...(resource !== '' && { resource }),
          },
        ]
      : []),
  ];
}

function newKey(alarmId: string, context: IncidentContext): IncidentKey {
  return uniqueId(context, hash53(alarmId).toString(36)) as IncidentKey;
}
