import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { labelText, placesOfLabels } from '../../../src/sources/places.ts';

type Texts = Readonly<Record<string, string>>;
const placesOf = (labels: Texts) => placesOfLabels(labelsFrom(Object.entries(labels)));

describe('region, application and id of a resource', () => {
  it('are absent without a label', () => {
    expect(placesOf({})).toEqual({});
    expect(placesOf({ region: ' ', app: '', uid: '\u200b' })).toEqual({});
  });

  it('come from the best label that has a text, without the blanks around it', () => {
    const labels = { region: ' cn-north-4 ', team: 't', service: 's', application: 'a', uid: 'u' };
    expect(placesOf(labels)).toMatchObject({ region: 'cn-north-4', application: 'a', resourceId: 'u' });
    expect(placesOf({ ...labels, app: 'b', instance_id: 'i' })).toMatchObject({
      ...{ application: 'b', resourceId: 'i' },
    });
    expect(placesOf({ ...labels, application: ' ', resource_id: 'r', instance_id: 'i' })).toMatchObject({
      ...{ application: 's', resourceId: 'r' },
    });
  });
});

describe('a label that counts only beside another one', () => {
  const names = [{ label: 'namespace', beside: 'phase' }, 'namespace', 'job'];

  it('is passed over without it, also where it is named again', () => {
    const text = (labels: Texts) => labelText(labelsFrom(Object.entries(labels)), names);
    expect(text({ job: 'j', namespace: 'n', phase: 'Active' })).toBe('n');
    expect(text({ job: 'j', namespace: 'n', phase: '' })).toBe('n');
    expect(text({ job: 'j', namespace: 'n' })).toBe('j');
  });
});

describe('a very long label', () => {
  it('names a reporter only in its first 255 characters', () => {
    const labels = { instance: '10.0.0.9:8080', pod: 'a-1' };
    const named = (length: number) =>
      placesOf({ ...labels, job: `${'x'.repeat(length - ' kubelet'.length)} kubelet` }).resourceName;
    expect([255, 256].map(named)).toEqual(['a-1', '10.0.0.9:8080']);
  });

  it('is the address of a reporter only up to 255 characters', () => {
    const named = (length: number) => {
      const instance = `${'x'.repeat(length - ':10250'.length)}:10250`;
      return placesOf({ job: 'nodes', instance, node: 'worker-3' }).resourceName;
    };
    expect(named(255)).toBe('worker-3');
    expect(named(256)).toHaveLength(256);
  });
});

describe('a target that reports for others', () => {
  it.each([
    ['service', 'kube-state-metrics'],
    ['app', 'ksm'],
    ['k8s_app', 'kube-state-metrics'],
    ['kubernetes_name', 'kube-state-metrics'],
    ['container', 'kube-state-metrics'],
    ['kubernetes_pod_name', 'kube-state-metrics-0'],
  ])('is known by the label %s', (label, text) => {
    const labels = { job: 'k', instance: '10.0.0.9:8080', pod: 'a-1' };
    expect(placesOf(labels).resourceName).toBe('10.0.0.9:8080');
    expect(placesOf({ ...labels, [label]: text }).resourceName).toBe('a-1');
  });

  it('is known by its names before its port, and by its port before where it runs', () => {
    const byNames = { job: 'kubelet', instance: '10.0.0.9:9115', pod: 'a-1', target: 't' };
    expect(placesOf(byNames).resourceName).toBe('a-1');
    const byPort = { job: 'x', instance: '10.0.0.9:9115', pod: 'kube-state-metrics-0', target: 't' };
    expect(placesOf(byPort).resourceName).toBe('t');
  });

  it('is passed over where its address is on its own machine, whatever its port', () => {
    for (const instance of ['localhost:80', '127.0.0.1:80', '[::1]:80', 'unix:/run/x', '/run/x'])
      expect(placesOf({ job: 'x', instance, host: 'web-1' }).resourceName).toBe('web-1');
    expect(placesOf({ job: 'x', instance: 'local:80', host: 'web-1' }).resourceName).toBe('local:80');
  });

  it('has its own namespace where its own pod is named, otherwise that of the other', () => {
    const probe = { job: 'blackbox', instance: 'https://a.example', namespace: 'monitoring' };
    const own = { ...probe, pod: 'blackbox-exporter-6b-x' };
    expect(placesOf(own).namespace).toBeUndefined();
    expect(placesOf({ ...own, job: 'sites' }).namespace).toBe('sites');
    expect(placesOf({ ...own, exported_namespace: 'shop' }).namespace).toBe('shop');
    expect(placesOf({ ...probe, pod: 'shop-1' }).namespace).toBe('monitoring');
    expect(placesOf({ ...probe, pod: '' }).namespace).toBe('monitoring');
  });

  it.each(['snmp-0', 'snmp-exporter-0', 'snmp-exporter-x2k5z', 'snmp-exporter-6b7c9d-x2k5z'])(
    'runs in the pod %s',
    (pod) => {
      const { namespace } = placesOf({ job: 'snmp', instance: 'sw-1', namespace: 'monitoring', pod });
      expect(namespace).toBeUndefined();
    },
  );

  it.each(['snmp-exporter-web-app-1', 'snmp-exporter-app-1', 'snmp-web-app-1', 'snmp-collector-of-1'])(
    'does not run in the pod %s, which only begins alike',
    (pod) => {
      const { namespace } = placesOf({ job: 'snmp', instance: 'sw-1', namespace: 'shop', pod });
      expect(namespace).toBe('shop');
    },
  );

  it('does not name the pod of a collector as what is ill', () => {
    const labels = { job: 'otel-collector', instance: '10.0.4.4:8889', pod: 'otel-collector-6b7c9d-x2k5z' };
    expect(placesOf({ ...labels, service_name: 'checkout' }).resourceName).toBe('checkout');
  });

  it.each(['http', 'https-main', 'http-metrics', 'web', 'tcp-1', 'metrics', 'x-metrics', 'telemetry'])(
    'is not named by the port %s of its own endpoint',
    (endpoint) => {
      const labels = { job: 'kube-state-metrics', namespace: 'shop', instance: '10.0.2.9:8080' };
      expect(placesOf({ ...labels, endpoint }).resourceName).toBe('shop');
      expect(placesOf({ ...labels, endpoint: `a-${endpoint}-a` }).resourceName).toBe(`a-${endpoint}-a`);
    },
  );

  it('gives its job as the namespace only where the job is that of another', () => {
    expect(placesOf({ job: 'kubelet', node: 'worker-3' }).namespace).toBeUndefined();
    expect(placesOf({ job: 'pushgateway', exported_instance: 'i' }).namespace).toBeUndefined();
    expect(placesOf({ job: 'nightly', service: 'pushgateway', instance: 'i' }).namespace).toBe('nightly');
    expect(placesOf({ job: 'snmp', instance: 'i' }).namespace).toBe('snmp');
  });
});
