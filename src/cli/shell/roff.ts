/** Longest line of the source. */
const LINE_LENGTH = 79;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

/**
 * Text for a man page, so that what is copied from it is what stood here: a hyphen is no dash, and a quote is no
 * apostrophe.
 *
 * @see groff_char(7) and man-pages(7), read 2026-11
 */
export function roff(text: string): string {
  return text
    .replaceAll(/[\\\-'"`^~]/g, (character) => ESCAPES[character] ?? character)
    .replaceAll(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .replace(/^\./, '\\&.');
}

/** Text in bold. */
export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

/** Text in italics, for what stands in place of something. */
export function italic(text: string): string {
  return `\\fI${roff(text)}\\fR`;
}

/** A usage or a term: words in brackets are stand-ins, all others are typed. */
export function typed(term: string): string {
  return term.replaceAll(/<[^>]*>|\[[^\]]*\]|[^<[]+/g, (part) => {
    if (/^[<[]/.test(part))
      return `${roff(part[0] ?? '')}${italic(part.slice(1, -1))}${roff(part.at(-1) ?? '')}`;
    return part.replaceAll(/[^\s,|]+/g, bold);
  });
}

/** Lines of a paragraph. */
export function paragraph(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').map(roff)) {
    if (line !== '' && line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Lines of a term, which is already formatted, and the text behind it. */
export function tagged(term: string, text: string): readonly string[] {
  return ['.TP', term, ...paragraph(text)];
}
