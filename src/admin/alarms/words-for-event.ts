import { wordsForUnreadTimes } from '../../alerts/unread-times.ts';
import type { Occasion, ReportAlarm } from '../../outbox/events/entry.ts';
import type {
  AttemptFailed,
  DeadLetterRedriven,
  DropReason,
  EntryCancelled,
  EntryDelivered,
  EntryQueued,
  EntryRescheduled,
  EpisodeClosed,
  LeftReason,
  OutboxEvent,
  RepairReason,
} from '../../outbox/events/event.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import { wordsForIncident, wordsForIncidentEntry } from '../incidents/words-for-incident.ts';

const DROPPED: Readonly<Record<DropReason, string>> = {
  route: 'its route drops it',
  heartbeat: 'it is a heartbeat',
  'info-inhibitor': 'it is an InfoInhibitor alert, which only inhibits other alerts',
  discovery: 'it reports a discovery, not a problem',
  paused: 'its rule is paused',
  late: 'it arrived late, for a problem that is already over',
  outdated: 'a newer message about the same alarm came before it',
  'unmatched-resolve': 'it resolves an alert that never fired here',
  'refused-before': 'COC refused this alarm before, and the configuration has not changed since',
};

const LEFT: Readonly<Record<LeftReason, string>> = {
  newer: 'what it tells is not the newest of it any more',
  over: 'what it is about is over',
};

const RESCHEDULED: Readonly<Record<NonNullable<EntryRescheduled['why']> | 'changed', string>> = {
  changed: 'the configuration or the clock changed',
  joined: 'an alarm joined that began earlier',
  recovering: 'the recoveries of its alarms are held back',
};

const CANCELLED: Readonly<Record<EntryCancelled['reason'], string>> = {
  flapping: 'the problem came back before COC was told that it is over',
  resolved: 'the problem was over before the incident was opened',
  late: 'the source said again that the problem is over, and COC knows that already',
  dropped: 'COC knows that it fires, and its route drops it by now',
  outdated: 'there is nothing to tell any more',
};

const REPAIRED: Readonly<Record<RepairReason, (source: string) => string>> = {
  'missed-fire': (source) => `${source} lists it as active, but sent no message about it: corrected.`,
  'missed-change': (source) => `${source} lists it with another level than in its last message: corrected.`,
  'lost-resolve': (source) =>
    `${source} no longer lists it as active, but sent no message about its end: corrected.`,
  stale: (source) => `${source} sent nothing about it for too long: it counts as over.`,
};

/** One sentence for people about an event, with times in a zone. `seq` is the sequence number of the event. */
export function wordsForEvent(event: OutboxEvent, seq: number, zone: string): string {
  switch (event.type) {
    case 'episode.opened':
      return `"${event.name}" began to fire (${event.level}), reported by ${event.source}: episode ${event.episode} opened.${suffix(' ', event.note)}`;
    case 'episode.changed':
      return `Its current state is reported to COC again; the level is ${event.level}.${suffix(' ', event.note)}`;
    case 'episode.closed':
      return wordsForClosed(event);
    case 'episode.reopened':
      return `It fired again before COC was told of its recovery (flap ${event.flaps}): episode ${event.episode} continues.`;
    case 'alert.repeated':
      return `The source sent it again without any change: nothing is queued.${suffix(' ', event.note)}`;
    case 'alert.dropped':
      return `Nothing was sent: ${DROPPED[event.reason]}${suffix(' (route ', event.route, ')')}.${suffix(' ', event.note)}`;
    case 'alert.unreadable':
      return `Alert ${event.index} of a body could not be read: ${event.reason}.`;
    case 'alarm.repaired':
      return REPAIRED[event.reason](event.source);
    case 'alarm.stale':
      return `${event.source} sent nothing about it for too long: it is marked as stale and stays open.`;
    case 'episode.refused':
      return `Repeats of episode ${event.episode} are not sent until the configuration changes.`;
    case 'letter.redriven':
      return wordsForRedriven(event, zone);
    case 'dead-letter.left':
      return `Dead letter ${event.deadLetter} is not sent again after ${occasion(event.after, zone)}: ${LEFT[event.why]}.`;
    case 'letter.discarded':
      return `An operator (${event.actor}) discarded dead letter ${event.deadLetter}.`;
    default:
      return wordsForEntry(event, seq, zone);
  }
}

function wordsForRedriven({ deadLetter, actor, after, by }: DeadLetterRedriven, zone: string): string {
  if (!after)
    return `An operator (${actor}) redrove dead letter ${deadLetter} with the configuration of that time.`;
  return by === undefined
    ? `What COC had refused (dead letter ${deadLetter}) is sent again after ${occasion(after, zone)}, because the configuration changed.`
    : `Dead letter ${deadLetter} needs no second try: ${by} of the same episode is sent again after ${occasion(after, zone)}.`;
}

function wordsForClosed({ name, episode, because }: EpisodeClosed): string {
  if (episode === undefined)
    return `"${name}" was resolved, but no episode of it was open here; the resolve is remembered.`;
  return because === undefined
    ? `"${name}" is resolved: episode ${episode} closed.`
    : `"${name}" is resolved: episode ${episode} closed, because ${because}.`;
}

