import { displayWidth, wrapToWidth } from './display-width.ts';
import type { Terminal } from './terminal.ts';

/** Columns that a text needs beside its first words to be broken there. */
const LEAST_BESIDE = 24;

/**
 * Lays out a text behind its first words: on a narrow terminal it is broken, and its further lines begin below the text.
 * Where too little room is left beside the first words, the text begins below them. In a pipe or a file it stays one
 * line.
 */
export function hanging(
  first: string,
  text: string,
  { columns }: Pick<Terminal, 'columns'>,
): readonly string[] {
  if (columns === undefined) return [`${first}${text}`];
  const beside = columns - displayWidth(first);
  if (beside >= LEAST_BESIDE) {
    const indent = ' '.repeat(displayWidth(first));
    return wrapToWidth(text, beside).map((line, i) => `${i === 0 ? first : indent}${line}`);
  }
  return below(first, text, columns);
}

/**
 * Breaks the lines of a text that are too long for a narrow terminal. Their further lines keep the indent, and begin behind
 * an arrow. The other lines, and all lines in a pipe or a file, stay as they are.
 */
export function fitted(text: string, terminal: Pick<Terminal, 'columns'>): string {
  const { columns = Number.POSITIVE_INFINITY } = terminal;
  const lines = text.split('\n').flatMap((line) => {
    const [indent = ''] = /^ *(?:-> )?/.exec(line) ?? [];
    return displayWidth(line) > columns ? hanging(indent, line.slice(indent.length), terminal) : line;
  });
  return lines.join('\n');
}

/** Lays out a text below its first words, two columns further in. */
export function below(first: string, text: string, columns: number): readonly string[] {
  const indent = `${/^ */.exec(first)?.[0]}  `;
  return [first.trimEnd(), ...wrapToWidth(text, columns - indent.length).map((line) => `${indent}${line}`)];
}
