import { aboutEntry } from '../../src/outbox/events/entry.ts';
import { destinationOf, isAlarmDestination, laneOf } from '../../src/outbox/events/entry-place.ts';
import type { OutboxEvent, OutboxRecord } from '../../src/outbox/events/event.ts';
import { foldEvent } from '../../src/outbox/ledger/fold-event.ts';
import type { Incident } from '../../src/outbox/ledger/incident.ts';
import type { LedgerTable } from '../../src/outbox/ledger/ledger-view.ts';
import type { EpisodeSeries, Series } from '../../src/outbox/ledger/series.ts';
import type { EventContext } from '../../src/outbox/ledger/series-changes.ts';
import type { OutboxView } from '../../src/outbox/state.ts';

/** Expected facts of a pending entry. */
export interface ExpectedEntry {
  readonly seq: number;
  attempts: number;
  dueAt: number;
  uncertain: boolean;
  refused: boolean;
}

/** Expected state after some records, computed in the simplest way. */
export interface Expected {
  readonly lanes: Map<string, ExpectedEntry[]>;
  readonly episodes: Map<string, Series>;
  readonly incidents: Map<string, Incident>;
  lastSeq: number;
}

/** Computes the expected state after these records. */
export function expectedOf(records: readonly OutboxRecord[]): Expected {
  const expected: Expected = { lanes: new Map(), episodes: new Map(), incidents: new Map(), lastSeq: 0 };
  for (const { seq, at, events } of records) {
    events.forEach((event, i) => {
      add(expected, event, { seq: seq + i, at });
    });
    expected.lastSeq = seq + events.length - 1;
  }
  for (const [lane, entries] of expected.lanes) {
    if (entries.length === 0) expected.lanes.delete(lane);
    for (const entry of entries) entry.dueAt = knownDue(entry);
  }
  return expected;
}

/** Due time as far as the records tell it. After a start, an entry that may have arrived waits anew. */
function knownDue({ dueAt, uncertain }: Pick<ExpectedEntry, 'dueAt' | 'uncertain'>): number {
  return uncertain ? 0 : dueAt;
}

function add(expected: Expected, event: OutboxEvent, { seq, at }: { seq: number; at: number }): void {
  addToLedger(expected, event, { seq, at });
  if (event.type === 'entry.queued') {
    const name = laneOf(aboutEntry({ id: seq, body: event.body }));
    const lane = laneAt(name, destinationOf(event.body));
    const entries = expected.lanes.get(lane) ?? [];
    entries.push({ seq, attempts: 0, dueAt: event.dueAt ?? 0, uncertain: false, refused: false });
    expected.lanes.set(lane, entries);
  }
  if (!('entry' in event) || event.type === 'entry.lost') return;
  const name = laneOf(event);
  const lanes = [...expected.lanes].filter(([lane]) => nameOf(lane) === name);
  const [, entries = []] = lanes.find(([, own]) => own.some(({ seq: one }) => one === event.entry)) ?? [];
  const at0 = entries.findIndex((entry) => entry.seq === event.entry);
  const entry = entries[at0];
  if (!entry) return;
  if (event.type === 'attempt.started') entry.uncertain = true;
  else if (event.type === 'attempt.failed') {
    const { attempts, dueAt, uncertain } = event;
    const refused = event.outcome === 'rejected' && event.scope === 'entry';
    Object.assign(entry, { attempts, dueAt, uncertain, refused });
  } else entries.splice(at0, 1);
}

/** Lane of a name, for a destination: an alarm has one at each integration. */
function laneAt(name: string, destination: string): string {
  return isAlarmDestination(destination) ? `${name} at ${destination}` : name;
}

function nameOf(lane: string): string | undefined {
  return lane.split(' at ')[0];
}

function addToLedger({ episodes, incidents }: Expected, event: OutboxEvent, at: EventContext): void {
  const table: LedgerTable = {
    series: (alarmId) => episodes.get(alarmId),
    incident: (key) => incidents.get(key),
    putSeries: (series) => episodes.set(series.alarmId, series),
    putIncident: (incident) => incidents.set(incident.key, incident),
    changeAll(_seq, change) {
      for (const [id, one] of episodes) episodes.set(id, change.series(one));
      for (const [key, one] of incidents) incidents.set(key, change.incident(one));
    },
  };
  foldEvent(table, event, at);
}

/** Reads the same facts from a state, for lanes of these names. */
export function foundIn(state: OutboxView, { lanes }: Expected, hash: (lane: string) => number) {
  const found: Expected = {
    lanes: new Map(),
    episodes: new Map(
      ([...state.ledger.everySeries()] as EpisodeSeries[]).map(({ lastAlarm: _, toldAt: __, ...episode }) => [
        episode.alarmId,
        episode,
      ]),
    ),
    incidents: new Map([...state.ledger.everyIncident()].map((incident) => [incident.key, incident])),
    lastSeq: 0,
  };
  for (const lane of lanes.keys()) found.lanes.set(lane, []);
  for (const name of new Set([...lanes.keys()].map((lane) => nameOf(lane) ?? '')))
    for (const { destination, seq, attempts, dueAt, uncertain, refused } of state.entriesIn(hash(name))) {
      const lane = laneAt(name, state.destinations[destination] ?? 'unknown');
      const entry = { seq, attempts, dueAt: knownDue({ dueAt, uncertain }), uncertain, refused };
      found.lanes.set(lane, [...(found.lanes.get(lane) ?? []), entry]);
    }
  return found;
}
