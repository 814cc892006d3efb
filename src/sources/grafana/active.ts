import { z } from 'zod';
import { makeAlarmId } from '../../alerts/alarm-id.ts';
import { type Labels, labelOf, labelsFrom } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { severityMap } from '../../alerts/severity.ts';
import type { ActiveAlerts } from '../active-alerts.ts';
import { authHeaders } from '../http-auth.ts';
import {
  ACTIVE_PATH,
  describeActiveList,
  type ListedElement,
  type ListReader,
  readActiveList,
} from '../labelled-active.ts';
import { identityOf } from '../labelled-alert.ts';
import { optionalAnswer } from '../optional-answer.ts';
import { labelMap } from '../shape.ts';
import { SourceApi } from '../source-api.ts';
import type { SourceDeps } from '../source-port.ts';
import type { GrafanaReconcile, GrafanaSourceConfig } from './config.ts';
import { normalizeGrafanaAlert } from './normalize.ts';
import { grafanaAlertSchema } from './payload.ts';

/** Alarm ids of unified alerting. The list does not contain legacy alerts of Grafana 10 and older. */
const UNIFIED = /^gf[0-9a-f]{32}$/;

/** Question for the version, which Grafana may hide. */
const HEALTH = { path: '/api/health', headers: {}, schema: z.object({ version: z.string() }) };

/**
 * Makes the adapter that asks the Alertmanager inside a Grafana of 8 to 13 for its active alerts.
 * @throws {ConfigError} when the file of a secret or of certificate authorities cannot be used
 * @see https://grafana.com/docs/grafana/latest/developers/http_api/alerting/ (Alertmanager), read 2026-08
 */
export function createGrafanaActive(
  name: string,
  config: Pick<GrafanaSourceConfig, 'noDataLevel'> & { readonly reconcile: GrafanaReconcile },
  deps: SourceDeps,
): ActiveAlerts {
  const { reconcile, noDataLevel } = config;
  const api = new SourceApi({ ...reconcile, egress: deps.egress });
  const proof = authHeaders(reconcile.auth, deps.clock);
  const rules = { source: name, severities: severityMap(deps.levels), noDataLevel };
  const reader: ListReader = {
    receivers: reconcile.receivers,
    read(element, receiver) {
      const orgId = labelOf(annotationsOf(element), '__orgId__') ?? String(reconcile.orgId);
      const context = { ...rules, group: { receiver, orgId }, alone: true, receivedAt: 0 };
      const read = normalizeGrafanaAlert({ ...element, status: 'firing' }, 0, context);
      return 'alert' in read
        ? { ...read, alert: { ...read.alert, ...rawFields(element, read.alert) } }
        : read;
    },
    aliasOf(element) {
      const read = grafanaAlertSchema.safeParse({ ...element, status: 'firing' });
      const native = read.success ? identityOf(read.data) : undefined;
      // A custom payload may leave out the organization.
      return native === undefined ? undefined : makeAlarmId('gf', name, native);
    },
  };
  const list: ActiveAlerts['list'] = (signal, wanted) => {
    const headers = () => ({ ...proof(), 'x-grafana-org-id': String(reconcile.orgId) });
    const question = { path: `/api/alertmanager/grafana${ACTIVE_PATH}`, headers };
    return api.call(question, (body) => readActiveList(body, reader, wanted), signal);
  };
  return {
    levelsMove: false,
    covers: (alarmId) => UNIFIED.test(alarmId),
    list,
    async look(signal) {
      const found = await list(signal, () => false);
      if (found.kind === 'unreachable') return found;
      const health = await optionalAnswer(api, HEALTH, signal);
      return { kind: 'look', seen: describeActiveList(found), ...omitAbsent({ version: health?.version }) };
    },
    close: () => api.close(),
  };
}

function annotationsOf({ annotations }: ListedElement): Labels {
  const read = labelMap.safeParse(annotations);
  return read.success ? read.data : labelsFrom([]);
}
