import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
>;
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

/** What the agent may bring along. Raise it only for something that is worth its upkeep. */
const MOST_DIRECT = 14;
const MOST_IN_ALL = 107;

describe('the dependencies', () => {
  it('stay within their budget', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(MOST_DIRECT);
    expect(locked.filter(([, { dev }]) => !dev).length).toBeLessThanOrEqual(MOST_IN_ALL);
  });

  it('have exact versions, which only a change of the lock file changes', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('come from the registry of npm, with the hash of their content', () => {
    const odd = locked.filter(
      ([, { resolved = '', integrity = '' }]) =>
        // The lock file leaves the address out where it is that of the registry.
        !/^(?:https:\/\/registry\.npmjs\.org\/.*)?$/.test(resolved) || !integrity.startsWith('sha512-'),
    );
    expect(odd).toEqual([]);
  });

  it('run nothing when they are installed, and are not asked to', () => {
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
    for (const file of ['.ci/run', 'Dockerfile'])
      for (const [, options] of readFileSync(file, 'utf8').matchAll(/\bnpm (?:ci|prune)\b(.*)/g))
        expect([file, options]).toEqual([file, expect.stringContaining('--ignore-scripts')]);
  });
});
