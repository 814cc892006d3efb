import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { systemClock } from '../../../src/time/clock.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function sourceWith(auth: unknown): Source {
  const config = alertmanagerSourceSchema.parse({ type: 'alertmanager', auth });
  return createAlertmanagerSource('main', config, { levels: {}, clock: systemClock });
}

function answer(source: Source, authorization: string | undefined): string {
  const result = source.checkCredentials({ authorization });
  return result.ok ? 'ok' : result.reason;
}

describe('a source with bearer tokens', () => {
  const source = sourceWith({ bearer: [{ token: 'new-token' }, { token: 'old-token' }] });

  it.each([
    [undefined, 'missing-credentials'],
    ['', 'missing-credentials'],
    ['Bearer', 'wrong-credentials'],
    ['Bearer ', 'wrong-credentials'],
    ['Bearer new-token', 'ok'],
    ['bearer  old-token ', 'ok'],
    ['Bearer new-toke', 'wrong-credentials'],
    ['Bearer new-token2', 'wrong-credentials'],
    ['Bearer NEW-TOKEN', 'wrong-credentials'],
    ['Token new-token', 'wrong-credentials'],
    ['new-token', 'wrong-credentials'],
    [basic('new-token'), 'wrong-credentials'],
    [basic(':new-token'), 'wrong-credentials'],
  ])('answers %s with %s', (authorization, expected) => {
    expect(answer(source, authorization)).toBe(expected);
  });

  it('is not open', () => {
    expect(source.open).toBe(false);
    expect(sourceWith(undefined).open).toBe(true);
    expect(sourceWith({}).open).toBe(true);
  });
});

describe('a source with a user and password, and a token', () => {
  const source = sourceWith({
    basic: { user: 'zabbix', password: 'p:ä s' },
    bearer: { token: 'token' },
  });

  it.each([
    [basic('zabbix:p:ä s'), 'ok'],
    ['Bearer token', 'ok'],
    [basic('zabbix:p'), 'wrong-credentials'],
    [basic('zabbix:'), 'wrong-credentials'],
    [basic('other:p:ä s'), 'wrong-credentials'],
    ['Bearer zabbix:p:ä s', 'wrong-credentials'],
    [basic('token'), 'wrong-credentials'],
    ['Basic %%%', 'wrong-credentials'],
  ])('answers %s with %s: any one is enough', (authorization, expected) => {
    expect(answer(source, authorization)).toBe(expected);
  });
});

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sources-auth-'));
  const file = join(folder, 'token');
  afterEach(() => {
    vi.useRealTimers();
    rmSync(file, { force: true });
  });

  it('are read, trimmed, when the source is made', () => {
    writeFileSync(file, 'from-file\n');
    expect(answer(sourceWith({ bearer: { tokenFile: file } }), 'Bearer from-file')).toBe('ok');
  });

  it('are read again when they change, and let nobody in once they are empty', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    writeFileSync(file, 'first-token');
    const source = sourceWith({ bearer: { tokenFile: file }, basic: { user: 'u', passwordFile: file } });
    const afterChange = (text: string): void => {
      writeFileSync(file, text);
      vi.advanceTimersByTime(2_000);
    };
    afterChange('second-token-2');
    expect(answer(source, 'Bearer first-token')).toBe('wrong-credentials');
    expect(answer(source, 'Bearer second-token-2')).toBe('ok');
    afterChange('');
    expect(answer(source, 'Bearer second-token-2')).toBe('wrong-credentials');
    expect(answer(source, basic('u:'))).toBe('wrong-credentials');
  });

  it('stop the source from being made when they are missing or empty', () => {
    expect(() => sourceWith({ bearer: { tokenFile: file } })).toThrow(ConfigError);
    writeFileSync(file, '\n');
    expect(() => sourceWith({ basic: { user: 'u', passwordFile: file } })).toThrow(`${file}: it is empty`);
  });
});

describe('the auth configuration', () => {
  const issuesOf = (auth: unknown): string =>
    alertmanagerSourceSchema.safeParse({ type: 'alertmanager', auth }).error?.message ?? 'fine';

  it.each([
    [{ bearer: { token: 'a' } }, 'fine'],
    [{ bearer: [{ token: 'a' }, { tokenFile: '/b' }] }, 'fine'],
    [{ bearer: {} }, 'exactly one of token and tokenFile'],
    [{ bearer: { token: 'a', tokenFile: '/b' } }, 'exactly one of token and tokenFile'],
    [{ bearer: [{ token: 'a' }, {}] }, 'exactly one of token and tokenFile'],
    [{ bearer: [] }, 'bearer'],
    [{ bearer: { token: '' } }, 'is empty'],
    [{ bearer: { tokn: 'a' } }, 'tokn'],
    [{ bearer: 'a' }, 'expected object'],
    [{ basic: { password: 'p' } }, 'user'],
    [{ basic: { user: 'a:b', password: 'p' } }, 'colon'],
    [{ hmac: { secret: 's' } }, 'hmac'],
  ])('reads %j and says %s', (auth, message) => {
    expect(issuesOf(auth)).toContain(message);
  });
});
