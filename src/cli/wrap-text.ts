/**
 * A label and a text beside it, wrapped between words to a width of the terminal. Further lines begin below the text. A word
 * that is longer than the width stays whole, so that it can be copied. Without a width nothing is wrapped.
 */
export function labelled(
  label: string,
  text: string,
  { labelWidth, columns }: { readonly labelWidth: number; readonly columns: number | undefined },
): string {
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(20, columns - labelWidth);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  const indent = ' '.repeat(labelWidth);
  return lines.map((part, i) => `${i === 0 ? label.padEnd(labelWidth) : indent}${part}`.trimEnd()).join('\n');
}
