// Fails when a production dependency of the lock file has a licence that is not on this list:
//
//   node .ci/licences.mjs
import { readFileSync } from 'node:fs';

const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
];

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const counts = new Map();
const refused = [];
for (const [path, { dev, version, license = 'none' }] of Object.entries(packages)) {
  if (dev) continue;
  counts.set(license, (counts.get(license) ?? 0) + 1);
  if (!isAllowed(license)) refused.push(`${path}@${version}: ${license}`);
}

for (const [licence, count] of [...counts].sort()) console.log(`${String(count).padStart(4)} ${licence}`);
if (refused.length > 0) {
  console.error(`not allowed:\n  ${refused.join('\n  ')}`);
  process.exit(1);
}

/** One alternative of "A OR B" is enough; of "A AND B" both have to be allowed. */
function isAllowed(expression) {
  const alternatives = expression.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((all) => all.split(' AND ').every((licence) => ALLOWED.includes(licence.trim())));
}
