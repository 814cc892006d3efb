import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The system's own tool, as Node.js makes no certificates. */
const OPENSSL = 'openssl';

export interface Certificates {
  /** Folder of the files, to be removed after the test. */
  readonly dir: string;
  /** File of the authority's certificate. */
  readonly caFile: string;
  /** For 127.0.0.1, by the authority. */
  readonly good: { readonly key: string; readonly cert: string };
  /** For another host, by the authority. */
  readonly wrongHost: { readonly key: string; readonly cert: string };
}

/** Makes an authority of our own, and certificates that it signed. */
export function makeCertificates(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), 'coc-tls-'));
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync(OPENSSL, args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  const issue = (name: string, san: string) => {
    writeFileSync(at(`${name}.ext`), `subjectAltName=${san}\n`);
    openssl(
      'req',
      ...newKey,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
    );
    openssl(
      ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
      ...['-CAcreateserial', '-days', '2', '-extfile', at(`${name}.ext`), '-out', at(`${name}.pem`)],
    );
    return { key: readFileSync(at(`${name}.key`), 'utf8'), cert: readFileSync(at(`${name}.pem`), 'utf8') };
  };
  return {
    dir,
    caFile: at('ca.pem'),
    good: issue('good', 'IP:127.0.0.1'),
    wrongHost: issue('other', 'DNS:other.example'),
  };
}
