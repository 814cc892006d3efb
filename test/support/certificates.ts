import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate and its key, in PEM. */
interface Issued {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** Folder of the files, to be removed after the test. */
  readonly dir: string;
  /** File of the authority's certificate. */
  readonly caFile: string;
  /** For 127.0.0.1, by the authority. */
  readonly good: Issued;
  /** For another host, by the authority. */
  readonly wrongHost: Issued;
  /** For 127.0.0.1, by the authority, until yesterday. */
  readonly expired: Issued;
}

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: Awaited<ReturnType<typeof newKeys>>;
}

/** Makes an authority of our own, and certificates that it signed: by Node alone, without a tool of the system. */
export async function makeCertificates(): Promise<Certificates> {
  const dir = mkdtempSync(join(tmpdir(), 'coc-tls-'));
  const authority = await makeAuthority();
  const caFile = join(dir, 'ca.pem');
  writeFileSync(caFile, authority.certificate.toString('pem'));
  const here = { type: 'ip', value: '127.0.0.1' } as const;
  const elsewhere = { type: 'dns', value: 'other.example' } as const;
  const good = await issue(authority, { name: 'good', address: here });
  const wrongHost = await issue(authority, { name: 'other', address: elsewhere });
  const expired = await issue(authority, { name: 'old', address: here, valid: validity(-2 * DAY_MS) });
  return { dir, caFile, good, wrongHost, expired };
}

function newKeys() {
  return crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
}

/** Two days around now, or around another time. */
function validity(awayMs = 0) {
  const middle = Date.now() + awayMs;
  return { notBefore: new Date(middle - DAY_MS), notAfter: new Date(middle + DAY_MS) };
}

async function makeAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Test CA',
    ...validity(),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate, keys };
}

interface Subject {
  readonly name: string;
  readonly address: { readonly type: 'ip' | 'dns'; readonly value: string };
  readonly valid?: ReturnType<typeof validity>;
}

async function issue(authority: Authority, { name, address, valid = validity() }: Subject): Promise<Issued> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: authority.certificate.subject,
    ...valid,
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [new SubjectAlternativeNameExtension([address])],
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: certificate.toString('pem') };
}
