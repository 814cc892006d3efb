const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
  ['\\', 0x5c],
  ['"', 0x22],
]);

/** One escape sequence after its backslash: `x41`, `101`, `u00e9`, `U0001f642` or a single character. */
const ESCAPE = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[abfnrtv\\"]/y;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes the text between two double quotes by Go's rules, as Alertmanager does: `\n`, `\"`, `\x41`, octal,
 * `\u00e9` and `\U0001f642`. Bytes written with `\x` or octal must form UTF-8. Undefined for an unknown
 * escape, a line break, or bytes that are not UTF-8.
 */
export function unquote(inner: string): string | undefined {
  if (inner.includes('\n')) return undefined;
  if (!inner.includes('\\')) return inner;
  const bytes: number[] = [];
  for (let at = 0; at < inner.length; ) {
    const slash = inner.indexOf('\\', at);
    const end = slash === -1 ? inner.length : slash;
    for (const byte of encoder.encode(inner.slice(at, end))) bytes.push(byte);
    if (slash === -1) break;
    ESCAPE.lastIndex = slash + 1;
    const sequence = ESCAPE.exec(inner)?.[0];
    const decoded = sequence === undefined ? undefined : bytesOf(sequence);
    if (sequence === undefined || !decoded) return undefined;
    for (const byte of decoded) bytes.push(byte);
    at = slash + 1 + sequence.length;
  }
  return decodeUtf8(bytes);
}

function bytesOf(sequence: string): Iterable<number> | undefined {
  const simple = SIMPLE_ESCAPES.get(sequence);
  if (simple !== undefined) return [simple];
  const kind = sequence.charAt(0);
  if (kind === 'x') return [Number.parseInt(sequence.slice(1), 16)];
  if (kind !== 'u' && kind !== 'U') return [Number.parseInt(sequence, 8)];
  const codePoint = Number.parseInt(sequence.slice(1), 16);
  const exists = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
  return exists ? encoder.encode(String.fromCodePoint(codePoint)) : undefined;
}

function decodeUtf8(bytes: readonly number[]): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}
