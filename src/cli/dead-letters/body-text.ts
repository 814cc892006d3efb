import { localTimeIn } from '../../time/time-zone.ts';
import { safeText } from '../terminal/safe-text.ts';

/** Fields of our own records that are times, epoch ms. */
const TIMES: ReadonlySet<string> = new Set(['time', 'startsAt', 'endsAt', 'startedAt', 'endedAt']);

/** JSON as indented lines. With a zone, the times of our own records are in words. */
export function describeJson(value: unknown, timezone: string | undefined): readonly string[] {
  const inWords = (name: string, field: unknown): unknown =>
    timezone !== undefined && TIMES.has(name) && typeof field === 'number' && Number.isFinite(field)
      ? localTimeIn(timezone, field)
      : field;
  return linesOf(JSON.stringify(value, inWords, 2) ?? '');
}

/** Encodings of which the first bytes tell. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The bytes of a body as lines of text: JSON is indented, and bytes that are no text are named. */
export function describeBytes(bytes: Buffer): { readonly title: string; readonly text: readonly string[] } {
  if (bytes.length === 0) return { title: 'The body is empty.', text: [] };
  const encoding = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0] ?? 'utf-8';
  const text = decoded(bytes, encoding);
  const size = `${bytes.length} bytes`;
  if (text === undefined)
    return {
      title: `The body, ${size}, is not ${encoding.toUpperCase()} text; --json has its bytes. Its readable part:`,
      text: linesOf(bytes.toString('latin1').slice(0, 2_000)),
    };
  const indented = indentedJson(text);
  const shown = encoding === 'utf-8' ? '' : ` of ${encoding.toUpperCase()}`;
  return indented === undefined
    ? { title: `The body as it arrived, ${size}${shown}, not JSON:`, text: linesOf(text) }
    : { title: `The body as it arrived, ${size}${shown}, indented:`, text: linesOf(indented) };
}

function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Indents JSON without parsing it into values, so that long numbers and double keys stay as they are. */
function indentedJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let indented = '';
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|[^\s[\]{},:"]+/gsu)) {
    if (token === '{' || token === '[') {
      depth += 1;
      indented += `${token}${newLine()}`;
    } else if (token === '}' || token === ']') {
      depth -= 1;
      indented += `${newLine()}${token}`;
    } else if (token === ',') indented += `,${newLine()}`;
    else if (token === ':') indented += ': ';
    else indented += token;
  }
  return indented;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map(safeLine);
}

/** A tab of the sender stays readable. */
function safeLine(line: string): string {
  return safeText(line.replaceAll('\t', '    '));
}
