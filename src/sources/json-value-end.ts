const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * Finds the end of the JSON value that starts at a place, without a look at what is in it: the byte behind it, or the
 * end of the text when the value does not end.
 */
export function jsonValueEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = textEnd(bytes, at);
      if (depth === 0) return at + 1;
    } else if (isOpening(byte)) depth += 1;
    else if (isClosing(byte)) {
      depth -= 1;
      if (depth <= 0) return depth < 0 ? at : at + 1;
    } else if (byte === COMMA && depth === 0) return at;
  }
  return bytes.length;
}

/** Place of the quote that ends a string; the last byte when there is none. */
function textEnd(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length - 1;
}

/** True for `{` and `[`. */
function isOpening(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b;
}

/** True for `}` and `]`. */
function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d;
}
