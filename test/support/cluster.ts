import type { IncidentRequest } from '../../src/alerts/alarm.ts';
import type { AlarmId, Alert } from '../../src/alerts/alert.ts';
import { type AskedAnew, askAnew } from '../../src/outbox/decide/incidents/ask-anew.ts';
import { alarmsToCover, coverAgain } from '../../src/outbox/decide/incidents/cover-again.ts';
import type { IncidentRules } from '../../src/outbox/decide/incidents/incident-rules.ts';
import { requestIncident } from '../../src/outbox/decide/incidents/request-incident.ts';
import type { EpisodeId, IncidentKey, ReportAlarm } from '../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../src/outbox/events/event.ts';
import type { CocIncidentState } from '../../src/outbox/events/incident-event.ts';
import type { Incident } from '../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../src/outbox/ledger/ledger.ts';
import type { EpisodeSeries } from '../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';
import type { Renderer } from '../../src/outbox/renderer.ts';
import { anAlarm, INCIDENT } from './alerts.ts';
import { reportAlarm } from './entries.ts';
import { someRules } from './incident-rules.ts';
import { aPolicy } from './policy.ts';

export const MINUTE = 60_000;
export const BEGIN = 1_000_000_000;
export const RULES: Partial<IncidentRules> = { reraiseAfterMs: 240 * MINUTE, reopenWithinMs: 10 * MINUTE };

/** The shared incident that its alarms ask for. */
export const ASKED_FOR: IncidentRequest = { ...INCIDENT, correlation: 'cluster="a"' };

/** Ledger with one shared incident, IM1, that COC has opened. */
export class Cluster {
  readonly ledger = new Ledger();
  policy: OutboxPolicy;
  readonly keepsReports: boolean;
  readonly bodies = new Map<number, ReportAlarm>();
  now = BEGIN;
  #seq = 1;
  readonly key: IncidentKey;

  constructor(
    rules: Partial<IncidentRules> = RULES,
    policy: Partial<OutboxPolicy> = {},
    { keepsReports = true } = {},
  ) {
    this.keepsReports = keepsReports;
    this.policy = aPolicy({
      incidentRules: new Map([[INCIDENT.policy, someRules(rules)]]),
      ...policy,
    });
    this.fires('a');
    const [incident] = this.ledger.everyIncident();
    if (!incident) throw new Error('there is none');
    this.key = incident.key;
    this.fold({ type: 'incident.opened', key: this.key, alarmId: incident.alarmId, incidentNum: 'IM1' });
  }

  fires(name: string): readonly OutboxEvent[] {
    const body = reportAlarm(name, { incident: ASKED_FOR, episode: `ep-${name}-${this.#seq}` as EpisodeId });
    const { alarmId, source, fingerprint, level } = body.alert;
    const about = { alarmId, name, source, fingerprint, level, startedAt: this.now };
    this.fold({ type: 'episode.opened', ...about, episode: body.episode });
    this.reports(body);
    return this.taken(body);
  }

  /** What becomes of an alarm that COC has taken. */
  taken(body: ReportAlarm): readonly OutboxEvent[] {
    return this.#foldAll(requestIncident(this.ledger, body, this.#context()));
  }

  /** From now on the configuration has this fingerprint, and wants these incidents. Without one it drops the alarm. */
  wants(configuration: string, request: (alert: Alert) => IncidentRequest | 'none' | undefined): void {
    const renderer: Renderer = {
      route(alert, now) {
        const incident = request(alert);
        if (!incident) return { kind: 'filtered', reason: 'route' };
        const alarm = { ...anAlarm(alert), time: now };
        return { kind: 'alarm', alarm, route: 'new', ...(incident !== 'none' && { incident }) };
      },
      requestOf: () => undefined,
    };
    this.policy = { ...this.policy, configuration, renderer };
  }

  /** Queues a report, which is kept as long as `keepsReports` says. */
  reports(body: ReportAlarm): void {
    if (!this.keepsReports) return;
    this.bodies.set(this.#seq, body);
    this.ledger.fold(
      { type: 'entry.queued', body },
      { seq: this.#seq++, at: this.now, ref: 1n as RecordRef },
    );
  }

  ends(name: string): void {
    const { alarmId, source, fingerprint, level } = reportAlarm(name).alert;
    this.fold({ type: 'episode.closed', alarmId, source, fingerprint, name, level, endedAt: this.now });
  }

  ended(state: CocIncidentState, by: 'agent' | 'person'): void {
    const { alarmId } = reportAlarm('a').alert;
    this.fold({ type: 'incident.moved', key: this.key, alarmId, state, by });
  }

  /** COC shows that it is open. */
  shown(): void {
    this.fold({ type: 'incident.shown', key: this.key, alarmId: 'a' as AlarmId, ageMs: 0 });
  }

  /** What is due about IM1, or another incident. */
  keeps(key = this.key): readonly OutboxEvent[] {
    const incident = this.ledger.incident(key);
    if (!incident) throw new Error('there is no such incident');
    const events: OutboxEvent[] = [];
    for (const series of alarmsToCover(this.ledger, incident, this.#context()))
      events.push(...this.covers(key, series, this.asks(incident, series)));
    return events;
  }

  /** What another incident of an alarm takes. */
  covers(key: IncidentKey, { alarmId }: EpisodeSeries, asked: AskedAnew): readonly OutboxEvent[] {
    return this.#foldAll(coverAgain(this.ledger, { key, alarmId, asked }, this.#context()));
  }

  /** What an alarm asks for by its last report. */
  asks(incident: Incident, series: EpisodeSeries): AskedAnew {
    const { lastAlarm } = series;
    const report = lastAlarm && this.bodies.get(lastAlarm.seq);
    return askAnew(series, incident, { ...this.#context(), report });
  }

  #context() {
    return { seq: this.#seq, now: this.now, policy: this.policy };
  }

  #foldAll(events: readonly OutboxEvent[]): readonly OutboxEvent[] {
    for (const event of events) this.fold(event);
    return events;
  }

  fold(event: OutboxEvent): void {
    this.ledger.fold(event, { seq: this.#seq++, at: this.now });
  }
}
