import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { WebhookHeaders } from '../../../src/sources/source-port.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const BODY = '{"alerts":[]}';
const SECRETS = [
  'whsec_c3RhbmRhcmQtd2ViaG9va3Mta2V5LW9uZS0yNGIhIQ==',
  'whsec_YW5vdGhlci1rZXktZm9yLXRoZS1yb3RhdGlvbi0zMmI=',
];
const TIMESTAMP_HEADER = { timestampHeader: 'X-Time' };
const AT = 1_795_489_339;

type Sign = (sent?: { body?: string; at?: number; id?: string; secret?: string }) => WebhookHeaders;

const macOf = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text);

const standard: Sign = ({ body = BODY, at = AT, id = 'msg_1', secret = SECRETS[0] ?? '' } = {}) => {
  const key = Buffer.from(secret.slice(6), 'base64');
  const mac = macOf(key, `${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': `${at}`, 'webhook-signature': `v1,${mac}` };
};

const grafana: Sign = ({ body = BODY, at = AT, secret = SECRETS[0] ?? '' } = {}) => ({
  'x-grafana-alerting-signature': macOf(secret, `${at}:${body}`).digest('hex'),
  'x-time': `${at}`,
});

/** What identifies a request. Both secrets are valid. */
function digestOf(auth: unknown, headers: WebhookHeaders, body = BODY): string | undefined {
  const config = grafanaSourceSchema.parse({ type: 'grafana', auth });
  const source = createGrafanaSource('main', config, { levels: {}, clock: new FakeClock() });
  const result = source.checkSignature?.({ headers, body: Buffer.from(body) }, AT * 1_000);
  if (!result?.ok) throw new Error(`refused: ${result?.reason}`);
  return result.digest;
}

describe.each([
  ['Standard Webhooks', { standardWebhooks: SECRETS.map((secret) => ({ secret })) }, standard],
  ['Grafana', { hmac: SECRETS.map((secret) => ({ secret, ...TIMESTAMP_HEADER })) }, grafana],
] as const)('a request with a signature of %s', (_, auth, sign) => {
  const original = digestOf(auth, sign());

  it('has the digest of its copy, by whatever secret and in capitals too', () => {
    expect(original).toMatch(/^[\w+/]{43}=$/);
    expect(digestOf(auth, sign())).toBe(original);
    expect(digestOf(auth, sign({ secret: SECRETS[1] ?? '' }))).toBe(original);
    const capitals = sign()['x-grafana-alerting-signature']?.toUpperCase();
    if (capitals)
      expect(digestOf(auth, { ...sign(), 'x-grafana-alerting-signature': capitals })).toBe(original);
  });

  it('has another one than the same body a second later, and than another body', () => {
    const body = '{"alerts":[] }';
    expect(digestOf(auth, sign({ at: AT + 1 }))).not.toBe(original);
    expect(digestOf(auth, sign({ body }), body)).not.toBe(original);
  });
});

it('has another one with another id', () => {
  const auth = { standardWebhooks: { secret: SECRETS[0] } };
  expect(digestOf(auth, standard({ id: 'msg_2' }))).not.toBe(digestOf(auth, standard()));
});

it('has none when its signature covers no time: the same alert, sent anew, would equal it', () => {
  const auth = { hmac: { secret: 'secret' } };
  const headers = { 'x-grafana-alerting-signature': macOf('secret', BODY).digest('hex') };
  expect(digestOf(auth, headers)).toBeUndefined();
});
