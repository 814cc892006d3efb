import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect } from 'vitest';
import { parse } from 'yaml';
import { ensureDebianPackages } from './harness/debian-packages.ts';
import { CHART, type HelmVersion, helm, type KubernetesObject, renderChart } from './harness/helm.ts';
import { schemaFaults, unknownKeys } from './harness/kubernetes-check.ts';
import { type Lab, test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { mustRun, runCommand } from './harness/run-command.ts';

const EXAMPLES = readdirSync(`${CHART}/ci`).map((file) => `${CHART}/ci/${file}`);
const START = `${CHART}/ci/default-values.yaml`;
const MINIMAL = `${CHART}/ci/minimal-values.yaml`;
const SECRETS = '/run/secrets/coc-alarm-agent';

beforeAll(() => ensureDebianPackages([{ name: 'unzip', commands: ['unzip'] }]));

describe.each<[HelmVersion]>([[3], [4]])('with Helm %i', (version) => {
  test.for(EXAMPLES)('%s passes lint and renders objects that Kubernetes takes', async (file) => {
    expect(await helm(version, 'lint', '--strict', CHART, '-f', file)).toMatchObject({ code: 0 });
    const objects = await renderChart(version, '-f', file);
    expect(objects.length).toBeGreaterThan(2);
    expect(await schemaFaults(objects)).toEqual([]);
  });

  test('the chart alone passes lint, so that it can be published', async () => {
    expect(await helm(version, 'lint', '--strict', CHART)).toMatchObject({ code: 0 });
  });

  test.for(mistakes())('%s fails and says what to do', async ([_title, args, words]) => {
    const { code, stderr } = await helm(version, 'template', 'x', CHART, ...args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(words);
  });
});

describe('what is rendered', () => {
  test.for(EXAMPLES.filter((file) => !file.includes('existing-secret')))(
    'the configuration of %s is accepted by check-config',
    async (file, { lab }) => {
      const environment = {
        COC_INTEGRATION_KEY: '0'.repeat(32),
        HUAWEICLOUD_SDK_AK: 'access-key',
        HUAWEICLOUD_SDK_SK: 'secret-key',
      };
      const config = await writeConfig(lab, await renderChart(4, '-f', file));
      const args = programArguments('check-config', '--no-files', config);
      expect(await runCommand(process.execPath, args, { env: environment })).toMatchObject({ code: 0 });
    },
  );

  test('no object has a key that Kubernetes does not know', async ({ lab }) => {
    const objects = await Promise.all(EXAMPLES.map((file) => renderChart(4, '-f', file)));
    expect(await unknownKeys(lab, objects.flat())).toBe('');
  });

  test('no container may be root, write to its image, or gain rights', async () => {
    const objects = (await Promise.all(EXAMPLES.map((file) => renderChart(4, '-f', file)))).flat();
    const pods = objects.flatMap((object) => podOf(object) ?? []);
    expect(pods.length).toBeGreaterThan(8);
    for (const pod of pods) expect(pod).toMatchObject(RESTRICTED_POD);
    const own = pods.flatMap(({ containers }) => containers).filter(({ name }) => OWN.includes(name));
    for (const container of own) expect(container).toMatchObject(RESTRICTED_CONTAINER);
  });

  test('a changed configuration rolls the pod, unless the reloader takes it over', async () => {
    const checksum = async (...args: readonly string[]) => {
      const objects = await renderChart(4, '-f', START, ...args);
      const { template } = specOf(objects, 'StatefulSet') as { template: KubernetesObject };
      return template.metadata.annotations?.['checksum/config'];
    };
    const before = await checksum();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await checksum('--set', 'config.log.level=debug')).not.toBe(before);
    expect(await checksum('--set', 'configReloader.enabled=true')).toBeUndefined();
  });

  test('the heap of Node is seven tenths of the memory limit', async () => {
    const objects = await renderChart(4, '-f', START, '--set', 'resources.limits.memory=1Gi');
    const [agent] = podOf(objects.find(({ kind }) => kind === 'StatefulSet'))?.containers ?? [];
    expect(agent?.env).toContainEqual({ name: 'NODE_OPTIONS', value: '--max-old-space-size=716' });
  });

  test.for([
    ['1.29.0', { exec: expect.anything() }],
    ['1.30.0', { sleep: { seconds: 5 } }],
  ] as const)('on Kubernetes %s the pod waits before it ends', async ([kubernetes, wait]) => {
    const objects = await renderChart(4, '-f', START, '--kube-version', kubernetes);
    const [agent] = podOf(objects.find(({ kind }) => kind === 'StatefulSet'))?.containers ?? [];
    expect(agent?.lifecycle?.preStop).toEqual(wait);
  });

  test('the alert rules are good ones for promtool, and those switched off are gone', async ({ lab }) => {
    const objects = await renderChart(3, '-f', `${CHART}/ci/all-on-values.yaml`);
    const rules = specOf(objects, 'PrometheusRule');
    const file = await lab.writeFile('rules.yml', rules);
    expect(await mustRun('promtool', ['check', 'rules', file])).toContain('SUCCESS');
    const text = JSON.stringify(rules);
    expect(text).not.toContain('CocAlarmAgentHeartbeatMissing');
    expect(text).toContain('"https://wiki.example/coc-alarm-agent#cocalarmagentdown"');
    const unset = ['-f', `${CHART}/ci/all-on-values.yaml`, '--set', 'prometheusRule.runbookUrl='];
    const linked = JSON.stringify(specOf(await renderChart(3, ...unset), 'PrometheusRule'));
    expect(linked).toContain('/config/prometheus/README.md#cocalarmagentdown"');
  });

  test('what Helm prints at the end has the snippet of each source', async ({ lab }) => {
    const values = await lab.writeFile('values.yaml', {});
    const dryRun = [
      'install',
      'x',
      CHART,
      '-f',
      START,
      '-f',
      values,
      '--dry-run=client',
      '--namespace',
      'coc',
    ];
    const { code, stdout } = await helm(4, ...dryRun);
    expect(code).toBe(0);
    for (const source of ['alertmanager', 'grafana', 'zabbix'])
      expect(stdout).toContain(`http://x-coc-alarm-agent.coc.svc:9095/webhooks/${source}`);
    expect(stdout).toContain(
      'exec statefulset/x-coc-alarm-agent -c agent -- node /app/dist/main.js alarms list',
    );
  });
});

describe('what Helm prints at the end about the configuration', () => {
  const printed = async (...args: readonly string[]) => {
    const { code, stdout } = await helm(4, 'install', 'x', CHART, ...args, '--dry-run=client');
    expect(code).toBe(0);
    return stdout;
  };
  const WARNING = 'some values of the configuration do nothing';

  test.for(EXAMPLES)('is nothing for %s', async (file) => {
    expect(await printed('-f', file)).not.toContain(WARNING);
  });

  test('names what check-config would refuse or doubt', async ({ lab }) => {
    const auth = { bearer: { tokenFile: '/run/secrets/coc-alarm-agent/token' } };
    const values = await lab.writeFile('values.yaml', {
      config: {
        sources: { alertmanager: { type: 'alertmanager', auth } },
        alarm: { applicationId: '{{ labels.app }}', alarmName: '{{ lables.x }} {{ labels.y }}' },
        routes: [
          { match: ['alarmLevel="critical"', 'team=~"a|b"'], applicationId: 'my-app' },
          { match: ['alarmLevel=~"Major"'], alarmName: '{% assign a = labels.b %}{{ a }}' },
        ],
      },
    });
    const text = await printed('-f', MINIMAL, '-f', values);
    const said = text
      .slice(text.indexOf(WARNING))
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(said).toEqual([
      '- config.alarm.alarmName reads lables, which no template knows; for a label write labels.NAME',
      '- config.routes[0].match: alarmLevel="critical" can never match; a level is one of Critical, Major, Minor, Info',
      '- config.routes[0].applicationId does not look like the id of a COC application',
      '- config.alarm.applicationId may render to nothing: set config.alarm.defaultApplicationId',
      '- existingSecret is not set, so that these files are missing: /run/secrets/coc-alarm-agent/token',
    ]);
  });
});

/** Title, arguments of `helm template`, and what the message has to say. */
function mistakes(): [string, string[], RegExp][] {
  const start = ['-f', START];
  return [
    ['no configuration', [], /config is empty: set config\.coc/],
    ['an unknown value', [...start, '--set', 'replicaCount=2'], /replicaCount/],
    ['an unknown key of the agent', [...start, '--set', 'config.coc.endpont=x'], /endpont/],
    ['a wrong type', [...start, '--set', 'config.delivery.concurrency=many'], /concurrency[\s\S]*integer/],
    ['an unknown kind of controller', [...start, '--set', 'controller=DaemonSet'], /controller/],
    [
      'a listener of its own',
      [...start, '--set', 'config.listen.admin=127.0.0.1:9096'],
      /containerPorts\.admin/,
    ],
    ['two configurations', [...start, '--set', 'existingConfigSecret=x'], /remove one of them/],
    [
      'an ingress for a source without auth',
      ['-f', `${CHART}/ci/minimal-values.yaml`, '--set', 'ingress.enabled=true,ingress.hosts={a.example}'],
      /config\.sources\.alertmanager\.auth/,
    ],
    ['too little time to end', [...start, '--set', 'terminationGracePeriodSeconds=12'], /at least 15/],
    [
      'a missing operator',
      [...start, '--set', 'serviceMonitor.enabled=true,requireMonitoringApi=true'],
      /install the Prometheus operator/,
    ],
  ];
}

const RESTRICTED_POD = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
};
const OWN = ['agent', 'config-reloader', 'check-config', 'webhooks-answer'];
const RESTRICTED_CONTAINER = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};

