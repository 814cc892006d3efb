import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';

const FOLDER = fileURLToPath(new URL('../../../config/', import.meta.url));
const KITS = ['alertmanager', 'grafana', 'zabbix'];
const files = KITS.flatMap((kit) => readdirSync(join(FOLDER, kit)).map((file) => join(kit, file)));
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** A contact point as Grafana's provisioning reads it. */
interface ContactPoints {
  readonly contactPoints: readonly [
    {
      readonly name: string;
      readonly receivers: readonly [
        {
          readonly type: string;
          readonly disableResolveMessage: boolean;
          readonly settings: Readonly<Record<string, unknown>>;
        },
      ];
    },
  ];
}

const contactPoint = (file: string) => (parse(textOf(file)) as ContactPoints).contactPoints[0];

describe('every file of the kits', () => {
  it.each(files.filter((file) => /\.ya?ml$/.test(file)))('%s is YAML without faults', (file) => {
    for (const document of parseAllDocuments(textOf(file), { uniqueKeys: true })) {
      expect(document.errors).toEqual([]);
      expect(document.warnings).toEqual([]);
    }
  });

  it.each(KITS)('of %s stands in its README.md, and every file that that names is there', (kit) => {
    const readme = textOf(join(kit, 'README.md'));
    const own = files.filter((file) => file.startsWith(kit)).map((file) => file.slice(kit.length + 1));
    for (const file of own.filter((name) => name.includes('.') && name !== 'README.md'))
      expect(readme).toContain(`(${file})`);
    for (const [, link = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g))
      expect(readFileSync(join(FOLDER, kit, link))).toBeDefined();
  });
});

describe('a contact point of Grafana', () => {
  it.each(['contact-point.hmac.yaml', 'contact-point.bearer.yaml'])(
    '%s sends whole groups and their ends to the webhook of a source',
    (file) => {
      const { name, receivers } = contactPoint(join('grafana', file));
      expect(name).toBe('coc-alarm-agent');
      expect(receivers).toMatchObject([
        {
          type: 'webhook',
          disableResolveMessage: false,
          settings: { url: 'http://coc-alarm-agent:9095/webhooks/grafana', httpMethod: 'POST', maxAlerts: 0 },
        },
      ]);
    },
  );

  it('signs with the headers that the source looks for', () => {
    const { settings } = contactPoint('grafana/contact-point.hmac.yaml').receivers[0];
    const { header, timestampHeader } = settings.hmacConfig as Record<string, string>;
    const source = grafanaSourceSchema.parse({
      type: 'grafana',
      auth: { hmac: { secret: 's', timestampHeader } },
    });
    expect(source.auth?.hmac).toMatchObject([{ header, timestampHeader }]);
  });

  it.each(['contact-point.hmac.yaml', 'contact-point.bearer.yaml', 'coc-alarm-agent.tf'])(
    '%s holds no secret',
    (file) => {
      const secrets = textOf(join('grafana', file)).matchAll(
        /^\s*(?:secret|authorization_credentials)\s*[:=]\s*(.+)$/gm,
      );
      const values = [...secrets].map(([, value]) => value);
      expect(values).toHaveLength(1);
      expect(values[0]).toMatch(/^(\$GRAFANA_COC_(SECRET|TOKEN)|var\.coc_agent_secret)$/);
    },
  );

  it('is where the notification policy sends everything', () => {
    const { policies } = parse(textOf('grafana/notification-policy.yaml')) as { policies: object[] };
    expect(policies).toMatchObject([{ receiver: contactPoint('grafana/contact-point.hmac.yaml').name }]);
  });
});

it('the Terraform snippet says what the provisioning files say, as HCL itself reads it', async () => {
  const { resource } = await parseHcl('coc-alarm-agent.tf', textOf('grafana/coc-alarm-agent.tf'));
  const { settings } = contactPoint('grafana/contact-point.hmac.yaml').receivers[0];
  const hmac = settings.hmacConfig as Record<string, string>;
  expect(resource.grafana_contact_point.coc_alarm_agent).toEqual([
    {
      name: contactPoint('grafana/contact-point.hmac.yaml').name,
      webhook: [
        {
          url: `\${var.coc_agent_url}`,
          http_method: settings.httpMethod,
          max_alerts: settings.maxAlerts,
          disable_resolve_message: false,
          hmac_config: [
            {
              secret: `\${var.coc_agent_secret}`,
              header: hmac.header,
              timestamp_header: hmac.timestampHeader,
            },
          ],
        },
      ],
    },
  ]);
  expect(resource.grafana_notification_policy.coc_alarm_agent).toMatchObject([
    { contact_point: `\${grafana_contact_point.coc_alarm_agent.name}`, group_interval: '1m' },
  ]);
});

/** The part of a chart's values that makes the sidecar. */
interface Sidecar {
  readonly containers: readonly object[];
  readonly volumes: readonly object[];
}

/** The two charts have other names for the same. */
interface Values {
  readonly extraContainers?: readonly object[];
  readonly extraVolumes?: readonly object[];
  readonly alertmanager?: { readonly alertmanagerSpec: Sidecar };
}

function sidecarIn(file: string): Sidecar {
  const values = parse(textOf(join('alertmanager', file))) as Values;
  const { extraContainers: containers = [], extraVolumes: volumes = [] } = values;
  return values.alertmanager?.alertmanagerSpec ?? { containers, volumes };
}

it.each(['sidecar.alertmanager.values.yaml', 'sidecar.kube-prometheus-stack.values.yaml'])(
  'the sidecar in %s mounts its configuration, and is probed where it listens',
  (file) => {
    const { containers, volumes } = sidecarIn(file);
    expect(containers).toMatchObject([
      {
        name: 'coc-alarm-agent',
        args: ['serve', '--config', '/config/config.yaml'],
        ports: [{ name: 'agent-metrics', containerPort: 9096 }],
        livenessProbe: { httpGet: { path: '/-/healthy', port: 'agent-metrics' } },
        readinessProbe: { httpGet: { path: '/-/ready', port: 'agent-metrics' } },
      },
    ]);
    expect(volumes).toEqual([{ name: 'coc-alarm-agent', secret: { secretName: 'coc-alarm-agent' } }]);
  },
);
