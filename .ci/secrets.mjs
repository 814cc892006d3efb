// Fails when a tracked file holds what looks like a secret:
//
//   node .ci/secrets.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findSecrets } from './secrets/find-secrets.mjs';

/** Values that look like a secret and are none, each with its reason. */
const KNOWN = [
  {
    holds: '0123456789abcdef'.repeat(2),
    reason: 'It counts up; the emulator and the examples have it as integration key.',
  },
  {
    holds: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    reason: 'It is the key of the example in the Standard Webhooks specification.',
  },
];

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== 'package-lock.json' && existsSync(path));
const findings = files.flatMap((path) => {
  const text = readFileSync(path, 'latin1');
  const lines = text.split('\n');
  return findSecrets(text)
    .filter(({ line }) => !KNOWN.some(({ holds }) => lines[line - 1]?.includes(holds)))
    .map(({ line, what }) => `${path}:${line}: ${what}`);
});
for (const finding of findings) console.error(finding);
if (findings.length > 0) {
  console.error(
    `${findings.length} findings: revoke what is a secret; what a test needs has a form that nobody mistakes`,
  );
  process.exit(1);
}
