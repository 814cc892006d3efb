import type { IncidentRequest, Routed } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import { policyOf } from '../app/outbox-policy.ts';
import type { ReadConfig } from '../app/read-config.ts';
import { encodeAlarm } from '../coc/encode-alarm.ts';
import { encodeIncident } from '../coc/encode-incident.ts';
import { PayloadError } from '../errors.ts';
import { accept } from '../outbox/decide/accept.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { OutboxEvent } from '../outbox/events/event.ts';
import { Ledger } from '../outbox/ledger/ledger.ts';
import { LedgerDraft } from '../outbox/ledger/ledger-draft.ts';
import type { RoutedAlert, Router } from '../routing/route.ts';
import type { ReadAlert, Source } from '../sources/source-port.ts';

/** One step of what would become of an alert. */
export interface ExplainedStep {
  readonly step: 'read' | 'routed' | 'decided' | 'alarm' | 'incident' | 'template';
  readonly words: string;
  /** The exact body of a call to COC. */
  readonly body?: object;
}

/** What would become of a webhook body. */
export interface Explanation {
  readonly source: string;
  /** Why the whole body cannot be read; there are no alerts then. */
  readonly problem?: string;
  readonly alerts: readonly { readonly title: string; readonly steps: readonly ExplainedStep[] }[];
}

interface Surroundings {
  readonly read: ReadConfig;
  readonly router: Router;
  readonly source: Source;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Says, step by step, what would become of a webhook body if nothing were known of its series yet. The same code that
 * runs in the agent decides; nothing is stored or sent.
 */
export function explain(body: Buffer, { read, router, source, now }: Surroundings): Explanation {
  let alerts: readonly ReadAlert[];
  try {
    alerts = source.read(body, now);
  } catch (error) {
    if (error instanceof PayloadError) return { source: source.name, problem: error.message, alerts: [] };
    throw error;
  }
  const draft = new LedgerDraft(new Ledger());
  const context = { seq: 1, now, policy: policyOf(read) };
  const explained = alerts.map((one, index) => {
    if ('invalid' in one) {
      const words = `not readable, kept as a dead letter: ${one.invalid.reason}`;
      return { title: `alert ${index + 1}`, steps: [{ step: 'read' as const, words }] };
    }
    const { alert, filter } = one;
    const routed: RoutedAlert = filter
      ? { kind: 'filtered', reason: filter, templateErrors: [] }
      : router(alert, now);
    const events = accept(draft, { alert, routed }, context);
    for (const event of events) draft.fold(event, { seq: 0, at: now });
    const steps = [
      readStep(alert),
      ...routedSteps(routed),
      ...events.flatMap((event) => eventSteps(event, read)),
    ];
    return { title: `alert ${index + 1}: ${alert.name} (${alert.status})`, steps };
  });
  return { source: source.name, alerts: explained };
}

function readStep(alert: Alert): ExplainedStep {
  const severity = alert.severity === undefined ? 'no severity' : `severity "${alert.severity}"`;
  const known = alert.levelKnown ? '' : ' (not known to the severity map, so the default)';
  const words = `series ${alert.fingerprint}, level ${alert.level} from ${severity}${known}, alarm id ${alert.alarmId}`;
  return { step: 'read', words };
}

function routedSteps(routed: RoutedAlert): ExplainedStep[] {
  const failed = routed.templateErrors.map(
    ({ field, message }): ExplainedStep => ({
      step: 'template',
      words: `${field} failed, its default is used: ${message}`,
    }),
  );
  return [{ step: 'routed', words: routeWords(routed) }, ...failed];
}

function routeWords(routed: Routed): string {
  if (routed.kind === 'filtered') {
    const by = routed.route === undefined ? '' : ` by the route ${routed.route}`;
    return `only recorded${by}: ${routed.reason}`;
  }
  const { alarm, route, incident } = routed;
  const policy = incident ? `, incident policy ${incident.policy}` : ', no incident';
  return `route ${route}: integration ${alarm.integration}, application ${alarm.applicationId}, level ${alarm.alarmLevel}${policy}`;
}

function eventSteps(event: OutboxEvent, { config }: ReadConfig): ExplainedStep[] {
  switch (event.type) {
    case 'episode.opened':
      return [{ step: 'decided', words: `a new episode, ${event.episode}` }];
    case 'episode.changed':
      return [{ step: 'decided', words: `the open episode, now with level ${event.level}` }];
    case 'episode.closed':
      return [
        {
          step: 'decided',
          words: event.episode ? `the episode ${event.episode} is over` : 'a resolve without a fire',
        },
      ];
    case 'alert.repeated':
      return [{ step: 'decided', words: 'a repeat of what COC knows: recorded, not sent' }];
    case 'alert.dropped':
      return [{ step: 'decided', words: `nothing is sent: ${event.reason}` }];
    case 'entry.queued': {
      if (event.body.kind !== 'report-alarm') return [];
      const { alarm, incident, episode } = event.body;
      const words = `POST /v1/event/huawei/custom/<key of the integration ${alarm.integration}>`;
      const reported: ExplainedStep = { step: 'alarm', words, body: encodeAlarm(event.body) };
      if (!incident) return [reported];
      return [
        reported,
        incidentStep(incident, episode as string as IncidentKey, config.coc.serviceInterruptAs),
      ];
    }
    default:
      return [];
  }
}

function incidentStep(
  incident: IncidentRequest,
  key: IncidentKey,
  serviceInterruptAs: ReadConfig['config']['coc']['serviceInterruptAs'],
): ExplainedStep {
  const body = encodeIncident(incident, key, serviceInterruptAs);
  const { correlation } = incident;
  const unless = correlation === undefined ? '' : `, unless the alarms of ${correlation} have one`;
  const words = `once COC has the alarm${unless}: POST /v1/external/incident/create`;
  return { step: 'incident', words, body };
}