interface Pod {
  readonly containers: readonly {
    readonly name: string;
    readonly env?: readonly object[];
    readonly lifecycle?: { readonly preStop: object };
  }[];
}

function podOf(object: KubernetesObject | undefined): Pod | undefined {
  const { kind, spec } = (object ?? {}) as { kind?: string; spec?: Pod & { template?: { spec: Pod } } };
  return kind === 'Pod' ? spec : spec?.template?.spec;
}

function specOf(objects: readonly KubernetesObject[], kind: string): unknown {
  return (objects.find((object) => object.kind === kind) as { spec?: unknown } | undefined)?.spec;
}

/** Writes the agent's configuration with the secrets as files of the lab. */
async function writeConfig(lab: Lab, objects: readonly KubernetesObject[]): Promise<string> {
  const holder = objects.find((object) => JSON.stringify(object).includes('"config.yaml"')) as unknown as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
  };
  const text = (holder.stringData ?? holder.data)?.['config.yaml'] ?? '';
  const secrets = await lab.makeDirectory('secrets');
  for (const [, name = ''] of text.matchAll(/coc-alarm-agent\/([\w-]+(?:\.\w+)?)/g))
    await lab.writeFile(`secrets/${name}`, '0123456789abcdef0123456789abcdef');
  expect(parse(text)).toMatchObject({ dataDir: '/data' });
  return lab.writeFile('config.yaml', text.replaceAll(SECRETS, secrets));
}
