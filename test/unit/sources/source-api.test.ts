import { rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Egress } from '../../../src/egress/egress.ts';
import { ConfigError } from '../../../src/errors.ts';
import { wholeAnswer } from '../../../src/sources/optional-answer.ts';
import { type AnswerBody, type ApiPlace, SourceApi } from '../../../src/sources/source-api.ts';
import { type Certificates, makeCertificates } from '../../support/certificates.ts';
import { fakeSourceApi } from '../../support/fake-source-api.ts';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => rmSync(certificates.dir, { recursive: true }));

const signal = new AbortController().signal;

function call(
  place: Partial<ApiPlace> & Pick<ApiPlace, 'url'>,
  read: (body: AnswerBody) => Promise<{ readonly kind: string }> = wholeAnswer,
) {
  const api = new SourceApi({ timeout: 5_000, tls: {}, ...place });
  onTestFinished(() => api.close());
  return api.call({ path: '/x', headers: {} }, read, signal);
}

async function secureServer(issued: Certificates['good']): Promise<string> {
  const server = createServer(issued, (_, response) => response.end('[]'));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the API of a source', () => {
  it('is not read beyond the cap', async () => {
    const api = await fakeSourceApi(() => ({ body: ' '.repeat(2_000) }));
    onTestFinished(() => api.stop());
    expect(await call({ url: api.url, maxBytes: 2_000 })).toMatchObject({ kind: 'answer' });
    expect(await call({ url: api.url, maxBytes: 1_999 })).toEqual({
      kind: 'unreachable',
      fault: 'source',
      detail: 'its answer is longer than 1999 bytes',
    });
  });

  it('is not called where the agent must not connect to, by address or by name', async () => {
    const api = await fakeSourceApi(() => ({ body: '[]' }));
    onTestFinished(() => api.stop());
    const { port } = new URL(api.url);
    const egress = new Egress({}, (host, _options, done) =>
      done(null, [{ address: host === 'good.test' ? '127.0.0.1' : '169.254.169.254', family: 4 }]),
    );
    expect(await call({ url: `http://good.test:${port}`, egress })).toMatchObject({ kind: 'answer' });
    for (const url of [`http://bad.test:${port}`, 'http://169.254.169.254'])
      expect(await call({ url, egress })).toMatchObject({
        kind: 'unreachable',
        fault: 'address',
        detail: expect.stringContaining('169.254.169.254'),
      });
    const listed = new Egress({ allow: ['am.example'] });
    expect(await call({ url: api.url, egress: listed })).toMatchObject({
      fault: 'address',
      detail: expect.stringContaining('127.0.0.1 is not in egress.allow'),
    });
  });

  it('is unreachable when its answer breaks off, whatever was read of it', async () => {
    const server = createPlainServer((_, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('[1,2', () => response.destroy());
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await call({ url })).toMatchObject({ kind: 'unreachable', fault: 'network' });
  });

  it('does not take an error of its reader for one of the source', async () => {
    const api = await fakeSourceApi(() => ({ body: [] }));
    onTestFinished(() => api.stop());
    const fails = async () => {
      throw new TypeError('a bug of ours');
    };
    await expect(call({ url: api.url }, fails)).rejects.toThrow('a bug of ours');
  });

  it('is believed by the certificate of a configured authority, for its own host, and by no other', async () => {
    const [good, other] = [await secureServer(certificates.good), await secureServer(certificates.wrongHost)];
    const tls = { caFile: certificates.caFile };
    expect(await call({ url: good, tls })).toMatchObject({ kind: 'answer' });
    expect(await call({ url: good })).toMatchObject({ kind: 'unreachable', fault: 'tls' });
    expect(await call({ url: other, tls })).toMatchObject({
      kind: 'unreachable',
      fault: 'tls',
      detail: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
  });

  it.each(['/nowhere/ca.pem', 'package.json'])('can not be asked with %s for an authority', (caFile) => {
    expect(() => new SourceApi({ url: 'https://a', timeout: 1, tls: { caFile } })).toThrow(ConfigError);
  });
});
