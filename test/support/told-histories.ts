import type { Arrival } from '../../src/outbox/decide/decision.ts';
import { createAlertmanagerSource } from '../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../src/sources/grafana/source.ts';
import type { Source } from '../../src/sources/source-port.ts';
import { createZabbixSource } from '../../src/sources/zabbix/source.ts';
import { systemClock } from '../../src/time/clock.ts';
import { anAlarm, INCIDENT, STARTED_AT } from './alerts.ts';

const MINUTE = 60_000;
const deps = { levels: {}, clock: systemClock };

/** Messages about one series as its sender makes them, in that order. */
export type History = readonly Arrival[];

/** Options of a history. */
export interface Told {
  /** Number of problems, one after the other. */
  readonly problems: number;
  /** False when the last problem still exists. */
  readonly isOver: boolean;
}

/** One step of a history: a problem begins, changes its severity, or ends. Times are epoch ms. */
interface Step {
  readonly problem: number;
  readonly status: 'firing' | 'resolved';
  readonly severity: number;
  readonly isUpdate: boolean;
  readonly at: number;
  readonly startsAt: number;
}

/** Problems of two minutes with an update in the middle. `gapMs` is the time between two of them. */
function stepsOf({ problems, isOver }: Told, gapMs: number): readonly Step[] {
  const steps: Step[] = [];
  for (let problem = 1; problem <= problems; problem++) {
    const startsAt = STARTED_AT + (problem - 1) * (2 * MINUTE + gapMs);
    const about = { problem, startsAt, isUpdate: false };
    steps.push({ ...about, status: 'firing', severity: 2, at: startsAt });
    // In the second in which the problem was told, and a minute later.
    steps.push({ ...about, status: 'firing', severity: 4, isUpdate: true, at: startsAt });
    steps.push({ ...about, status: 'firing', severity: 5, isUpdate: true, at: startsAt + MINUTE });
    if (problem < problems || isOver)
      steps.push({ ...about, status: 'resolved', severity: 5, at: startsAt + 2 * MINUTE });
  }
  return steps;
}

/** A source as it sends, so that the messages pass the reader of the agent. */
function arrivalOf(source: Source, body: object): Arrival {
  const [read] = source.read(Buffer.from(JSON.stringify(body)), STARTED_AT + 60 * MINUTE);
  if (!read || !('alert' in read)) throw new Error('the message cannot be read');
  const { alert } = read;
  const alarm = anAlarm(alert);
  const isFire = alert.status === 'firing';
  return { alert, routed: { kind: 'alarm', alarm, route: 'default', ...(isFire && { incident: INCIDENT }) } };
}

const alertmanager = createAlertmanagerSource('prod', { type: 'alertmanager' }, deps);
const grafana = createGrafanaSource('prod', { type: 'grafana', noDataLevel: 'Minor' }, deps);

/** The history of one alert of Alertmanager or Grafana. Every problem has a begin of its own. */
function labelledHistory(source: Source, body: object, told: Told): History {
  const steps = stepsOf(told, MINUTE).filter(({ isUpdate }) => !isUpdate);
  return steps.map((step) => arrivalOf(source, { ...body, alerts: [labelledAlert(step)] }));
}

function labelledAlert({ status, startsAt, at }: Step) {
  const endsAt = status === 'resolved' ? new Date(at).toISOString() : '0001-01-01T00:00:00Z';
  return {
    ...{ status, labels: { alertname: 'Disk', severity: 'critical' }, annotations: {}, fingerprint: 'f1' },
    ...{ startsAt: new Date(startsAt).toISOString(), endsAt },
  };
}

/** An alert of Alertmanager that ends and fires again with the begin that it had: only its arrival tells. */
export function refireHistory({ problems, isOver }: Told): History {
  return stepsOf({ problems, isOver }, MINUTE)
    .filter(({ isUpdate }) => !isUpdate)
    .map((step) =>
      arrivalOf(alertmanager, { version: '4', alerts: [labelledAlert({ ...step, startsAt: STARTED_AT })] }),
    );
}

/** Messages with a time of their own: all, updates only, or none. */
type Clocks = 'all' | 'updates' | 'none';

/** Zabbix's messages about a problem event, or about a trigger whose next problem begins as the last one ends. */
function zabbixHistory(identity: 'event' | 'trigger', clocks: Clocks, told: Told): History {
  const source = createZabbixSource('prod', { type: 'zabbix', identity }, deps);
  return stepsOf(told, 0).map((step) => {
    const { problem, status, severity, isUpdate, at, startsAt } = step;
    const times = {
      ...dateOf('event', startsAt),
      ...(status === 'resolved' && dateOf('event_recovery', at)),
      ...(clocks === 'all' && { now_local: Object.values(dateOf('now', at)).join(' ') }),
      ...(isUpdate && dateOf('event_update', at)),
    };
    return arrivalOf(source, {
      ...{
        event_source: '0',
        event_id: `${9 + problem}`,
        trigger_id: '77',
        event_name: 'Disk',
        host_name: 'h',
      },
      ...{ event_value: status === 'firing' ? '1' : '0', event_nseverity: `${severity}` },
      ...{ event_update_status: isUpdate ? '1' : '0', ...(clocks !== 'none' && times) },
    });
  });
}

function dateOf<P extends string>(prefix: P, at: number) {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return { [`${prefix}_date`]: date.replaceAll('-', '.'), [`${prefix}_time`]: time } as Record<
    `${P}_${'date' | 'time'}`,
    string
  >;
}

/** Senders whose messages have an order of their own, whatever the order in which they arrive. */
export const ORDERED: Readonly<Record<string, (told: Told) => History>> = {
  Alertmanager: (told) => labelledHistory(alertmanager, { version: '4' }, told),
  Grafana: (told) => labelledHistory(grafana, { version: '1' }, told),
  'Zabbix, by event': (told) => zabbixHistory('event', 'all', { ...told, problems: 1 }),
  'Zabbix, by trigger': (told) => zabbixHistory('trigger', 'all', told),
  'Zabbix with times of updates only': (told) => zabbixHistory('trigger', 'updates', told),
  'Zabbix without any time': (told) => zabbixHistory('trigger', 'none', told),
};
