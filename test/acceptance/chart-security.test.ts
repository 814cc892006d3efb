import { beforeAll, describe, expect } from 'vitest';
import { ensureDebianPackages } from './harness/debian-packages.ts';
import { CHART, type KubernetesObject, renderChart } from './harness/helm.ts';
import { test } from './harness/lab.ts';

const START = `${CHART}/ci/default-values.yaml`;

beforeAll(() => ensureDebianPackages([{ name: 'unzip', commands: ['unzip'] }]));

interface Workload {
  readonly replicas: number;
  readonly strategy?: object;
  readonly volumeClaimTemplates?: readonly { readonly spec: { readonly accessModes: string[] } }[];
  readonly template: { readonly spec: PodSpec };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly volumes: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
  readonly containers: readonly [
    {
      readonly command?: unknown;
      readonly resources: object;
      readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
      readonly startupProbe: Probe;
      readonly livenessProbe: Probe;
      readonly readinessProbe: Probe;
    },
  ];
}

interface Probe {
  readonly httpGet: { readonly path: string };
}

async function rendered(kind: string, ...settings: readonly string[]) {
  const objects = await renderChart(4, '-f', START, ...settings.flatMap((one) => ['--set', one]));
  return objects.find((object) => object.kind === kind) as
    | (KubernetesObject & { spec: Workload })
    | undefined;
}

describe('the pod of the chart', () => {
  test('is the only one that may have its volume, with ReadWriteOncePod', async () => {
    const rwop = 'persistence.accessModes={ReadWriteOncePod}';
    const set = await rendered('StatefulSet', rwop);
    expect(set?.spec.replicas).toBe(1);
    expect(set?.spec.volumeClaimTemplates?.[0]?.spec.accessModes).toEqual(['ReadWriteOncePod']);
    const deployment = await rendered('Deployment', rwop, 'controller=Deployment');
    expect(deployment?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const claim = await rendered('PersistentVolumeClaim', rwop, 'controller=Deployment');
    expect(claim?.spec).toMatchObject({ accessModes: ['ReadWriteOncePod'] });
  });

  test('has limits, a minute to end, and probes that ask different things', async () => {
    const pod = (await rendered('StatefulSet'))?.spec.template.spec;
    const [agent] = pod?.containers ?? [];
    expect(pod?.terminationGracePeriodSeconds).toBe(60);
    expect(agent?.resources).toMatchObject({
      requests: { cpu: expect.anything(), memory: expect.anything() },
      limits: { memory: expect.anything() },
    });
    const paths = [agent?.startupProbe, agent?.livenessProbe, agent?.readinessProbe].map(
      (probe) => probe?.httpGet.path,
    );
    expect(paths).toEqual(['/-/healthy', '/-/healthy', '/-/ready']);
  });

  test('can write its outbox and a bounded /tmp and nothing else, and gets no token of the cluster', async () => {
    const pod = (await rendered('StatefulSet'))?.spec.template.spec;
    const [agent] = pod?.containers ?? [];
    expect(pod?.automountServiceAccountToken).toBe(false);
    const writable = agent?.volumeMounts.filter(({ readOnly }) => !readOnly).map(({ name }) => name);
    expect(writable).toEqual(['data', 'tmp']);
    expect(pod?.volumes.find(({ name }) => name === 'tmp')).toEqual({
      name: 'tmp',
      emptyDir: { sizeLimit: '64Mi' },
    });
    // The flags that harden Node stand in the entry point of the image, which a command would replace.
    expect(agent?.command).toBeUndefined();
  });

  test('may be moved when a node is drained', async () => {
    const budget = await rendered('PodDisruptionBudget', 'podDisruptionBudget.enabled=true');
    expect(budget?.spec).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: expect.anything() } });
  });

  test('is reached by its senders and by monitoring, and reaches DNS and COC, with a network policy', async () => {
    const policy = await rendered(
      'NetworkPolicy',
      'networkPolicy.enabled=true',
      'networkPolicy.senders[0].namespaceSelector.matchLabels.team=monitoring',
      'networkPolicy.egressTo[0].ipBlock.cidr=203.0.113.0/24',
    );
    const monitoring = { namespaceSelector: { matchLabels: { team: 'monitoring' } } };
    const tcp = (port: number | string) => ({ protocol: 'TCP', port });
    expect(policy?.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { ports: [tcp('webhooks')], from: [monitoring] },
        { ports: [tcp('admin')], from: [{ namespaceSelector: {} }] },
      ],
      egress: [
        { ports: [{ protocol: 'UDP', port: 53 }, tcp(53)] },
        { ports: [tcp(443)], to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
      ],
    });
  });
});
