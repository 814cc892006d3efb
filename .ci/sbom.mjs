// Prints what the agent consists of, as CycloneDX: the production packages of the lock file, and no others.
//
//   npm run --silent sbom > coc-alarm-agent.cdx.json
//
// `npm sbom --omit dev` would leave out what a development package needs as well (zod, yaml), so npm is asked about a copy
// that has no development packages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const manifest = { ...read('package.json'), devDependencies: {}, scripts: {} };
const lock = read('package-lock.json');
for (const [path, { dev }] of Object.entries(lock.packages)) if (dev) delete lock.packages[path];
delete lock.packages[''].devDependencies;

const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  // npm calls the whole thing as the folder is called.
  const copy = join(folder, manifest.name);
  mkdirSync(copy);
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(copy, 'package-lock.json'), JSON.stringify(lock));
  const format = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  execFileSync('npm', ['sbom', ...format, '--package-lock-only'], { cwd: copy, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
