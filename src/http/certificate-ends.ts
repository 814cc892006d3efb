import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from './tls-files.ts';

/**
 * The end of each listener's certificate, epoch ms, by the name of the listener. Reads the files as they are now, which a
 * listener takes over within seconds. A file that cannot be read is left out: the listener keeps its certificate, and
 * logs an error.
 */
export function certificateEnds(
  listeners: Readonly<Record<string, TlsFiles | undefined>>,
): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const [name, files] of Object.entries(listeners)) {
    const end = files && endOf(files.certFile);
    if (end !== undefined) ends.set(name, end);
  }
  return ends;
}

function endOf(certFile: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(readFileSync(certFile)).validTo);
  } catch {
    return undefined;
  }
}
