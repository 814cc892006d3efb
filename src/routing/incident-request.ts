import type { Alarm, IncidentRequest } from '../alerts/alarm.ts';
import type { IncidentSettings } from './config.ts';
import { type Rendering, renderText } from './render-alarm.ts';

/** An incident policy with its name and its place in the configuration. */
export interface IncidentPolicy {
  readonly name: string;
  /** Dotted path, such as `incidents[0]`. */
  readonly path: string;
  readonly settings: IncidentSettings;
}

/** What a policy asks COC for when this alarm fires. Its templates see the alarm's fields beside the alert's. */
export function incidentRequest(alarm: Alarm, policy: IncidentPolicy, rendering: Rendering): IncidentRequest {
  const { settings, path } = policy;
  const { urls, ...fields } = alarm;
  const inner: Rendering = {
    context: { ...rendering.context, ...fields, url: urls[0] },
    errors: rendering.errors,
  };
  const regionId = renderText(settings.regionId, `${path}.regionId`, inner) ?? alarm.regionId;
  return {
    policy: policy.name,
    title: renderText(settings.title, `${path}.title`, inner) ?? titleOf(alarm),
    description: renderText(settings.description, `${path}.description`, inner) ?? descriptionOf(alarm),
    level: settings.level,
    type: settings.type,
    serviceInterrupted: settings.serviceInterrupted,
    applicationId: renderText(settings.applicationId, `${path}.applicationId`, inner) ?? alarm.applicationId,
    ...(regionId === '' ? {} : { regionId }),
    ...(settings.enterpriseProjectId === undefined
      ? {}
      : { enterpriseProjectId: settings.enterpriseProjectId }),
    creator: settings.creator,
    assignee: settings.assignee,
  };
}

function titleOf(alarm: Alarm): string {
  return alarm.resourceName === '' ? alarm.alarmName : `${alarm.alarmName} on ${alarm.resourceName}`;
}

/** The description comes first: COC takes 600 characters, and the encoder cuts the end. */
function descriptionOf(alarm: Alarm): string {
  const lines = [alarm.alarmDesc, `Level: ${alarm.alarmLevel}`];
  if (alarm.resourceName !== '') lines.push(`Resource: ${alarm.resourceName}`);
  lines.push(`Namespace: ${alarm.nameSpace}`, `Source: ${alarm.alarmSource}`);
  const [url] = alarm.urls;
  if (url !== undefined) lines.push(`Link: ${url}`);
  return lines.join('\n');
}