type EntryEvent = Exclude<
  OutboxEvent,
  {
    type:
      | `episode.${'opened' | 'changed' | 'reopened' | 'closed' | 'refused'}`
      | `alert.${'repeated' | 'dropped' | 'unreadable'}`
      | `alarm.${'repaired' | 'stale'}`
      | `letter.${'redriven' | 'discarded'}`
      | 'dead-letter.left';
  }
>;

function wordsForEntry(event: EntryEvent, seq: number, zone: string): string {
  switch (event.type) {
    case 'entry.queued':
      return wordsForQueued(event, seq, zone);
    case 'entry.collapsed':
      if (event.anew)
        return `Entry ${event.entry} is not sent as it was: the configuration changed, and entry ${event.into} takes its place.`;
      return event.parked
        ? `Entry ${event.entry} no longer waits: another message about the alarm came, and entry ${event.into} replaces it.`
        : `Entry ${event.entry} is not sent: it had not been sent yet, and entry ${event.into} replaces it.`;
    case 'entry.cancelled':
      return `Entry ${event.entry} is not sent: ${CANCELLED[event.reason]}.`;
    case 'attempt.started':
      return `Entry ${event.entry}: the call to COC starts.`;
    case 'attempt.failed':
      return wordsForFailed(event);
    case 'entry.delivered':
      return wordsForDelivered(event);
    case 'entry.dead-lettered':
      return `Entry ${event.entry}: COC refused it for good (${event.reason}: ${event.detail}); kept as dead letter ${event.deadLetter}.`;
    case 'entry.lost':
      return `Entry ${event.entry}: its stored record is damaged, so it cannot be sent.`;
    case 'entry.rescheduled':
      return `Entry ${event.entry} is held back for another time, as ${RESCHEDULED[event.why ?? 'changed']}.`;
    case 'source.renamed':
      return `The source ${event.from} has the name ${event.to} from now on.`;
    case 'clock.set':
      return 'The clock was set: the stored times were corrected.';
    default:
      return wordsForIncident(event);
  }
}

function wordsForQueued({ body, dueAt }: EntryQueued, seq: number, zone: string): string {
  if (body.kind !== 'report-alarm') {
    const when = dueAt === undefined ? '' : `, if it still fires at ${localTimeIn(zone, dueAt)}`;
    return `Entry ${seq} queued: ${wordsForIncidentEntry(body)}${when}.`;
  }
  const { alarmStatus, alarmLevel, integration } = body.alarm;
  const what = alarmStatus === 'alarm' ? `it fires (${alarmLevel})` : 'it is over';
  const incident = suffix(', then open an incident by policy ', body.incident?.policy);
  if (body.reassertion)
    return `Entry ${seq} queued: tell COC again that ${what}, because COC closes an alarm that is not re-sent.`;
  const unread = suffix(' ', wordsForUnreadTimes(body.alert));
  if (dueAt !== undefined && alarmStatus === 'alarm')
    return `Entry ${seq} queued: tell COC that ${what}${incident}, but not before ${localTimeIn(zone, dueAt)}. The message may be a late copy of one from before the end: a resolve until then cancels the entry, and another message that it fires sends it at once.${unread}`;
  if (dueAt !== undefined)
    return `Entry ${seq} queued: tell COC that ${what}, but not before ${localTimeIn(zone, dueAt)}, in case it fires again.${unread}`;
  return `Entry ${seq} queued: tell COC (integration ${integration}) that ${what}${incident}; route ${body.route}.${replaced(body)}${unread}`;
}

function replaced({ collapsed }: ReportAlarm): string {
  if (!collapsed) return '';
  const count = collapsed.alarms.length + (collapsed.earlier ?? 0);
  return ` It replaces ${count === 1 ? 'one change' : `${count} changes`} that COC was never told of, and carries ${count === 1 ? 'its time' : 'their times'}.`;
}

/** Of a remark the next event says what became of it: COC may have taken none. */
function wordsForDelivered({ entry, kind, receipt, requestId }: EntryDelivered): string {
  const done = kind === 'remark-incident' ? ' is done' : `: COC took it${suffix(' as ', receipt)}`;
  return `Entry ${entry}${done}${suffix(' (request ', requestId, ')')}.`;
}

function wordsForFailed({ entry, outcome, reason, scope, detail, absent }: AttemptFailed): string {
  const why = `(${reason}: ${detail})`;
  if (absent) return `Entry ${entry}: an earlier call did not arrive ${why}; it may be sent again now.`;
  if (reason === 'not-listed')
    return `Entry ${entry}: an earlier call may still arrive ${why}; the agent looks again before it is sent again.`;
  switch (outcome) {
    case 'rejected':
      return `Entry ${entry}: COC refused it ${why}; it is tried once more to be sure.`;
    case 'unknown':
      return `Entry ${entry}: it is not known whether COC took it ${why}; it is looked up before it is sent again.`;
    case 'retry':
      return scope === 'destination'
        ? `Entry ${entry}: not delivered, because the destination failed ${why}; it is tried again when the destination works.`
        : `Entry ${entry}: not delivered ${why}; it is tried again.`;
  }
}

function occasion({ kind, at }: Occasion, zone: string): string {
  return `the ${kind} of ${localTimeIn(zone, at)}`;
}

function suffix(before: string, text: string | undefined, after = ''): string {
  return text === undefined || text === '' ? '' : `${before}${text}${after}`;
}
