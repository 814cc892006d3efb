import { describe, expect, it } from 'vitest';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { onlyAlert } from '../../contract/source-contract.ts';
import { COMPONENT_ALERTS } from '../../fixtures/kube-prometheus-stack/components.ts';
import { KUBERNETES_ALERTS } from '../../fixtures/kube-prometheus-stack/kubernetes.ts';
import type { RuleAlert } from '../../fixtures/kube-prometheus-stack/rule-alert.ts';

const deps = { levels: {}, clock: systemClock };
const alertmanager = createAlertmanagerSource('am', { type: 'alertmanager' }, deps);
const grafana = createGrafanaSource('gf', { type: 'grafana', noDataLevel: 'Minor' }, deps);
const alerts = [...KUBERNETES_ALERTS, ...COMPONENT_ALERTS];

function read(source: Source, { alert, labels }: RuleAlert, more: Readonly<Record<string, string>> = {}) {
  const all = { alertname: alert, prometheus: 'monitoring/kps-prometheus', ...labels, ...more };
  const body = { version: source === grafana ? '1' : '4', alerts: [{ status: 'firing', labels: all }] };
  return onlyAlert(source.read(Buffer.from(JSON.stringify(body)), 0));
}

describe('an alert of the default rules of kube-prometheus-stack', () => {
  it('is there for each of them', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBeGreaterThan(110);
  });

  it.each(alerts)('$alert names who is ill: $resource in $namespace', (one) => {
    const { resourceName, namespace } = read(alertmanager, one);
    expect({ resourceName, namespace }).toEqual({ resourceName: one.resource, namespace: one.namespace });
  });

  it.each(alerts)('$alert names the same from Grafana, and its folder where there is no namespace', (one) => {
    const { resourceName, namespace } = read(grafana, one, { grafana_folder: 'Kubernetes' });
    const named = one.labels.namespace === undefined ? undefined : one.namespace;
    expect({ resourceName, namespace }).toEqual({
      resourceName: one.resource,
      namespace: named ?? 'Kubernetes',
    });
  });
});
