import { targetOf } from '../../../alerts/target.ts';
import { alarmIdOfBody, type EntryBody, type Occasion, type ReportAlarm } from '../../events/entry.ts';
import { ITSELF, type LeftReason, type OutboxEvent } from '../../events/event.ts';
import { isOpenInCoc, isWorkedOn } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import type { OutboxPolicy } from '../../policy.ts';
import { owedEnd, redriveAlarm, redriveIncident } from '../redrive.ts';
import { alarmAnew } from './alarm-anew.ts';
import { incidentAnew } from './incident-anew.ts';
import { sameContent } from './same-content.ts';

/** Dead letter of what COC refused. */
export interface RefusedDeadLetter {
  readonly id: string;
  readonly body: EntryBody;
  /** Fingerprint of the addresses and keys with which COC refused it. */
  readonly way?: string | undefined;
}

/** Input of the decision besides the ledger. */
export interface RetryContext {
  readonly policy: OutboxPolicy;
  readonly after: Occasion;
  /** Epoch ms. */
  readonly now: number;
  /** Ids of older dead letters of the same episode. They need not be sent when this one is. */
  readonly older: readonly string[];
}

/**
 * Decides whether what COC refused is sent again because the configuration has changed since. It is, when COC would get
 * something else, or in another way, and when it is still the newest that COC must hear. Without events nothing has changed
 * for it. Refused again, it counts for the configuration of now: so it is sent once for each. Pure, like all functions here.
 */
export function retryRefused(
  view: IncidentView,
  refused: RefusedDeadLetter,
  context: RetryContext,
): readonly OutboxEvent[] {
  return refused.body.kind === 'report-alarm'
    ? retryAlarm(view, { ...refused, body: refused.body }, context)
    : retryCall(view, { ...refused, body: refused.body }, context);
}

function retryAlarm(
  view: IncidentView,
  refused: RefusedDeadLetter & { readonly body: ReportAlarm },
  context: RetryContext,
): readonly OutboxEvent[] {
  const { body } = refused;
  const { renderer } = context.policy;
  const { alarmId, alarmStatus, time } = body.alarm;
  const last = view.series(alarmId);
  const known = last?.state === 'tombstone' ? undefined : last;
  const fires = alarmStatus === 'alarm';
  const isOwn = known?.episode === body.episode;
  const target = fires ? known?.cocFires && known.target : (isOwn && known.target) || targetOf(body.alarm);
  const anew = alarmAnew(body, context.policy, { target: target || undefined });
  if (!renderer || !isOther(refused, anew, context)) return [];
  if (!known) return [leave(refused, 'over', context)];
  const owed = owedEnd(known, { deadLetter: refused.id, alarm: body.alarm });
  // What waits for its place may never get there, so it is looked at again after the next change.
  if (owed === 'later') return [];
  if (owed === 'owed') return [...redriven(refused, context), queued({ ...anew, ...again(context) })];
  // A later alarm of the episode was queued since, or COC took one.
  if (!isOwn || known.refusedUnder === undefined) return [leave(refused, 'newer', context)];
  if (!fires)
    return known.state === 'resolved'
      ? [...redriven(refused, context), queued({ ...anew, ...again(context) })]
      : [leave(refused, 'newer', context)];
  const { alert } = body;
  const routeAt = (status: 'firing' | 'resolved') => {
    const endsAt = known.state === 'firing' ? context.now : known.endedAt;
    const one = status === 'firing' ? alert : { ...alert, status, endsAt };
    return { alert: one, routed: renderer.route(one, status === 'firing' ? time : context.now) };
  };
  const events = redriveAlarm(
    view,
    { ...body, deadLetter: refused.id },
    { again: routeAt('firing'), end: routeAt('resolved') },
  );
  // Of what COC shows although it is over, the end is enough.
  const isShown = known.cocFires === true && known.state !== 'firing';
  const needed = isShown ? events.filter((event) => !isQueuedFire(event)) : events;
  if (!needed.some(({ type }) => type === 'entry.queued')) return [];
  return [
    ...redriven(refused, context),
    ...needed.map((event) =>
      event.type === 'entry.queued' ? { ...event, body: { ...event.body, ...again(context) } } : event,
    ),
  ];
}

function retryCall(
  view: IncidentView,
  refused: RefusedDeadLetter & { readonly body: Exclude<EntryBody, ReportAlarm> },
  context: RetryContext,
): readonly OutboxEvent[] {
  const anew = incidentAnew(view, refused.body, context.policy);
  if (!isOther(refused, anew, context)) return [];
  const why = reasonToLeave(view, refused.body);
  if (why) return [leave(refused, why, context)];
  const body = { ...anew, ...again(context) };
  const events = body.kind === 'open-incident' ? redriveIncident(view, body, body.request) : [queued(body)];
  return [...redriven(refused, context), ...events];
}

function reasonToLeave(view: IncidentView, body: Exclude<EntryBody, ReportAlarm>): LeftReason | undefined {
  const incident = view.incident(body.key);
  if (!incident) return 'over';
  switch (body.kind) {
    case 'open-incident':
      if (incident.state !== 'failed') return 'newer';
      return view.fires(incident) ? undefined : 'over';
    case 'handle-incident':
      if (!isOpenInCoc(incident) || !isWorkedOn(incident, body.incidentNum)) return 'over';
      return incident.stuck && view.fires(incident) === (body.step === 'return') ? undefined : 'newer';
    case 'open-war-room':
      if (!isOpenInCoc(incident) || !isWorkedOn(incident, body.incidentNum)) return 'over';
      return incident.warRoom?.state === 'failed' ? undefined : 'newer';
    case 'remark-incident':
      return isOpenInCoc(incident) && isWorkedOn(incident, body.incidentNum) && incident.state === 'opened'
        ? undefined
        : 'over';
  }
}

/** True when COC would get something else than what it refused, or would get it in another way. */
function isOther({ body, way }: RefusedDeadLetter, anew: EntryBody, { policy }: RetryContext): boolean {
  if (body.configuration === policy.configuration) return false;
  const isOtherWay = way !== undefined && policy.way !== undefined && way !== policy.way;
  return isOtherWay || !sameContent(body, anew);
}

function leave({ id, body }: RefusedDeadLetter, why: LeftReason, { after }: RetryContext): OutboxEvent {
  return { type: 'dead-letter.left', deadLetter: id, alarmId: alarmIdOfBody(body), after, why };
}

function redriven({ id, body }: RefusedDeadLetter, { after, older }: RetryContext): readonly OutboxEvent[] {
  const about = { type: 'letter.redriven', actor: ITSELF, alarmId: alarmIdOfBody(body), after } as const;
  return [...older.map((deadLetter) => ({ ...about, deadLetter, by: id })), { ...about, deadLetter: id }];
}

function isQueuedFire(event: OutboxEvent): boolean {
  if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') return false;
  return event.body.alarm.alarmStatus === 'alarm';
}

function queued(body: EntryBody): OutboxEvent {
  return { type: 'entry.queued', body };
}

function again({ after }: RetryContext): { readonly again: Occasion } {
  return { again: after };
}
