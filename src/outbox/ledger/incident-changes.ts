import { NAMES_KEPT } from '../../alerts/alarm.ts';
import type { EntryBody, ReportAlarm } from '../events/entry.ts';
import type { AttemptFailed, AttemptStarted } from '../events/event.ts';
import type {
  IncidentCorrected,
  IncidentDoubled,
  IncidentJoined,
  IncidentKept,
  IncidentMoved,
  IncidentOpened,
  IncidentRequested,
  PeopleNotTold,
  PeopleTold,
  WarRoomOpened,
} from '../events/incident-event.ts';
import { type Incident, type IncidentInCoc, isEndedInCoc, isInCoc, isOpenInCoc } from './incident.ts';

/**
 * Requests an incident. One that was refused and is redriven keeps the alarms that have joined it. Pure, like
 * all functions here.
 */
export function requested(before: Incident | undefined, event: IncidentRequested, at: number): Incident {
  const { type: _, name, ...about } = event;
  const { alarms, names = [], resources, joinedAt, asks } = before ?? {};
  return {
    ...about,
    state: 'requested',
    requestedAt: at,
    names: name === undefined ? names : [name],
    ...(name === undefined && resources && { resources }),
    ...(alarms !== undefined && { alarms }),
    ...(joinedAt !== undefined && { joinedAt }),
    ...(asks !== undefined && { asks }),
  };
}

/**
 * Adds one more alarm to an incident. One that was over and is back counts once. The problem began with the alarm that
 * began first, whichever asked first; where an older version noted no begin, none is made up.
 */
export function joined(before: Incident, event: IncidentJoined, at: number): Incident {
  const { name, resource, isBack } = event;
  const { names = [], alarms = 1, startedAt, resource: own } = before;
  if (isBack) return { ...before, joinedAt: at };
  const { resources = own === undefined ? [] : [own] } = before;
  return {
    ...{ ...before, alarms: alarms + 1, names: withName(names, name), joinedAt: at },
    ...(resource !== undefined && resource !== own && { resources: withName(resources, resource) }),
    ...(startedAt !== undefined && { startedAt: Math.min(startedAt, event.startedAt ?? startedAt) }),
  };
}

/** The same list where it has the name already, or is full. */
function withName(names: readonly string[], name: string): readonly string[] {
  return names.length >= NAMES_KEPT || names.includes(name) ? names : [...names, name];
}

/** Notes that a call for an incident is queued. */
export function queuedFor(
  before: Incident,
  body: Exclude<EntryBody, ReportAlarm>,
  { seq }: { readonly seq: number },
): Incident {
  switch (body.kind) {
    case 'open-incident':
      return { ...before, request: body.request, entry: seq };
    case 'handle-incident': {
      if (!isInCoc(before)) return before;
      const { stuck: _, ...rest } = before;
      return { ...rest, step: body.step };
    }
    case 'open-war-room':
      return isInCoc(before) ? { ...before, warRoom: { state: 'requested' } } : before;
    case 'remark-incident': {
      if (!isInCoc(before)) return before;
      // A refused forward is sent again: by an operator, or after a change of the configuration.
      const { forward, ...rest } = before;
      const isAgain = body.remark?.forward !== undefined;
      return { ...rest, remarking: true, ...(forward && !isAgain && { forward }) };
    }
  }
}

/** Notes that COC is asked for an incident. It may or may not have been opened. */
export function undecided(before: Incident, { told }: Pick<AttemptStarted, 'told'>, at: number): Incident {
  if (isInCoc(before)) return before;
  const { asks = 0 } = before;
  const asked = { ...askedFor(before), ...(told && { told }) };
  return { ...asked, state: 'undecided', asks: asks + 1, undecidedSince: at };
}

/** Notes that opening an incident failed this time. A call that certainly did not open it does not count. */
export function openingFailed(before: Incident, { uncertain, detail, absent }: AttemptFailed): Incident {
  if (isInCoc(before)) return before;
  if (uncertain) return { ...before, detail };
  const { asks = 0 } = before;
  return { ...askedFor(before), state: 'requested', detail, asks: absent ? asks : Math.max(0, asks - 1) };
}

/** Requests an incident again. */
export function askedAgain(before: Incident): Incident {
  return isInCoc(before) ? before : { ...askedFor(before), state: 'requested' };
}

/** Notes that an incident is not opened, and will not be. */
export function unopened(
  before: Incident,
  {
    state,
    at,
    detail,
  }: { readonly state: 'failed' | 'cancelled'; readonly at: number; readonly detail?: string },
): Incident {
  if (isInCoc(before)) return before;
  return { ...before, state, changedAt: at, ...(detail !== undefined && { detail }) };
}

/** Notes that COC has opened an incident. */
export function openedInCoc(
  before: Incident,
  { incidentNum, title, told }: Pick<IncidentOpened, 'incidentNum' | 'title' | 'told'>,
  at: number,
): Incident {
  const { detail: _, ...rest } = isInCoc(before) ? before : askedFor(before);
  const named = title === undefined ? {} : { title };
  return { ...rest, ...named, ...opened(incidentNum, at), ...(told && { told }) };
}

function opened(incidentNum: string, at: number) {
  return { state: 'opened', openedAt: at, changedAt: at, incidentNum } as const;
}

/** Notes that an operator says under which number COC has opened an incident. */
export function decidedOpen(
  before: Incident,
  { incidentNum, force }: Pick<IncidentCorrected, 'force'> & { readonly incidentNum: string },
  at: number,
): Incident {
  return { ...openedInCoc(before, { incidentNum }, at), ...byDecision(force) };
}

/** What an incident remembers of the decision by which it is open. One that is not proven is left alone. */
function byDecision(force: string | undefined): Pick<IncidentInCoc, 'decided' | 'unproven' | 'leftAlone'> {
  return force === undefined ? { decided: true } : { decided: true, unproven: force, leftAlone: true };
}

