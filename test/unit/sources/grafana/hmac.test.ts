import { describe, expect, it } from 'vitest';
import { grafanaSourceSchema } from '../../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../../src/sources/grafana/source.ts';
import { systemClock } from '../../../../src/time/clock.ts';

const body = Buffer.from('{"a":"\\u0026","b": 1}\n');
const TIMESTAMP = 1_795_489_339;
const NOW = TIMESTAMP * 1_000;

// Made with `openssl dgst -sha256 -hmac <secret>` over the body, and over `1795489339:` and the body.
const OVER_BODY = 'a275419cddd71a53fc3914a6b6677cde963420e8b040ead0d1b27c83b9f97557';
const FIRST = 'b01d426f70d6f73512d284125ab59a3245184276e543d88968a312a9813ac079';
const SECOND = '47e11caf4bec5f778095b099ff5138b7f3909fcecef97a9e648e59e5334293d4';

interface Sent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer;
  readonly now?: number;
}

function answer(auth: unknown, sent: Sent): string {
  const config = grafanaSourceSchema.parse({ type: 'grafana', auth });
  const source = createGrafanaSource('main', config, { levels: {}, clock: systemClock });
  const { headers } = sent;
  const early = source.checkCredentials(headers);
  const request = { headers, body: sent.body ?? body };
  const result = early.ok ? (source.checkSignature?.(request, sent.now ?? NOW) ?? early) : early;
  return result.ok ? 'ok' : result.reason;
}

describe('a signature over the body', () => {
  const auth = { hmac: { secret: 'first-secret' } };
  const signed = (signature: string | undefined): Sent => ({
    headers: { 'x-grafana-alerting-signature': signature },
  });

  it.each([
    [OVER_BODY, 'ok'],
    [OVER_BODY.toUpperCase(), 'ok'],
    [undefined, 'missing-signature'],
    ['', 'missing-signature'],
    [FIRST, 'wrong-signature'],
    [`sha256=${OVER_BODY}`, 'wrong-signature'],
    [OVER_BODY.slice(2), 'wrong-signature'],
    [`${OVER_BODY}00`, 'wrong-signature'],
    [`${OVER_BODY.slice(0, -1)}8`, 'wrong-signature'],
    ['zz'.repeat(32), 'wrong-signature'],
  ])('answers %s with %s', (signature, expected) => {
    expect(answer(auth, signed(signature))).toBe(expected);
  });

  it('pitfall 14: is over the raw bytes, so the same JSON written otherwise is refused', () => {
    for (const text of ['{"a":"\\u0026","b":1}\n', '{"a":"&","b": 1}\n', '{"a":"\\u0026","b": 1}'])
      expect(answer(auth, { ...signed(OVER_BODY), body: Buffer.from(text) })).toBe('wrong-signature');
  });

  it('comes in the header that is configured', () => {
    const renamed = { hmac: { secret: 'first-secret', header: 'X-Sig' } };
    expect(answer(renamed, { headers: { 'x-sig': OVER_BODY } })).toBe('ok');
    expect(answer(renamed, signed(OVER_BODY))).toBe('missing-signature');
  });
});

describe('a signature over timestamp and body', () => {
  const auth = {
    hmac: [
      { secret: 'second-secret', timestampHeader: 'X-Grafana-Alerting-Timestamp' },
      { secret: 'first-secret', timestampHeader: 'X-Grafana-Alerting-Timestamp' },
    ],
  };
  const signed = (signature: string, timestamp: string | undefined, now = NOW): Sent => ({
    headers: { 'x-grafana-alerting-signature': signature, 'x-grafana-alerting-timestamp': timestamp },
    now,
  });

  it.each([
    [0, 'ok'],
    [300_000, 'ok'],
    [-300_000, 'ok'],
    [300_001, 'stale-timestamp'],
    [-300_001, 'stale-timestamp'],
    [86_400_000, 'stale-timestamp'],
    [-86_400_000, 'stale-timestamp'],
  ])('answers %i ms after it with %s', (afterMs, expected) => {
    expect(answer(auth, signed(FIRST, String(TIMESTAMP), NOW + afterMs))).toBe(expected);
  });

  it('lets an old and a new secret be valid at once', () => {
    expect(answer(auth, signed(FIRST, String(TIMESTAMP)))).toBe('ok');
    expect(answer(auth, signed(SECOND, String(TIMESTAMP)))).toBe('ok');
  });

  it.each([
    [FIRST, undefined, 'missing-signature'],
    [FIRST, '', 'missing-signature'],
    [FIRST, String(TIMESTAMP + 1), 'wrong-signature'],
    [FIRST, `${TIMESTAMP}000`, 'wrong-signature'],
    [OVER_BODY, String(TIMESTAMP), 'wrong-signature'],
    [OVER_BODY, undefined, 'missing-signature'],
  ])('answers %s with timestamp %s with %s', (signature, timestamp, expected) => {
    expect(answer(auth, signed(signature, timestamp))).toBe(expected);
  });
});

describe('a signature beside a token', () => {
  const auth = { bearer: { token: 'token' }, hmac: { secret: 'first-secret' } };

  it.each([
    [{ authorization: 'Bearer token', 'x-grafana-alerting-signature': OVER_BODY }, 'ok'],
    [{ authorization: 'Bearer token' }, 'missing-signature'],
    [{ 'x-grafana-alerting-signature': OVER_BODY }, 'missing-credentials'],
    [{ authorization: 'Bearer x', 'x-grafana-alerting-signature': OVER_BODY }, 'wrong-credentials'],
  ])('answers %j with %s: both are needed', (headers, expected) => {
    expect(answer(auth, { headers })).toBe(expected);
  });
});
