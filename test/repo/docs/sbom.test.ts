import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly version: string;
}

function productionPackages(): readonly string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const named = Object.entries(packages).flatMap(([path, { dev, version }]) => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    return dev || name === undefined ? [] : [`${name}@${version}`];
  });
  return [...new Set(named)].sort();
}

it('the SBOM lists the production packages of the lock file, each with its licence, and no others', () => {
  const output = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', stdio: 'pipe' });
  const sbom = JSON.parse(output) as {
    bomFormat: string;
    components: { name: string; version: string; licenses?: object[] }[];
  };
  expect(sbom.bomFormat).toBe('CycloneDX');
  const listed = sbom.components.map(({ name, version }) => `${name}@${version}`).sort();
  expect(listed).toEqual(productionPackages());
  expect(sbom.components.filter(({ licenses }) => !licenses?.length)).toEqual([]);
});
