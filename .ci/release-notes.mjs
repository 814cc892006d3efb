// Fails while the changelog does not say what the version of package.json brings. npm runs it before it publishes:
//
//   node .ci/release-notes.mjs [FOLDER]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const sections = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1);
const problems = [];

const unreleased = sections.find((section) => section.startsWith('Unreleased\n'));
if (unreleased?.includes('\n- '))
  problems.push(`"Unreleased" is not empty: give its entries the heading "## ${version} - YYYY-MM-DD"`);
const released = sections.find((section) => section.startsWith(`${version} - `));
if (!released) problems.push(`there is no section "## ${version} - YYYY-MM-DD"`);
else if (!/^\S+ - \d{4}-\d{2}-\d{2}\n/.test(released)) problems.push(`the section of ${version} has no date`);
else if (!released.includes('\n- ')) problems.push(`the section of ${version} has no entry`);

if (problems.length > 0) {
  console.error(`CHANGELOG.md is not ready for ${version}:\n  ${problems.join('\n  ')}`);
  process.exit(1);
}
