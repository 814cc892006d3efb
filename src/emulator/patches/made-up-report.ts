import { createHash } from 'node:crypto';
import { addressOf, type FleetResource } from '../fleet/fleet-resource.ts';
import { isCompliant, type PatchItem, type patchStatuses } from './patch-item.ts';
import type { PatchReport, SeveritySummary } from './patch-report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Age of the report about a server whose agent is offline. */
const STALE_MS = 40 * DAY_MS;

const packages = [
  ...([
    'kernel',
    'openssl',
    'glibc',
    'sudo',
    'curl',
    'openssh',
    'systemd',
    'bind',
    'python3',
    'expat',
  ] as const),
  ...(['libxml2', 'zlib', 'vim', 'tar', 'nginx', 'git'] as const),
];
const systems = ['HuaweiCloudEulerOS', 'CentOS', 'EulerOS'] as const;
const levels = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;
const wrongStatuses = ['MISSING', 'MISSING', 'MISSING', 'PENDING_REBOOT', 'FAILED', 'REJECT'] as const;

/**
 * A made-up report about a server, the same for each seed. Each third server has all its patches. On EulerOS, no patch has
 * a level, as in the example of the reference; some servers are nodes of a CCE cluster. `now` is epoch ms.
 */
export function makeUpReport(server: FleetResource, index: number, seed: number, now: number): PatchReport {
  const id = numbersOf(`${seed}/report/${server.id}`).hex;
  const operatingSystem = pick(systems, index);
  const baseline = `COC-${operatingSystem}DefaultPatchBaseline`;
  const age = server.agent_state === 'OFFLINE' ? STALE_MS : (index % 24) * HOUR_MS;
  const reportTime = now - age;
  const isNode = index % 12 === 10;
  const items = packages.map((name, number) =>
    makeUpItem({ name, server, seed, reportTime, baseline, isWhole: index % 3 === 0, place: index + number }),
  );
  const good = items.filter(isCompliant);
  const bad = items.filter((item) => !isCompliant(item));
  return {
    id,
    name: server.name,
    enterprise_project_id: server.ep_id,
    instance_id: server.resource_id,
    node_id: isNode ? `node-${id.slice(0, 8)}` : '',
    ip: addressOf(server, 'fixed'),
    eip: addressOf(server, 'floating') || null,
    region: server.region_id,
    group: server.tags.app ?? null,
    report_scene: isNode ? 'CCE' : 'ECS',
    cce_info_id: isNode ? `cce-${id.slice(8, 16)}` : null,
    status: bad.length === 0 ? 'compliant' : 'non_compliant',
    baseline_id: baselineIdOf(baseline),
    baseline_name: baseline,
    rule_type: 'standard',
    operating_system: operatingSystem,
    compliant_summary: { compliant_count: good.length, severity_summary: severitiesOf(good) },
    // The reference's example counts 204 such patches, none of them as unspecified.
    non_compliant_summary: {
      non_compliant_count: bad.length,
      severity_summary: { ...severitiesOf(bad), unspecified_count: 0 },
    },
    execution_summary: {
      order_id: `PO${id.slice(0, 23)}`,
      job_id: `SCT${id.slice(0, 23)}`,
      report_time: reportTime,
    },
    items,
  };
}

interface MadeUpPatch {
  readonly name: string;
  readonly server: FleetResource;
  readonly seed: number;
  readonly reportTime: number;
  readonly baseline: string;
  readonly isWhole: boolean;
  readonly place: number;
}

function makeUpItem({ name, server, seed, reportTime, baseline, isWhole, place }: MadeUpPatch): PatchItem {
  const { first, second } = numbersOf(`${seed}/patch/${server.id}/${name}`);
  const hasLevel = !baseline.includes('-EulerOS');
  const status = isWhole || first % 3 > 0 ? installed(first) : pick(wrongStatuses, second);
  const level = hasLevel ? pick(levels, place) : 'UNSPECIFIED';
  return {
    instance_id: server.resource_id,
    title: `${name}-${1 + (first % 9)}.${second % 20}-${first % 40}.x86_64`,
    classification: hasLevel ? pick(['security', 'bugfix', 'enhancement'], place) : '',
    severity_level: hasLevel ? level : '',
    compliance_level: level,
    patch_detail: {
      installed_time: isMissing(status) ? null : reportTime - (1 + (second % 90)) * DAY_MS,
      patch_baseline_id: baselineIdOf(baseline),
      patch_baseline_name: baseline,
      patch_status: status,
    },
  };
}

function installed(number: number): (typeof patchStatuses)[number] {
  return number % 7 === 0 ? 'INSTALLED_OTHER' : 'INSTALLED';
}

function isMissing(status: (typeof patchStatuses)[number]): boolean {
  return status === 'MISSING' || status === 'FAILED' || status === 'REJECT';
}

function severitiesOf(items: readonly PatchItem[]): SeveritySummary {
  const of = (level: string) => items.filter((item) => item.compliance_level === level).length;
  return {
    critical_count: of('CRITICAL'),
    high_count: of('HIGH'),
    medium_count: of('MEDIUM'),
    low_count: of('LOW'),
    informational_count: of('INFORMATIONAL'),
    unspecified_count: of('UNSPECIFIED'),
  };
}

function baselineIdOf(baseline: string): string {
  return `JX-${numbersOf(baseline).hex.slice(0, 29)}`;
}

function numbersOf(text: string): { readonly hex: string; readonly first: number; readonly second: number } {
  const digest = createHash('sha256').update(text).digest();
  return {
    hex: digest.toString('hex').slice(0, 32),
    first: digest.readUInt32BE(0),
    second: digest.readUInt32BE(4),
  };
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}
