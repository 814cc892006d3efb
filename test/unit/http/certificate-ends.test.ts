import { rmSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { certificateEnds } from '../../../src/http/certificate-ends.ts';
import { makeCertificates } from '../../support/certificates.ts';

it('tells when the certificate of each listener ends, of those that have one that can be read', async () => {
  const { dir, good } = await makeCertificates();
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(`${dir}/cert.pem`, good.cert);
  const files = (certFile: string) => ({ certFile, keyFile: '/nowhere' });
  const ends = certificateEnds({
    webhooks: files(`${dir}/cert.pem`),
    admin: undefined,
    gone: files('/nowhere'),
    other: files('package.json'),
  });
  expect([...ends]).toEqual([['webhooks', expect.any(Number)]]);
  expect(ends.get('webhooks')).toBeGreaterThan(Date.now());
});
