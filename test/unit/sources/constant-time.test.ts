import crypto, { createHmac } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hasBearerToken } from '../../../src/admin/bearer-token.ts';
import { Secret, secretSourceOf } from '../../../src/settings/secret.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { systemClock } from '../../../src/time/clock.ts';

const DIGEST_BYTES = 32;

/** Counts the comparisons in constant time, and holds that each compares two digests. */
function countComparisons(): () => number {
  const compare = vi.spyOn(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  onTestFinished(() => {
    compare.mockRestore();
    syncBuiltinESMExports();
  });
  return () => {
    for (const [one, other] of compare.mock.calls)
      expect([one.byteLength, other.byteLength]).toEqual([DIGEST_BYTES, DIGEST_BYTES]);
    return compare.mock.calls.length;
  };
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials are compared by digests, in constant time', () => {
  it.each([
    ['the first token', 'Bearer first', true],
    ['the last token', 'Bearer second', true],
    ['a wrong token', 'Bearer third', false],
    ['a token of another length', `Bearer ${'x'.repeat(500)}`, false],
    ['an empty part of a token', 'Bearer f', false],
  ])('%s, with each of the tokens', (_, authorization, ok) => {
    const auth = { bearer: [{ token: 'first' }, { token: 'second' }] };
    const config = alertmanagerSourceSchema.parse({ type: 'alertmanager', auth });
    const source = createAlertmanagerSource('main', config, { levels: {}, clock: systemClock });
    const comparisons = countComparisons();
    expect(source.checkCredentials({ authorization }).ok).toBe(ok);
    expect(comparisons()).toBe(2);
  });

  it.each([
    ['the right password', 'ops:secret', true],
    ['a wrong password', 'ops:secre', false],
    ['a wrong user', 'op:secret', false],
  ])('%s', (_, text, ok) => {
    const auth = { basic: { user: 'ops', password: 'secret' } };
    const config = alertmanagerSourceSchema.parse({ type: 'alertmanager', auth });
    const source = createAlertmanagerSource('main', config, { levels: {}, clock: systemClock });
    const comparisons = countComparisons();
    expect(source.checkCredentials({ authorization: basic(text) }).ok).toBe(ok);
    expect(comparisons()).toBe(1);
  });

  it.each([
    ['the right signature', 'key', true],
    ['a signature with another key', 'kez', false],
  ])('%s', (_, key, ok) => {
    const config = grafanaSourceSchema.parse({ type: 'grafana', auth: { hmac: { secret: 'key' } } });
    const source = createGrafanaSource('main', config, { levels: {}, clock: systemClock });
    const body = Buffer.from('{}');
    const signature = createHmac('sha256', key).update(body).digest('hex');
    const comparisons = countComparisons();
    const headers = { 'x-grafana-alerting-signature': signature };
    expect(source.checkSignature?.({ headers, body }, 0).ok).toBe(ok);
    expect(comparisons()).toBe(1);
  });

  it.each([
    ["the operator's token", 'Bearer admin', true],
    ['a wrong token of an operator', 'Bearer admit', false],
    ['a longer token of an operator', 'Bearer admin1', false],
  ])('%s', (_, authorization, ok) => {
    const token = secretSourceOf({ token: new Secret('admin') }, 'token', systemClock);
    if (!token) throw new Error('there is no token');
    const comparisons = countComparisons();
    expect(hasBearerToken(authorization, token)).toBe(ok);
    expect(comparisons()).toBe(1);
  });
});
