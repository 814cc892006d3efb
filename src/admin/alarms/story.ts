import type { ReportAlarm } from '../../outbox/events/entry.ts';
import type {
  AttemptFailed,
  DropReason,
  EntryQueued,
  OutboxEvent,
  OutboxRecord,
  RepairReason,
} from '../../outbox/events/event.ts';
import { subjectAlarm } from '../../outbox/events/event-subject.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import { wordsForIncident, wordsForIncidentEntry } from '../incidents/incident-story.ts';

/** One thing that happened to an alarm. */
export interface Step {
  /** Epoch ms. */
  readonly at: number;
  /** The type of the event. */
  readonly step: OutboxEvent['type'];
  /** The same in plain words. */
  readonly words: string;
}

/** What happened to one alarm, and why: the steps of its records, in their order, with times in a zone. Pure. */
export function storyOf(alarmId: string, records: readonly OutboxRecord[], zone: string): readonly Step[] {
  return records.flatMap((record) =>
    record.events.flatMap((event, i) =>
      subjectAlarm(event) === alarmId
        ? [{ at: record.at, step: event.type, words: wordsFor(event, record.seq + i, zone) }]
        : [],
    ),
  );
}

const DROPPED: Readonly<Record<DropReason, string>> = {
  route: 'its route drops it',
  heartbeat: 'it is a heartbeat',
  'info-inhibitor': 'it only inhibits others',
  discovery: 'it tells of a discovery, not of a problem',
  paused: 'its rule is paused',
  late: 'it came late: it belongs to a problem that is over already',
  'unmatched-resolve': 'it resolves a problem that we were never told of',
  'refused-before': 'COC refused this problem before, and the configuration is still the same',
};

const REPAIRED: Readonly<Record<RepairReason, (source: string) => string>> = {
  'missed-fire': (source) =>
    `Asked what is active, ${source} lists it, though no message about it ever came: repaired.`,
  'missed-change': (source) =>
    `Asked what is active, ${source} gives it another level than its last message did: repaired.`,
  'lost-resolve': (source) =>
    `Asked what is active, ${source} does not know it any more, though no message about its end ever came: repaired.`,
  stale: (source) => `Nothing was heard of it from ${source} for too long: it counts as over.`,
};

/** What one event says, for people, with times in a zone. `seq` is its sequence number. */
export function wordsFor(event: OutboxEvent, seq: number, zone: string): string {
  switch (event.type) {
    case 'episode.opened':
      return `"${event.name}" began to fire (${event.level}), says ${event.source}: episode ${event.episode} opened.`;
    case 'episode.changed':
      return `It is told to COC anew; its level is ${event.level}.`;
    case 'episode.closed':
      return event.episode === undefined
        ? `"${event.name}" was resolved without an open episode; that is remembered.`
        : `"${event.name}" is resolved: episode ${event.episode} closed.`;
    case 'episode.reopened':
      return `It came back before its recovery was told (flap ${event.flaps}): episode ${event.episode} goes on.`;
    case 'alert.repeated':
      return 'The source told it again, with nothing new: nothing is queued.';
    case 'alert.dropped':
      return `Nothing was sent: ${DROPPED[event.reason]}${suffix(' (route ', event.route, ')')}.`;
    case 'alert.unreadable':
      return `Alert ${event.index} of a body could not be read: ${event.reason}.`;
    case 'alarm.repaired':
      return REPAIRED[event.reason](event.source);
    case 'alarm.stale':
      return `Nothing was heard of it from ${event.source} for too long: it is marked as stale, and stays open.`;
    case 'episode.refused':
      return `Repeats of episode ${event.episode} are not tried again until the configuration changes.`;
    case 'letter.redriven':
      return `Dead letter ${event.deadLetter} was put back by an operator (${event.actor}), with the configuration of that time.`;
    case 'letter.discarded':
      return `Dead letter ${event.deadLetter} was given up by an operator (${event.actor}).`;
    default:
      return wordsForEntry(event, seq, zone);
  }
}

type EntryEvent = Exclude<
  OutboxEvent,
  {
    type:
      | `episode.${'opened' | 'changed' | 'reopened' | 'closed' | 'refused'}`
      | `alert.${'repeated' | 'dropped' | 'unreadable'}`
      | `alarm.${'repaired' | 'stale'}`
      | `letter.${'redriven' | 'discarded'}`;
  }
>;

function wordsForEntry(event: EntryEvent, seq: number, zone: string): string {
  switch (event.type) {
    case 'entry.queued':
      return wordsForQueued(event, seq, zone);
    case 'entry.collapsed':
      return `Entry ${event.entry} is not sent: COC was away, and entry ${event.into} stands for it.`;
    case 'entry.cancelled':
      return event.reason === 'resolved'
        ? `Entry ${event.entry}: no incident is opened, because the problem was over before.`
        : `Entry ${event.entry} is not sent: what it was to tell is not true any more.`;
    case 'attempt.started':
      return `Entry ${event.entry}: COC is being asked.`;
    case 'attempt.failed':
      return wordsForFailed(event);
    case 'entry.delivered':
      return `Entry ${event.entry}: COC took it${suffix(' as ', event.receipt)}${suffix(' (request ', event.requestId, ')')}.`;
    case 'entry.dead-lettered':
      return `Entry ${event.entry}: COC refused it for good (${event.reason}: ${event.detail}); kept as dead letter ${event.deadLetter}.`;
    case 'entry.lost':
      return `Entry ${event.entry}: its stored form is damaged, so nothing can be sent for it.`;
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
  if (body.reassertion) return `Entry ${seq} queued: tell COC again that ${what}, lest it takes it for over.`;
  if (dueAt !== undefined)
    return `Entry ${seq} queued: tell COC that ${what}, but not before ${localTimeIn(zone, dueAt)}, in case it returns.`;
  return `Entry ${seq} queued: tell COC's integration ${integration} that ${what}${incident}; route ${body.route}.${standsFor(body)}`;
}

function standsFor({ collapsed }: ReportAlarm): string {
  if (!collapsed) return '';
  const count = collapsed.alarms.length + (collapsed.earlier ?? 0);
  return ` It stands for ${count === 1 ? 'one change' : `${count} changes`} that COC was never told, and carries ${count === 1 ? 'its time' : 'their times'}.`;
}

function wordsForFailed({ entry, outcome, reason, scope, detail }: AttemptFailed): string {
  const why = `(${reason}: ${detail})`;
  switch (outcome) {
    case 'rejected':
      return `Entry ${entry}: COC refused it ${why}; tried once more to be sure.`;
    case 'unknown':
      return `Entry ${entry}: nobody knows whether COC took it ${why}; looked up before it is asked again.`;
    case 'retry':
      return scope === 'destination'
        ? `Entry ${entry}: not delivered, by a fault of the destination ${why}; tried again when that is over.`
        : `Entry ${entry}: not delivered ${why}; tried again.`;
  }
}

function suffix(before: string, text: string | undefined, after = ''): string {
  return text === undefined || text === '' ? '' : `${before}${text}${after}`;
}
