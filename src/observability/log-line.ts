/** Longest line, in bytes: collectors cut or refuse longer ones. */
const MAX_LINE_BYTES = 8_192;
/** Longest text in a line that has to be cut. */
const CUT_LENGTH = 400;
/** What JSON leaves as it is and a terminal may obey: DEL, C1 controls, line and paragraph separators, bidi controls. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** A value that needs no quotes in a text line. */
const PLAIN = /^[\w.,:;/@+*<>#%&()-]+$/;

type Fields = Record<string, unknown>;

/** A JSON line as it may be written: on one line, of visible characters, in 8,192 bytes. */
export function jsonLine(line: string): string {
  const safe = escaped(line.trimEnd());
  return Buffer.byteLength(safe) < MAX_LINE_BYTES ? `${safe}\n` : cut(safe);
}

/** A JSON line as a line for a terminal: time, level, message, then the fields as `name=value`. */
export function textLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(jsonLine(line)) as Fields;
  const head = `${time} ${String(level).toUpperCase().padEnd(5)} ${plain(msg ?? '')}`;
  const tail = Object.entries(fields).map(([name, value]) => `${plain(name)}=${quoted(value)}`);
  return `${[head, ...tail].join(' ')}\n`;
}

/** A text with its control characters as escapes, as JSON writes them. */
function plain(text: unknown): string {
  return escaped(JSON.stringify(String(text)).slice(1, -1)).replaceAll('\\"', '"');
}

function quoted(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  return escaped(JSON.stringify(value));
}

/** Inside JSON these can only stand in a text, where an escape means the same. */
function escaped(json: string): string {
  return json.replace(UNSAFE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Cuts the texts; when that is not enough, only the head of the line stays. */
function cut(line: string): string {
  const fields = JSON.parse(line, (_, value) =>
    typeof value === 'string' && value.length > CUT_LENGTH ? `${value.slice(0, CUT_LENGTH)}…` : value,
  ) as Fields;
  const whole = escaped(JSON.stringify({ ...fields, cut: true }));
  if (Buffer.byteLength(whole) < MAX_LINE_BYTES) return `${whole}\n`;
  const { level, time, msg } = fields;
  return `${escaped(JSON.stringify({ level, time, msg, cut: true }))}\n`;
}
