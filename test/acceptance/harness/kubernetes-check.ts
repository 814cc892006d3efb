import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { KubernetesObject } from './helm.ts';
import type { Lab } from './lab.ts';
import { runCommand } from './run-command.ts';

const GROUPS = {
  core: (version: string) => `kubernetes-models/${version}`,
  'monitoring.coreos.com': (version: string) =>
    `@kubernetes-models/prometheus-operator/monitoring.coreos.com/${version}`,
};

const reference = z.strictObject({ name: z.string(), namespace: z.string().optional() });

/** As much of the Gateway API as the chart uses: there are no models of it for the Node that we support. */
const httpRouteSchema = z.strictObject({
  apiVersion: z.literal('gateway.networking.k8s.io/v1'),
  kind: z.literal('HTTPRoute'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.strictObject({
    parentRefs: z.array(reference).min(1),
    hostnames: z.array(z.string()).optional(),
    rules: z.array(
      z.strictObject({
        matches: z.array(
          z.strictObject({ path: z.strictObject({ type: z.literal('PathPrefix'), value: z.string() }) }),
        ),
        backendRefs: z.array(z.strictObject({ name: z.string(), port: z.int() })),
      }),
    ),
  }),
});

/** The faults of objects by the schemas of Kubernetes and the Prometheus operator: wrong types, missing keys. */
export async function schemaFaults(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const faults = await Promise.all(
    objects.map(async (object) => {
      try {
        await validate(object);
        return [];
      } catch (error) {
        return [`${object.kind} ${object.metadata.name}: ${error}`];
      }
    }),
  );
  return faults.flat();
}

/** The faults of objects by their types: keys that there are not. One run of the compiler for all of them. */
export async function unknownKeys(lab: Lab, objects: readonly KubernetesObject[]): Promise<string> {
  const typed = objects.filter(({ kind }) => kind !== 'HTTPRoute');
  const lines = typed.map((object, i) => {
    const type = `import('${moduleOf(object)}').I${object.kind}`;
    return `export const object${i}: ${type} = ${JSON.stringify(object, null, 1)};`;
  });
  const directory = await lab.makeDirectory('typed');
  await lab.writeFile('typed/objects.ts', lines.join('\n'));
  await symlink(resolve('node_modules'), join(directory, 'node_modules')).catch(() => undefined);
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
  const args = [compiler, ...options, '--types', '', 'objects.ts'];
  const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: directory });
  return code === 0 ? '' : `${stdout}${stderr}`;
}

async function validate(object: KubernetesObject): Promise<void> {
  if (object.kind === 'HTTPRoute') {
    httpRouteSchema.parse(object);
    return;
  }
  const models = (await import(moduleOf(object))) as Record<
    string,
    new (
      object: unknown,
    ) => { validate(): void }
  >;
  const Model = models[object.kind];
  if (!Model) throw new Error(`there is no model of ${object.apiVersion} ${object.kind}`);
  new Model(object).validate();
}

function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const path =
    group === 'monitoring.coreos.com'
      ? GROUPS['monitoring.coreos.com'](version)
      : GROUPS.core([group, version].filter((part) => part !== '').join('/'));
  return `${path}/${kind}`;
}
