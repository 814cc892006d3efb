import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { mustRun } from './run-command.ts';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const BUILD_COMMANDS = ['node', 'sh', 'env', 'mkdir', 'rm'];

const configSchema = z.object({
  User: z.string(),
  Env: z.array(z.string()),
  Entrypoint: z.array(z.string()),
  Cmd: z.array(z.string()),
  Labels: z.record(z.string(), z.string()),
  ExposedPorts: z.record(z.string(), z.unknown()),
  Volumes: z.record(z.string(), z.unknown()),
  StopSignal: z.string(),
  Healthcheck: z.object({ Test: z.array(z.string()) }),
});

/** What an image says about itself. */
export type ImageConfig = z.output<typeof configSchema>;

/** An image that was built, and its files in a directory. */
export interface BuiltImage {
  readonly config: ImageConfig;
  readonly root: string;
}

/**
 * Builds the Dockerfile of the project with buildah, on bases that are made of this machine's Node: no registry of
 * images is asked. The packages of npm come from its registry, or its cache.
 */
export async function buildImage(directory: string): Promise<BuiltImage> {
  await mkdir(join(directory, 'tmp'), { recursive: true });
  await makeBase(directory, 'runtime', ['node']);
  await makeBase(directory, 'build', BUILD_COMMANDS);
  const cache = (await mustRun('npm', ['config', 'get', 'cache'])).trim();
  await mkdir(cache, { recursive: true });
  const bases = ['NODE_IMAGE=localhost/build', 'RUNTIME_IMAGE=localhost/runtime', 'VERSION=1.2.3'];
  await buildah(directory, [
    ...[
      'build',
      '--isolation',
      'chroot',
      '--pull-never',
      '--format',
      'docker',
      '--volume',
      `${cache}:/root/.npm`,
    ],
    ...bases.flatMap((base) => ['--build-arg', base]),
    ...['--tag', 'localhost/coc-alarm-agent', '.'],
  ]);
  const inspected = await buildah(directory, ['inspect', '--type', 'image', 'localhost/coc-alarm-agent']);
  const container = (await buildah(directory, ['from', '--pull-never', 'localhost/coc-alarm-agent'])).trim();
  const root = (await buildah(directory, ['mount', container])).trim();
  const image = JSON.parse(inspected) as { Docker: { config: unknown } };
  return { root, config: configSchema.parse(image.Docker.config) };
}

function buildah(directory: string, args: readonly string[]): Promise<string> {
  const store = [
    '--storage-driver',
    'vfs',
    '--root',
    join(directory, 'store'),
    '--runroot',
    join(directory, 'run'),
  ];
  return mustRun('buildah', [...store, ...args], { env: { TMPDIR: join(directory, 'tmp') } });
}

/** An image of some commands of this machine, with the libraries that they need. */
async function makeBase(directory: string, name: string, commands: readonly string[]): Promise<void> {
  const context = join(directory, name);
  const root = join(context, 'root');
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  for (const command of commands) await copyCommand(root, command);
  const environment = ['PATH=/usr/bin'];
  if (name === 'build') {
    await copyFile(root, CERTIFICATES, CERTIFICATES);
    await addShellAndNpm(root);
    environment.push(`NODE_EXTRA_CA_CERTS=${CERTIFICATES}`);
  }
  await mustRun('tar', ['-C', root, '-cf', join(context, 'root.tar'), '.']);
  await rm(root, { recursive: true });
  await writeFile(
    join(context, 'Dockerfile'),
    `FROM scratch\nADD root.tar /\nENV ${environment.join(' ')}\n`,
  );
  await buildah(directory, ['build', '--isolation', 'chroot', '--tag', `localhost/${name}`, context]);
}

async function addShellAndNpm(root: string): Promise<void> {
  const npm = join((await mustRun('npm', ['root', '--global'])).trim(), 'npm');
  await mustRun('cp', ['-a', npm, join(root, 'npm')]);
  await mkdir(join(root, 'bin'), { recursive: true });
  await symlink('/usr/bin/sh', join(root, 'bin/sh'));
  await symlink('/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'));
}

async function copyCommand(root: string, command: string): Promise<void> {
  const path = (await mustRun('sh', ['-c', 'readlink -f "$(command -v "$0")"', command])).trim();
  await copyFile(root, path, `/usr/bin/${command}`);
  const libraries = (await mustRun('ldd', [path])).matchAll(/(\/\S+)/g);
  for (const [library] of libraries) await copyFile(root, library, library);
}

async function copyFile(root: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true });
  await mustRun('cp', ['--dereference', from, join(root, to)]);
}

/** The names of the packages that are installed in an image, those with a scope included. */
export async function installedPackages({ root }: BuiltImage): Promise<readonly string[]> {
  const modules = join(root, 'app/node_modules');
  const names = (await readdir(modules)).filter((name) => !name.startsWith('.'));
  const found = names.map(async (name) =>
    name.startsWith('@') ? (await readdir(join(modules, name))).map((one) => `${name}/${one}`) : [name],
  );
  return (await Promise.all(found)).flat().sort();
}

/** The names of the packages that the lock file has for production. */
export async function lockedPackages(): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const paths = Object.entries(lock.packages).filter(([, { dev }]) => !dev);
  return paths.flatMap(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? []).sort();
}
