import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { WebhookHeaders } from '../../../src/sources/source-port.ts';
import { zabbixSourceSchema } from '../../../src/sources/zabbix/config.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const FIRST = 'whsec_c3RhbmRhcmQtd2ViaG9va3Mta2V5LW9uZS0yNGIhIQ==';
const SECOND = 'whsec_YW5vdGhlci1rZXktZm9yLXRoZS1yb3RhdGlvbi0zMmI=';
const BODY = '{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"DiskFull"}}]}';
const AT = 1_795_489_339;
// Made with `openssl dgst -sha256 -hmac KEY -binary | base64` over `msg_1.1795489339.` and the body.
const BY_FIRST = 'v1,6rwdFwsftZqSthccUJMD9eTBIpAhEeL3I5AnCUvdL/w=';
const BY_SECOND = 'v1,4IKG9QZ+xD3AfXNZclg5E+xES3IUztvP62CPxpW8C/k=';

const SOURCES = {
  alertmanager: (auth: unknown) =>
    createAlertmanagerSource('s', alertmanagerSourceSchema.parse({ type: 'alertmanager', auth }), deps()),
  grafana: (auth: unknown) =>
    createGrafanaSource('s', grafanaSourceSchema.parse({ type: 'grafana', auth }), deps()),
  zabbix: (auth: unknown) =>
    createZabbixSource('s', zabbixSourceSchema.parse({ type: 'zabbix', auth }), deps()),
} as const;

function deps() {
  return { levels: {}, clock: new FakeClock() };
}

interface Sent {
  readonly auth?: unknown;
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly signature?: string | undefined;
  readonly headers?: WebhookHeaders;
  readonly body?: string;
  readonly now?: number;
  readonly type?: keyof typeof SOURCES;
}

/** `ok`, or the reason for which a request is refused. */
function answer(sent: Sent): string {
  const { auth = { standardWebhooks: { secret: FIRST } }, body = BODY, now = AT * 1_000, type } = sent;
  const given = { id: 'msg_1', timestamp: `${AT}`, signature: BY_FIRST, ...sent };
  const headers = {
    'webhook-id': given.id,
    'webhook-timestamp': given.timestamp,
    'webhook-signature': given.signature,
    ...sent.headers,
  };
  const source = SOURCES[type ?? 'alertmanager'](auth);
  const early = source.checkCredentials(headers);
  const result = early.ok
    ? (source.checkSignature?.({ headers, body: Buffer.from(body) }, now) ?? early)
    : early;
  return result.ok ? 'ok' : result.reason;
}

