import crypto, { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hasBearerToken } from '../../../src/admin/bearer-token.ts';
import { inlineSecret, Secret } from '../../../src/settings/secret.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const real = crypto.timingSafeEqual;

afterEach(() => {
  crypto.timingSafeEqual = real;
  syncBuiltinESMExports();
});

/** Lets every comparison in constant time have this result, and counts them. */
function compareAs(result: (equal: boolean) => boolean) {
  const lengths: number[] = [];
  crypto.timingSafeEqual = (one, other) => {
    lengths.push(one.byteLength);
    return result(real(one, other));
  };
  syncBuiltinESMExports();
  return lengths;
}

const BODY = Buffer.from('{}');
const deps = { levels: {}, clock: new FakeClock() };
const KEYS = ['first-secret', 'other-secret'] as const;
const WEBHOOK_KEY = Buffer.from('a secret of twenty-four bytes').toString('base64');

/** Whether a source takes a request with these headers. */
function accepts(auth: object, headers: Readonly<Record<string, string>>): boolean {
  const source =
    'hmac' in auth
      ? createGrafanaSource('s', grafanaSourceSchema.parse({ type: 'grafana', auth }), deps)
      : createAlertmanagerSource('s', alertmanagerSourceSchema.parse({ type: 'alertmanager', auth }), deps);
  return (
    source.checkCredentials(headers).ok && source.checkSignature?.({ headers, body: BODY }, 0).ok !== false
  );
}

const authorization = (text: string) => ({ authorization: text });
const basic = (text: string) => authorization(`Basic ${Buffer.from(text).toString('base64')}`);
const hmac = (key: string) => ({
  'x-grafana-alerting-signature': createHmac('sha256', key).update(BODY).digest('hex'),
});
const standard = (key: string) => {
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update('1.0.').update(BODY).digest('base64');
  return { 'webhook-id': '1', 'webhook-timestamp': '0', 'webhook-signature': `v1,${mac}` };
};

const WAYS: readonly [string, number, () => boolean, () => boolean][] = [
  [
    'a bearer token',
    2,
    () => accepts({ bearer: KEYS.map((token) => ({ token })) }, authorization(`Bearer ${KEYS[0]}`)),
    () => accepts({ bearer: KEYS.map((token) => ({ token })) }, authorization('Bearer x')),
  ],
  [
    'a password',
    2,
    () => accepts({ basic: KEYS.map((password) => ({ user: 'u', password })) }, basic(`u:${KEYS[0]}`)),
    () => accepts({ basic: KEYS.map((password) => ({ user: 'u', password })) }, basic('u:x')),
  ],
  [
    'a user name',
    1,
    () => accepts({ basic: { user: 'u', password: 'p' } }, basic('u:p')),
    () => accepts({ basic: { user: 'u', password: 'p' } }, basic('someone else:p')),
  ],
  [
    'a signature of Grafana',
    2,
    () => accepts({ hmac: KEYS.map((secret) => ({ secret })) }, hmac(KEYS[0])),
    () => accepts({ hmac: KEYS.map((secret) => ({ secret })) }, hmac('x')),
  ],
  [
    'a signature by Standard Webhooks',
    1,
    () => accepts({ standardWebhooks: { secret: WEBHOOK_KEY } }, standard(WEBHOOK_KEY)),
    () => accepts({ standardWebhooks: { secret: WEBHOOK_KEY } }, standard(WEBHOOK_KEY.toUpperCase())),
  ],
  [
    'the token of the admin API',
    1,
    () => hasBearerToken(`Bearer ${KEYS[0]}`, inlineSecret(new Secret(KEYS[0]))),
    () => hasBearerToken('Bearer x', inlineSecret(new Secret(KEYS[0]))),
  ],
];

describe.each(WAYS)('%s', (_, candidates, right, wrong) => {
  it('is compared with every candidate, over digests of one length, whether it fits or not', () => {
    const lengths = compareAs((equal) => equal);
    expect(right()).toBe(true);
    expect(lengths).toEqual(Array(candidates).fill(32));
    expect(wrong()).toBe(false);
    expect(lengths).toEqual(Array(candidates * 2).fill(32));
  });

  it('is decided by the comparison in constant time, and by nothing else', () => {
    compareAs(() => false);
    expect(right()).toBe(false);
    compareAs(() => true);
    expect(wrong()).toBe(true);
  });
});

it('no line of what strangers reach compares the text of a secret, but with an empty one', () => {
  const faults = ['sources', 'webhooks', 'http', 'admin']
    .flatMap((room) =>
      readdirSync(join('src', room), { recursive: true, encoding: 'utf8' }).map((name) =>
        join('src', room, name),
      ),
    )
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      readFileSync(name, 'utf8')
        .split('\n')
        .filter((line) => /reveal\(\)\s*[!=]=+(?![=\s]*'')|[!=]==?\s*[\w.?()]*reveal\(\)/.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    );
  expect(faults).toEqual([]);
});
