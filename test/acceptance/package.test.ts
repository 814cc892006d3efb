import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockedPackages } from './harness/image-build.ts';
import { mustRun, runCommand } from './harness/run-command.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const LARGEST_BYTES = 1_800_000;
const PAGES = ['CHANGELOG.md', 'README.md', 'README.zh-CN.md', 'SECURITY.md'];
const INSTALLED = 'node_modules/coc-alarm-agent';

let directory: string;
let packed: Packed;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-package-'));
  const output = await mustRun('npm', ['pack', '--json', '--pack-destination', directory]);
  packed = (JSON.parse(output) as [Packed])[0];
  await mustRun('npm', ['init', '--yes'], { cwd: directory });
  await mustRun('npm', ['install', '--omit=dev', '--engine-strict', packed.filename], { cwd: directory });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the package', () => {
  test('holds the program and what users copy, and nothing else', () => {
    const places = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...places].sort()).toEqual(
      [...PAGES, 'LICENSE', 'config', 'dist', 'docs', 'helm', 'package.json'].sort(),
    );
    expect(packed.size).toBeLessThan(LARGEST_BYTES);
  });

  test.each([
    'dist/main.js',
    'config/coc-alarm-agent/config.schema.json',
    'config/prometheus/rules.yml',
    'config/prometheus/dashboard.json',
    'config/systemd/coc-alarm-agent.service',
    'helm/coc-alarm-agent/values.schema.json',
    'helm/coc-alarm-agent/templates/_pod.tpl',
    'dist/share/man/man1/coc-alarm-agent.1',
    'dist/share/bash-completion/completions/coc-alarm-agent',
    'dist/share/zsh/site-functions/_coc-alarm-agent',
    'dist/share/fish/vendor_completions.d/coc-alarm-agent.fish',
  ])('holds %s', (file) => {
    expect(packed.files.map(({ path }) => path)).toContain(file);
  });

  test('installed in an empty folder, runs the demo', async () => {
    const { code, stdout } = await inFolder('demo', '--once');
    expect(stdout).toContain('Everything has arrived.');
    expect(code).toBe(0);
  });

  test('installed for all users, brings its man page', async () => {
    const prefix = join(directory, 'prefix');
    await mustRun('npm', ['install', '--global', '--prefix', prefix, packed.filename], { cwd: directory });
    const page = await readFile(join(prefix, 'share/man/man1/coc-alarm-agent.1'), 'utf8');
    expect(page).toBe(await mustRun(join(prefix, 'bin/coc-alarm-agent'), ['man']));
    expect(page).toContain('\n.TH COC-ALARM-AGENT 1 ');
  });

  test('holds the completions that the program prints', async () => {
    for (const [shell, file] of [
      ['bash', 'bash-completion/completions/coc-alarm-agent'],
      ['zsh', 'zsh/site-functions/_coc-alarm-agent'],
      ['fish', 'fish/vendor_completions.d/coc-alarm-agent.fish'],
    ] as const) {
      const held = await readFile(join(directory, INSTALLED, 'dist/share', file), 'utf8');
      expect(held).toBe((await inFolder('completion', shell)).stdout);
      expect(held).toContain(`completion ${shell}`);
    }
  });

  test('takes the configuration that comes with it', async () => {
    const file = `${INSTALLED}/config/coc-alarm-agent/quickstart.yaml`;
    expect(await inFolder('check-config', file)).toMatchObject({ code: 0 });
  });

  test('says its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await inFolder('--version')).stdout.trim()).toBe(version);
  });
});

describe('what is in it', () => {
  test('is told by an SBOM of the installation: every production package of the lock file', async () => {
    const sbom = await mustRun('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: directory });
    const { components } = JSON.parse(sbom) as { components: { name: string; purl: string }[] };
    const names = new Set(components.map(({ name }) => name));
    expect((await lockedPackages()).filter((name) => !names.has(name))).toEqual([]);
    for (const { purl } of components) expect(purl).toMatch(/^pkg:npm\//);
  });

  test('has licences that are allowed', async () => {
    expect(await runCommand(process.execPath, ['.ci/licences.mjs'])).toMatchObject({ code: 0 });
  });
});

function inFolder(...args: readonly string[]) {
  return runCommand(resolve(directory, 'node_modules/.bin/coc-alarm-agent'), args, { cwd: directory });
}
