import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { childrenOf, type Node } from './calls-in.ts';

/** One line of a text in the program: its fixed pieces. A value stands between two pieces. */
export type TextLine = readonly string[];

/** Characters that a line with values must have besides them, so that it does not match everything. */
const LEAST_FIXED = 7;

/** Every line of every text and template in the sources below some folders. */
export function textLinesIn(...folders: readonly string[]): readonly TextLine[] {
  return folders.flatMap((folder) => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.ts')).flatMap((file) => textLinesOf(`${folder}/${file}`));
  });
}

/** True when a line is one of the texts, with any values in it. */
export function isPrinted(line: string, texts: readonly TextLine[]): boolean {
  return texts.some((pieces) => {
    if (pieces.length > 1 && pieces.join('').length < LEAST_FIXED) return false;
    return patternOf(pieces, '.*').test(line);
  });
}

/** A pattern for a whole line: fixed pieces with something between them. */
export function patternOf(pieces: TextLine, between: string): RegExp {
  const escaped = pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${escaped.join(between)}$`);
}

function textLinesOf(file: string): TextLine[] {
  const found: TextLine[] = [];
  const visit = (node: Node): void => {
    found.push(...linesOf(piecesOf(node)));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseSync(file, readFileSync(file, 'utf8')).program as unknown as Node);
  return found;
}

function piecesOf({ type, value, quasis }: Node): readonly string[] {
  if (type === 'Literal' && typeof value === 'string') return [value];
  if (type !== 'TemplateLiteral') return [];
  return (quasis as readonly { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked);
}

/** Splits pieces at line feeds. */
function linesOf(pieces: readonly string[]): TextLine[] {
  const lines: string[][] = [];
  for (const piece of pieces) {
    const [first = '', ...rest] = piece.split('\n');
    const open = lines.at(-1);
    if (open) open.push(first);
    else lines.push([first]);
    lines.push(...rest.map((line) => [line]));
  }
  return lines;
}
