import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDirectory } from '../support/temp-directory.ts';

const PINNED = [...readFileSync('Dockerfile', 'utf8').matchAll(/^ARG (\w+_IMAGE)=(\S+)@(sha256:\w+)$/gm)].map(
  ([, name = '', image = '', digest = '']) => ({ name, image, digest }),
);

/** What the registries answer: whether each question to npm is fine, and the newest digest of an image. */
interface Registries {
  readonly faults?: 'none' | 'some';
  readonly signatures?: 'good' | 'bad';
  readonly newest?: (pinned: { readonly name: string; readonly digest: string }) => string;
}

/** Runs `.ci/release` with commands that answer as the registries would. */
function release({ faults = 'none', signatures = 'good', newest = ({ digest }) => digest }: Registries) {
  const directory = tempDirectory();
  const command = (name: string, lines: readonly string[]) => {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
    chmodSync(file, 0o755);
  };
  command('npm', [
    'case "$*" in',
    `'audit --omit=dev --audit-level=high') exit ${faults === 'none' ? 0 : 1};;`,
    `'audit signatures') exit ${signatures === 'good' ? 0 : 1};;`,
    'esac',
    'exit 64',
  ]);
  command('docker', [
    'case "$4" in',
    ...PINNED.map((pinned) => `'${pinned.image}') echo '${newest(pinned)}'; exit 0;;`),
    'esac',
    'exit 64',
  ]);
  const { status, stdout } = spawnSync(join(process.cwd(), '.ci', 'release'), {
    env: { PATH: `${directory}:${process.env.PATH}` },
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('before a release', () => {
  it('nothing is in the way while faults, signatures and images are fine', () => {
    expect(PINNED).toHaveLength(2);
    expect(release({}).status).toBe(0);
  });

  it.each([
    ['a known fault of high severity', { faults: 'some' }],
    ['a package without a good signature', { signatures: 'bad' }],
  ] as const)('%s stops it', (_, registries) => {
    expect(release(registries).status).toBe(1);
  });

  it.each(PINNED)('an older image than the newest of its tag stops it: $name', ({ name: stale, digest }) => {
    const newest = (pinned: { readonly name: string; readonly digest: string }) =>
      pinned.name === stale ? 'sha256:newer' : pinned.digest;
    const { status, stdout } = release({ newest });
    expect(status).toBe(1);
    expect(stdout).toContain(`${stale} has`);
    expect(stdout).toContain(digest);
    expect(stdout.match(/is now sha256:newer/g)).toHaveLength(1);
  });
});
