import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError, messageOf } from '../errors.ts';

/** The PEM files of a TLS listener, as in the configuration. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** With it, every client needs a certificate signed by one of these authorities. */
  readonly clientCaFile?: string | undefined;
}

/** The content of the files, ready to be used, and a version that changes when they do. */
export interface TlsMaterial {
  readonly version: string | undefined;
  readonly options: SecureContextOptions;
}

/** The version of the files: it changes when one of them is written or replaced. Undefined while one is missing. */
export function tlsVersion(files: TlsFiles): string | undefined {
  const stats = pathsOf(files).map((path) => statSync(path, { throwIfNoEntry: false }));
  return stats.every((stat) => stat !== undefined)
    ? stats.map(({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`).join(' ')
    : undefined;
}

/**
 * Reads the files.
 * @throws {ConfigError} when a file cannot be read, or the files do not belong together
 */
export function readTls(files: TlsFiles, path: string): TlsMaterial {
  const version = tlsVersion(files);
  const [cert, key, ca] = pathsOf(files).map((file) => readPem(file, path));
  const options: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2', ...(ca && { ca }) };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw tlsError(path, `the TLS files do not belong together: ${messageOf(cause)}`, cause);
  }
  return { version, options };
}

function pathsOf({ certFile, keyFile, clientCaFile }: TlsFiles): readonly string[] {
  return [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])];
}

function readPem(file: string, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw tlsError(path, `cannot read ${file}: ${messageOf(cause)}`, cause);
  }
}

function tlsError(path: string, message: string, cause: unknown): ConfigError {
  const remedy = 'set the PEM files of one certificate and its key, readable by the agent';
  return new ConfigError(message, [{ path, message, remedy }], { cause });
}
