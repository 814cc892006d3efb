/** Longest line, in bytes. Log collectors cut or refuse longer ones. */
const MAX_LINE_BYTES = 8_192;
/** Longest text in a line that has to be shortened, in characters. */
const CUT_LENGTH = 400;
/** Characters that JSON leaves as they are and a terminal may obey: DEL, C1, line and paragraph separators, bidi. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Values that need no quotes in a text line. */
const PLAIN = /^[\w.,:;/@+*<>#%&()-]+$/;

type Fields = Record<string, unknown>;

/** Makes a JSON line safe to write: one line of visible characters, at most 8,192 bytes. */
export function jsonLine(line: string): string {
  const safe = escaped(line.trimEnd());
  return Buffer.byteLength(safe) < MAX_LINE_BYTES ? `${safe}\n` : shortened(safe);
}

/**
 * Turns a JSON line into one for a terminal: time, level, message, then the fields as `name=value`. The stack of an error,
 * and a problem of several lines, follow as lines of their own. These are indented, so that none looks like a new entry.
 */
export function textLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(jsonLine(line)) as Fields;
  const head = `${time} ${String(level).toUpperCase().padEnd(5)} ${visible(msg ?? '')}`;
  const split = Object.entries(fields).map(([name, value]) => splitField(name, value));
  const tail = split.flatMap(({ name, inline }) =>
    inline === undefined ? [] : [`${visible(name)}=${quoted(inline)}`],
  );
  const below = split.flatMap(({ lines }) => lines.map((text) => `\n    ${visible(text)}`));
  return `${[head, ...tail].join(' ')}${below.join('')}\n`;
}

interface SplitField {
  readonly name: string;
  /** The part that stands in the line itself. */
  readonly inline?: unknown;
  /** The lines that follow it. */
  readonly lines: readonly string[];
}

/** Splits a field into what stands in the line and what follows it. */
function splitField(name: string, value: unknown): SplitField {
  if (name === 'problem' && typeof value === 'string' && value.includes('\n'))
    return { name, lines: value.split('\n') };
  if (typeof value !== 'object' || value === null || !('stack' in value))
    return { name, inline: value, lines: [] };
  const { stack, ...rest } = value;
  return { name, inline: rest, lines: String(stack).split('\n') };
}

/** Writes the control characters of a text as escapes, as JSON does. */
function visible(text: unknown): string {
  return escaped(JSON.stringify(String(text)).slice(1, -1)).replaceAll('\\"', '"');
}

function quoted(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  return escaped(JSON.stringify(value));
}

/** Escapes unsafe characters. In JSON they only occur inside strings, where an escape means the same. */
function escaped(json: string): string {
  return json.replace(UNSAFE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Shortens the texts of a line. When that is not enough, only level, time and message stay. */
function shortened(line: string): string {
  const fields = JSON.parse(line, (_, value) =>
    typeof value === 'string' && value.length > CUT_LENGTH ? `${value.slice(0, CUT_LENGTH)}…` : value,
  ) as Fields;
  const whole = escaped(JSON.stringify({ ...fields, cut: true }));
  if (Buffer.byteLength(whole) < MAX_LINE_BYTES) return `${whole}\n`;
  const { level, time, msg } = fields;
  return `${escaped(JSON.stringify({ level, time, msg, cut: true }))}\n`;
}
