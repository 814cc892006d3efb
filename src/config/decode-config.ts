import { ConfigError } from '../errors.ts';
import { encodingOf } from '../settings/encoding.ts';
import type { Notice } from './notices/notice.ts';

/** The text of a configuration file, and what its bytes say. */
export interface DecodedConfig {
  readonly text: string;
  readonly notices: readonly Notice[];
}

const REMEDY = 'save it as UTF-8 without a byte order mark (in PowerShell: Set-Content -Encoding utf8NoBOM)';

/**
 * Decodes the bytes of a configuration file.
 *
 * @throws {ConfigError} for UTF-16, and for a byte order mark within the text.
 */
export function decodeConfig(bytes: Buffer, file: string): DecodedConfig {
  const { name, markBytes } = encodingOf(bytes);
  if (name === 'UTF-16') throw unreadable(file, 'is UTF-16 (or UTF-32), but must be UTF-8');
  const text = bytes.toString('utf8', markBytes);
  const inner = text.indexOf('\ufeff');
  if (inner >= 0) {
    const at = `${file}:${lineOf(text, inner)}`;
    throw unreadable(at, 'has a byte order mark within its text, as from files that were joined');
  }
  const notices: Notice[] = [];
  if (markBytes > 0) {
    const message = 'begins with a byte order mark (BOM), which is skipped';
    notices.push({ kind: 'doubt', at: file, message, remedy: REMEDY });
  }
  const broken = firstBroken(bytes.subarray(markBytes), text);
  if (broken >= 0) {
    const message = 'has bytes that are not UTF-8';
    notices.push({ kind: 'mistake', at: `${file}:${lineOf(text, broken)}`, message, remedy: REMEDY });
  }
  return { text, notices };
}

/** Finds the first replaced character that the file itself does not have; -1 when there is none. */
function firstBroken(bytes: Buffer, text: string): number {
  if (Buffer.from(text, 'utf8').equals(bytes)) return -1;
  return text.indexOf('\ufffd');
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function unreadable(at: string, message: string): ConfigError {
  return new ConfigError('the configuration cannot be read', [{ at, message, remedy: REMEDY }]);
}