/**
 * Gives an incident the number that an operator corrects, or requests it again. What was known of the wrong one is
 * forgotten.
 */
export function corrected(
  before: IncidentInCoc,
  { incidentNum, force }: IncidentCorrected,
  at: number,
): Incident {
  const { by, touched, step, hindered, stuck, leftAlone, unproven, decided, isGone, ...known } = before;
  const { warRoom, doubles, detail, title, shownAt, boundUntil, ...named } = known;
  const same = withoutTelling(named);
  if (incidentNum === undefined) {
    const { incidentNum: _, openedAt, changedAt, quietSince, spares, ...asked } = same;
    return { ...asked, state: 'requested' };
  }
  const spares = same.spares?.filter((number) => number !== incidentNum);
  return { ...same, ...opened(incidentNum, at), ...(spares && { spares }), ...byDecision(force) };
}

/**
 * Changes the state of an incident, by a step of the agent or by a person. What a person decides binds the alarms that had
 * joined when COC last showed the state before.
 */
export function moved(before: IncidentInCoc, { state, by, isGone }: IncidentMoved, at: number): Incident {
  const { shownAt = before.changedAt, boundUntil, isGone: wasGone, stuck, ...rest } = before;
  // One that was not to be seen for a while, and waits as before, was not worked on by that.
  const isSameAgain = wasGone && state === 'opened';
  const touched = before.touched || (by === 'person' && !isGone && !isSameAgain);
  const isPersons = by === 'person' && !isGone && !wasGone;
  const kept = {
    ...(touched && { touched }),
    ...(isGone && { isGone }),
    ...(!isPersons && stuck && { stuck }),
  };
  const after = { ...rest, state, by, changedAt: at, ...kept };
  if (by === 'agent' || !(isEndedInCoc(after) || state === 'resolved')) return after;
  return { ...after, boundUntil: isOpenInCoc(before) ? shownAt : (boundUntil ?? shownAt) };
}

/** Notes that a dead letter of an incident is discarded: what COC refused is not asked for again. */
export function discarded(before: Incident): Incident {
  return before.state === 'failed' ? { ...before, isDiscarded: true } : before;
}

/** Notes that an alarm of an incident fires again. */
export function stirred(before: IncidentInCoc): Incident {
  const { quietSince: _, ...rest } = before;
  return rest;
}

/** Ends the current step of an incident. `refusal` is COC's reason to refuse it for good. */
export function stepEnded(before: IncidentInCoc, refusal?: string): Incident {
  const { step: _, hindered: __, ...idle } = before;
  return refusal === undefined ? idle : { ...idle, stuck: true, detail: refusal };
}

/** Forgets what was done for the people of an incident under another number. Its texts told them the same. */
function withoutTelling<I extends object>(before: I & Pick<IncidentInCoc, OfPeople>): Omit<I, OfPeople> {
  const { toldAt, mayKnow, remarking, forwardedAt, forward, ...same } = before;
  return same as Omit<I, OfPeople>;
}

type OfPeople = 'toldAt' | 'mayKnow' | 'remarking' | 'forwardedAt' | 'forward';

/** Notes that no remark on an incident waits any more. `refusal` is COC's reason to refuse a forward for good. */
export function remarkEnded(before: IncidentInCoc, refusal?: string): Incident {
  const { remarking: _, mayKnow: __, ...idle } = before;
  return refusal === undefined ? idle : { ...idle, detail: refusal, forward: 'refused' };
}

/** Notes that the people of an incident are being told something. They may or may not hear it. */
export function telling(before: IncidentInCoc, { told }: Pick<AttemptStarted, 'told'>): Incident {
  return told ? { ...before, mayKnow: told } : before;
}

/** Notes what the people of an incident know. */
export function peopleTold(before: IncidentInCoc, { told, forward }: PeopleTold, at: number): Incident {
  return { ...before, told, toldAt: at, ...(forward && { forwardedAt: at, forward: 'done' }) };
}

/** Notes that the people of an incident could not be told something. */
export function peopleNotTold(before: IncidentInCoc, { told }: PeopleNotTold, at: number): Incident {
  return { ...before, toldAt: at, ...(told ? { told } : { forwardedAt: at }) };
}

/** Notes that the war room of an incident is open. */
export function warRoomOpened(before: IncidentInCoc, { warRoomNum }: WarRoomOpened): Incident {
  // Records of older versions hold an empty number where COC gave none.
  return { ...before, warRoom: { state: 'opened', ...(warRoomNum && { warRoomNum }) } };
}

/** Notes further numbers of an incident. */
export function doubled(before: IncidentInCoc, { incidentNums }: IncidentDoubled): Incident {
  return { ...before, doubles: [...new Set([...(before.doubles ?? []), ...incidentNums])] };
}

/**
 * Goes on with one of the numbers of an incident. Nothing is known yet of the state of another number than
 * before, nor of its war room.
 */
export function kept(before: IncidentInCoc, { incidentNum, spares }: IncidentKept, at: number): Incident {
  const { doubles: _, ...same } = before;
  const all = [...new Set([...(before.spares ?? []), ...spares])];
  if (incidentNum === before.incidentNum) return { ...same, spares: all };
  const { by, touched, step, hindered, stuck, leftAlone, unproven, isGone, warRoom, detail, ...fresh } =
    withoutTelling(same);
  return { ...fresh, ...opened(incidentNum, at), spares: all };
}

function askedFor(before: Exclude<Incident, IncidentInCoc>) {
  const { changedAt, undecidedSince, ...asked } = before as typeof before & {
    readonly changedAt?: number;
    readonly undecidedSince?: number;
  };
  return asked;
}