/** A signature by this key over these texts. */
function signed(key: string, text: string): string {
  const bytes = Buffer.from(key.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', bytes).update(text).digest('base64')}`;
}

describe('a signature by Standard Webhooks', () => {
  it('is the one of the published example', () => {
    const auth = { standardWebhooks: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } };
    const result = answer({
      auth,
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      body: '{"test": 2432232314}',
      now: 1_614_265_330_000,
    });
    expect(result).toBe('ok');
  });

  it.each(['alertmanager', 'grafana', 'zabbix'] as const)('is checked for %s', (type) => {
    expect(answer({ type })).toBe('ok');
    expect(answer({ type, signature: BY_SECOND })).toBe('wrong-signature');
    expect(answer({ type, signature: undefined })).toBe('missing-signature');
    expect(SOURCES[type]({ standardWebhooks: { secret: FIRST } }).open).toBe(false);
  });

  it.each([
    ['as sent', {}, 'ok'],
    ['without an id', { id: undefined }, 'missing-signature'],
    ['without a timestamp', { timestamp: undefined }, 'missing-signature'],
    ['without a signature', { signature: undefined }, 'missing-signature'],
    ['with an empty signature', { signature: '' }, 'missing-signature'],
    ['with another id', { id: 'msg_2' }, 'wrong-signature'],
    ['with another timestamp', { timestamp: `${AT + 1}` }, 'wrong-signature'],
    ['with another body', { body: `${BODY} ` }, 'wrong-signature'],
    ['with a changed byte', { signature: BY_FIRST.replace('6', '7') }, 'wrong-signature'],
    ['with the first half of it', { signature: BY_FIRST.slice(0, 24) }, 'wrong-signature'],
    ['without its version', { signature: BY_FIRST.slice(3) }, 'wrong-signature'],
    ['with another version', { signature: BY_FIRST.replace('v1,', 'v2,') }, 'wrong-signature'],
    ['with the asymmetric version', { signature: BY_FIRST.replace('v1,', 'v1a,') }, 'wrong-signature'],
    ['with several, one of them good', { signature: `v1a,x ${BY_SECOND} ${BY_FIRST}` }, 'ok'],
    ['with several, none of them good', { signature: `v1a,x ${BY_SECOND} v1,` }, 'wrong-signature'],
    ['with more than sixteen', { signature: `${'v1,x '.repeat(16)}${BY_FIRST}` }, 'wrong-signature'],
  ])('%s', (_, sent, expected) => {
    expect(answer(sent)).toBe(expected);
  });

  it('does not fit when bytes move between id, timestamp and body', () => {
    const text = `msg.1.${AT}.${BODY}`;
    expect(answer({ id: 'msg.1', signature: signed(FIRST, text) })).toBe('wrong-signature');
    expect(answer({ id: 'msg', timestamp: `1.${AT}`, signature: signed(FIRST, text) })).toBe(
      'wrong-signature',
    );
  });

  it.each([
    [-301, 'stale-timestamp'],
    [-300, 'ok'],
    [0, 'ok'],
    [300, 'ok'],
    [301, 'stale-timestamp'],
  ])('is checked %i s after its timestamp: %s', (seconds, expected) => {
    expect(answer({ now: (AT + seconds) * 1_000 })).toBe(expected);
  });

  it.each(['soon', '1e9', '-5', '0x10', '1795489339.5', '1'.repeat(13)])(
    'with the timestamp %s is refused, also when it is signed',
    (timestamp) => {
      const signature = signed(FIRST, `msg_1.${timestamp}.${BODY}`);
      expect(answer({ timestamp, signature })).toBe('wrong-signature');
    },
  );

  it.each([
    [BY_FIRST, 'ok'],
    [BY_SECOND, 'ok'],
    [`${BY_SECOND} ${BY_FIRST}`, 'ok'],
    [signed('whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCBrZXk=', `msg_1.${AT}.${BODY}`), 'wrong-signature'],
  ])('by the old or the new secret is good during a rotation: %s', (signature, expected) => {
    const auth = { standardWebhooks: [{ secret: SECOND }, { secret: FIRST }] };
    expect(answer({ auth, signature })).toBe(expected);
  });

  it('is asked for in addition to a token', () => {
    const auth = { standardWebhooks: { secret: FIRST }, bearer: { token: 't' } };
    expect(answer({ auth })).toBe('missing-credentials');
    expect(answer({ auth, headers: { authorization: 'Bearer t' } })).toBe('ok');
    const headers = { authorization: 'Bearer t' };
    expect(answer({ auth, headers, signature: BY_SECOND })).toBe('wrong-signature');
    expect(answer({ auth, headers, signature: undefined })).toBe('missing-signature');
  });
});

describe('the secret', () => {
  it('may lack its prefix, and may be in a file', () => {
    expect(answer({ auth: { standardWebhooks: { secret: FIRST.slice(6) } } })).toBe('ok');
    const secretFile = join(mkdtempSync(join(tmpdir(), 'standard-webhooks-')), 'secret');
    writeFileSync(secretFile, `${FIRST}\n`);
    expect(answer({ auth: { standardWebhooks: { secretFile } } })).toBe('ok');
  });

  it.each(['whsec_', 'whsec_not base64!', 'whsec_c2hvcnQ=', 'plain-password'])(
    'is refused at the start when it is none: %s',
    (secret) => {
      expect(() => answer({ auth: { standardWebhooks: { secret } } })).toThrow(ConfigError);
      expect(() => answer({ auth: { standardWebhooks: { secret } } })).toThrow(
        'no secret of Standard Webhooks',
      );
    },
  );

  it('is not quoted in the error', () => {
    expect(() => answer({ auth: { standardWebhooks: { secret: 'plain-password' } } })).not.toThrow(/plain/);
  });

  it('does not go with an HMAC of Grafana: which of the two counts would not be clear', () => {
    const auth = { standardWebhooks: { secret: FIRST }, hmac: { secret: 's' } };
    const { error } = grafanaSourceSchema.safeParse({ type: 'grafana', auth });
    expect(error?.message).toContain('two kinds of signature');
  });
});
