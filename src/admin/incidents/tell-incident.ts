import type { AlarmId } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../../outbox/events/event.ts';
import { subjectIncident } from '../../outbox/events/event-subject.ts';
import type { IncidentJoined, JoinReason } from '../../outbox/events/incident-event.ts';
import { wordsForEvent } from '../alarms/words-for-event.ts';
import type { Step } from '../story.ts';

/** Alarm of an incident, in one episode. */
export interface Member {
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly name: string;
  readonly resource?: string | undefined;
}

/** Input of a story besides the records. */
export interface TellingOf {
  readonly key: IncidentKey;
  /** Alarms that belong to it by now, also those of whose joining there is no record any more. */
  readonly members: readonly Member[];
  /** Zone of the times. */
  readonly zone: string;
}

/**
 * Tells the story of an incident: what was done about it, and each alarm that joins it, is over and is back, by name. An
 * entry keeps its number when it is rendered anew. Pure.
 */
export function tellIncident(
  records: readonly OutboxRecord[],
  { key, members, zone }: TellingOf,
): readonly Step[] {
  const alarms = new KnownAlarms(key, members);
  const first = firstNumbers(records);
  return records.flatMap(({ at, seq, events, trace }) => {
    for (const event of events) alarms.link(event);
    // An event is numbered by its place in the whole record.
    return events.flatMap((event, i) => {
      const about = subjectIncident(event) === key ? wordsFor(event, seq + i, { first, zone }) : undefined;
      const words = alarms.tell(event, about);
      return words === undefined ? [] : [{ at, step: event.type, words, ...(trace && { trace }) }];
    });
  });
}

/** True when the story of an incident may tell of an event of one of its alarms. */
export function mayTell(event: OutboxEvent, key: IncidentKey): boolean {
  switch (event.type) {
    case 'episode.closed':
    case 'episode.reopened':
      return true;
    case 'episode.linked':
      return event.incident === key;
    default:
      return subjectIncident(event) === key;
  }
}

/** Number that an entry had first, where it was rendered anew. */
function firstNumbers(records: readonly OutboxRecord[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { events } of records)
    for (const event of events)
      if (event.type === 'entry.collapsed' && event.anew)
        first.set(event.into, first.get(event.entry) ?? event.entry);
  return first;
}

function wordsFor(
  event: OutboxEvent,
  seq: number,
  { first, zone }: { readonly first: ReadonlyMap<number, number>; readonly zone: string },
): string | undefined {
  if (event.type === 'entry.queued' && event.anew) return undefined;
  if (!('entry' in event)) return wordsForEvent(event, first.get(seq) ?? seq, zone);
  const entry = first.get(event.entry) ?? event.entry;
  if (event.type === 'entry.collapsed' && event.anew)
    return `Entry ${entry} is written anew, because the configuration changed.`;
  return wordsForEvent({ ...event, entry }, seq, zone);
}

const JOINED: Readonly<Record<JoinReason, string>> = {
  open: 'joins it',
  returned: 'is back; a person ended the incident a short time ago, so it gets no other one yet',
  storm: 'joins it, because the incident budget is used up',
};

type Named = Omit<Member, 'name'> & { readonly name?: string | undefined };

/** The alarms that a story has named so far, each with the episode that belongs to the incident. */
class KnownAlarms {
  readonly #key: IncidentKey;
  readonly #known: Map<AlarmId, Named>;
  /** Alarms that the story has told of. */
  readonly #told = new Set<AlarmId>();

  constructor(key: IncidentKey, members: readonly Member[]) {
    this.#key = key;
    this.#known = new Map(members.map((member) => [member.alarmId, member]));
  }

  /** Notes the episode of an alarm that belongs to the incident from now on. */
  link(event: OutboxEvent): void {
    if (event.type === 'episode.linked' && event.incident === this.#key) this.#note(event);
  }

  /**
   * Sentence about an event: of an alarm of the incident that joins it, is over or is back, and else what there is to say
   * about the incident; undefined where that is nothing.
   */
  tell(event: OutboxEvent, about: string | undefined): string | undefined {
    switch (event.type) {
      case 'incident.requested':
        if (about === undefined) return undefined;
        this.#note(event);
        this.#told.add(event.alarmId);
        return `${about} ${this.#nameOf(event.alarmId)} asks for it.`;
      case 'incident.joined':
        return about === undefined ? undefined : this.#joined(event);
      case 'episode.closed': {
        const why = event.because === undefined ? '' : `, because ${event.because}`;
        return this.#isOf(event) ? `${this.#nameOf(event.alarmId)} is over${why}.` : undefined;
      }
      case 'episode.reopened':
        return this.#isOf(event) ? `${this.#nameOf(event.alarmId)} fires again.` : undefined;
      default:
        return about;
    }
  }

  #joined(event: IncidentJoined): string {
    const { alarmId, reason } = event;
    const isBack = this.#told.has(alarmId) && reason === 'open';
    this.#note(event);
    this.#told.add(alarmId);
    return `${this.#nameOf(alarmId)} ${isBack ? 'is back' : JOINED[reason]}.`;
  }

  #note({ alarmId, episode, name, resource }: Named): void {
    const before = this.#known.get(alarmId);
    this.#known.set(alarmId, {
      ...{ alarmId, episode },
      ...{ name: name ?? before?.name, resource: resource ?? before?.resource },
    });
  }

  #isOf({ alarmId, episode }: { readonly alarmId: AlarmId; readonly episode?: EpisodeId }): boolean {
    return episode !== undefined && this.#known.get(alarmId)?.episode === episode;
  }

  #nameOf(alarmId: AlarmId): string {
    const { name = alarmId, resource = '' } = this.#known.get(alarmId) ?? {};
    return resource === '' ? name : `${name} on ${resource}`;
  }
}
