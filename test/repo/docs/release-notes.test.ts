import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

let folder: string | undefined;

afterEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function check(changelog: string): Promise<{ readonly code: number; readonly stderr: string }> {
  const place = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-notes-'));
  folder = place;
  await writeFile(join(place, 'package.json'), '{"version":"1.2.0"}');
  await writeFile(join(place, 'CHANGELOG.md'), changelog);
  return new Promise((resolve) => {
    execFile(process.execPath, ['.ci/release-notes.mjs', place], (error, _stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stderr }),
    );
  });
}

const ENTRY = '- [BUGFIX] sources: this.\n';

it.each([
  ['an empty "Unreleased"', `# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-11-24\n\n${ENTRY}`],
  ['no "Unreleased"', `# Changelog\n\n## 1.2.0 - 2026-11-24\n\n${ENTRY}\n## 1.1.0 - 2026-01-01\n\n${ENTRY}`],
])('a release with %s may be published', async (_case, changelog) => {
  expect(await check(changelog)).toEqual({ code: 0, stderr: '' });
});

it.each([
  [
    '"Unreleased" has an entry',
    `## Unreleased\n\n${ENTRY}\n## 1.2.0 - 2026-11-24\n\n${ENTRY}`,
    'is not empty',
  ],
  [
    'its version has no section',
    `## Unreleased\n\n## 1.1.0 - 2026-01-01\n\n${ENTRY}`,
    'no section "## 1.2.0',
  ],
  ['its version has no date', `## 1.2.0 - soon\n\n${ENTRY}`, 'has no date'],
  ['its version has no entry', '## 1.2.0 - 2026-11-24\n', 'has no entry'],
])('nothing is published while %s', async (_case, changelog, problem) => {
  const { code, stderr } = await check(changelog);
  expect(code).toBe(1);
  expect(stderr).toContain(problem);
});
