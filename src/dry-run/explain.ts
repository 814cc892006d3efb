import type { IncidentRequest, Routed } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import { wordsForUnreadTimes } from '../alerts/unread-times.ts';
import type { CocConfig } from '../coc/config.ts';
import { encodeAlarm } from '../coc/encode-alarm.ts';
import { encodeIncident } from '../coc/encode-incident.ts';
import { PayloadError } from '../errors.ts';
import { accept } from '../outbox/decide/accept.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { OutboxEvent } from '../outbox/events/event.ts';
import { Ledger } from '../outbox/ledger/ledger.ts';
import { LedgerDraft } from '../outbox/ledger/ledger-draft.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { RoutedAlert, Router } from '../routing/route.ts';
import type { ReadAlert, Source } from '../sources/source-port.ts';

/** One step in the explanation of an alert. */
export interface ExplainedStep {
  readonly step: 'read' | 'routed' | 'decided' | 'alarm' | 'incident' | 'template';
  readonly words: string;
  /** The exact body of a call to COC. */
  readonly body?: object;
}

/** The explanation of a webhook body. */
export interface Explanation {
  readonly source: string;
  /** The reason why the whole body cannot be read; then there are no alerts. */
  readonly problem?: string;
  readonly alerts: readonly { readonly title: string; readonly steps: readonly ExplainedStep[] }[];
}

interface Surroundings {
  readonly source: Source;
  readonly router: Router;
  readonly policy: OutboxPolicy;
  readonly serviceInterruptAs: CocConfig['serviceInterruptAs'];
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Explains step by step what the agent would do with a webhook body whose series it does not know yet. The decisions are
 * made by the code of the running agent, but nothing is stored or sent. Pure.
 */
export function explain(body: Buffer, surroundings: Surroundings): Explanation {
  const { source, router, policy, serviceInterruptAs, now } = surroundings;
  let alerts: readonly ReadAlert[];
  try {
    alerts = source.read(body, now);
  } catch (error) {
    if (error instanceof PayloadError) return { source: source.name, problem: error.message, alerts: [] };
    throw error;
  }
  const draft = new LedgerDraft(new Ledger());
  const context = { seq: 1, now, policy };
  const explained = alerts.map((read, index) => {
    if ('invalid' in read) {
      const words = `cannot be read, so it is kept as a dead letter: ${read.invalid.reason}`;
      return { title: `alert ${index + 1}`, steps: [{ step: 'read' as const, words }] };
    }
    const { alert, filter } = read;
    const routed: RoutedAlert = filter
      ? { kind: 'filtered', reason: filter, templateErrors: [] }
      : router(alert, now);
    const events = accept(draft, { alert, routed }, context);
    for (const event of events) draft.fold(event, { seq: 0, at: now });
    const steps = [
      readStep(alert),
      ...timeSteps(alert),
      ...routedSteps(routed),
      ...events.flatMap((event) => eventSteps(event, serviceInterruptAs)),
    ];
    return { title: `alert ${index + 1}: ${alert.name} (${alert.status})`, steps };
  });
  return { source: source.name, alerts: explained };
}

function readStep(alert: Alert): ExplainedStep {
  const severity = alert.severity === undefined ? 'no severity' : `severity "${alert.severity}"`;
  const known = alert.levelKnown ? '' : ' (the default, because the severity map does not have it)';
  const words = `series ${alert.fingerprint}, level ${alert.level} from ${severity}${known}, alarm id ${alert.alarmId}`;
  return { step: 'read', words };
}

function timeSteps(alert: Alert): ExplainedStep[] {
  const words = wordsForUnreadTimes(alert);
  return words === undefined ? [] : [{ step: 'read', words }];
}

function routedSteps(routed: RoutedAlert): ExplainedStep[] {
  const failed = routed.templateErrors.map(
    ({ field, message }): ExplainedStep => ({
      step: 'template',
      words: `the template of ${field} failed, so its default is used: ${message}`,
    }),
  );
  return [{ step: 'routed', words: routeWords(routed) }, ...defaultApplication(routed), ...failed];
}

function defaultApplication({ applicationFrom }: RoutedAlert): ExplainedStep[] {
  if (applicationFrom !== 'default') return [];
  return [{ step: 'template', words: 'gives no application id, so alarm.defaultApplicationId is used' }];
}

function routeWords(routed: Routed): string {
  if (routed.kind === 'filtered') {
    const by = routed.route === undefined ? '' : ` by the route ${routed.route}`;
    return `recorded and not sent${by}: ${routed.reason}`;
  }
  const { alarm, route, incident } = routed;
  const policy = incident ? `, incident policy ${incident.policy}` : ', no incident';
  return `route ${route}: integration ${alarm.integration}, application ${alarm.applicationId}, level ${alarm.alarmLevel}${policy}`;
}

function eventSteps(
  event: OutboxEvent,
  serviceInterruptAs: CocConfig['serviceInterruptAs'],
): ExplainedStep[] {
  switch (event.type) {
    case 'episode.opened':
      return [{ step: 'decided', words: `a new episode ${event.episode} opens` }];
    case 'episode.changed':
      return [{ step: 'decided', words: `the open episode changes to level ${event.level}` }];
    case 'episode.closed':
      return [
        {
          step: 'decided',
          words: event.episode
            ? `the episode ${event.episode} is over`
            : 'a resolve for an alert that never fired here',
        },
      ];
    case 'alert.repeated':
      return [{ step: 'decided', words: 'a repeat of what COC knows already: recorded and not sent' }];
    case 'alert.dropped':
      return [{ step: 'decided', words: `nothing is sent: ${event.reason}` }];
    case 'entry.queued': {
      if (event.body.kind !== 'report-alarm') return [];
      const { alarm, incident, episode } = event.body;
      const words = `POST /v1/event/huawei/custom/<key of the integration ${alarm.integration}>`;
      const reported: ExplainedStep = { step: 'alarm', words, body: encodeAlarm(event.body) };
      if (!incident) return [reported];
      return [reported, incidentStep(incident, episode as string as IncidentKey, serviceInterruptAs)];
    }
    default:
      return [];
  }
}

function incidentStep(
  incident: IncidentRequest,
  key: IncidentKey,
  serviceInterruptAs: CocConfig['serviceInterruptAs'],
): ExplainedStep {
  const body = encodeIncident(incident, key, serviceInterruptAs);
  const { correlation } = incident;
  const unless =
    correlation === undefined ? '' : `, unless the alarms of ${correlation} have an incident already`;
  const words = `after COC took the alarm${unless}: POST /v1/external/incident/create`;
  return { step: 'incident', words, body };
}
