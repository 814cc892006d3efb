import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../.ci/secrets/find-secrets.mjs';

/** Random signs; no whole secret stands in this file, so that the search does not find it here. */
const RANDOM = 'q7Zt2mXw9LbK4vRs8NcY1gHd6PfJ3aUe5TioWyQz';
const upper = RANDOM.toUpperCase();

describe('the search for secrets', () => {
  it.each([
    ['private key', `-----BEGIN ${'EC '}PRIVATE KEY-----\n${RANDOM}${RANDOM}`],
    ['private key', `"-----BEGIN ${''}PRIVATE KEY-----\\n${RANDOM}${RANDOM}"`],
    ['access key of AWS', `AKIA${upper.slice(0, 16)}`],
    ['access key of Huawei Cloud', `HPUA${upper.slice(0, 16)}`],
    ['token of GitHub', `ghp_${RANDOM.slice(0, 36)}`],
    ['token of GitLab', `glpat-${RANDOM.slice(0, 20)}`],
    ['token of Grafana', `glsa_${RANDOM.slice(0, 32)}_1`],
    ['token of npm', `npm_${RANDOM.slice(0, 36)}`],
    ['token of Slack', `xoxb-${RANDOM.slice(0, 24)}`],
    ['key of Google', `AIza${RANDOM.slice(0, 35)}`],
    ['key of Stripe', `sk_live_${RANDOM.slice(0, 24)}`],
    ['JSON web token', `eyJ${RANDOM.slice(0, 20)}.eyJ${RANDOM.slice(0, 20)}.${RANDOM}`],
    ['random value with the name of a secret', `secretKey: ${RANDOM}`],
    ['random value with the name of a secret', `"password": "${RANDOM.slice(0, 24)}"`],
    ['random value with the name of a secret', `COC_TOKEN=${RANDOM.slice(3, 30)}`],
    ['random value with the name of a secret', `integration_key = '${RANDOM.slice(0, 32).toLowerCase()}'`],
  ])('finds a %s in %j', (what, text) => {
    expect(findSecrets(`first line\n${text}\n`)).toContainEqual({ line: 2, what });
  });

  it.each([
    'secretKeyFile: /run/secrets/coc-alarm-agent/secret-key',
    'password: emulator-password',
    'token: acceptance-alertmanager-token',
    "integrationKey: '00000000000000000000000000000000'",
    `a digest sha256:${RANDOM}`,
    'const token = secretSourceOf(auth, configuration);',
  ])('takes %j for no secret', (text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  it('finds none in the repository, and is a part of what every change has to pass', () => {
    expect(execFileSync(process.execPath, ['.ci/secrets.mjs'], { encoding: 'utf8' })).toBe('');
    expect(JSON.parse(readFileSync('package.json', 'utf8')).scripts.check).toContain('node .ci/secrets.mjs');
    expect(readFileSync('.ci/run', 'utf8')).toContain('npm run --silent check');
  });
});
