import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeDeadLetterChange } from '../../../src/cli/dead-letters/dead-letters-text.ts';
import { readPage } from './markdown.ts';
import { userPages } from './page-list.ts';
import { isPrinted, textLinesIn } from './program-texts.ts';
import { isStorySentence } from './story-sentences.ts';

/** An output of a command, as a page shows it. */
interface Output {
  readonly page: string;
  readonly command: string;
  readonly lines: readonly string[];
}

const PRINTED = [
  ...textLinesIn('src/cli', 'src/doctor', 'src/dry-run', 'src/sources'),
  ...textLinesIn('src/admin/waiting', 'src/admin/destinations'),
];
const STORY_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}(.+?)(?: \(\d+ times, the last at [^)]+\))?$/;
/** A line of the doctor. The words of a fault are COC's or the network's, unless the fault is a source's. */
const FINDING =
  /^(?:(?:[✓?]|-(?= name resolution| TLS| credentials| project)) (.+?): (.+)|✗ (source .+?): (.+)|✗ (.+?): .+)$/;
/** A step of `explain`. */
const STEP = /^ {2}([a-z]+) {2,}(\S.*)$/;
const REDRIVEN = describeDeadLetterChange('redrive', {
  ...{ dryRun: false, selected: 1, queued: 1, repeated: 0, dropped: 0, discarded: 0, found: 0 },
  ...{ failures: 0, failed: [] },
}).trim();
/** A line of the status: a label or a name, and facts about it. */
const STATUS_LINE = /^\S.*? {2,}(\S.*)$/;
const JSON_INDENT = ' '.repeat(12);

const outputs = userPages().flatMap((page) =>
  readPage(page).blocks.flatMap((block): Output[] => {
    const [fence = '', ...inside] = block.split('\n');
    const lines = inside.slice(0, -1);
    const command = /^\$ coc-alarm-agent (.+)$/.exec(lines[0] ?? '')?.[1];
    if (fence !== '```' || (command === undefined && !FINDING.test(lines[0] ?? ''))) return [];
    return [{ page, command: command ?? 'doctor', lines: lines.slice(command === undefined ? 0 : 1) }];
  }),
);
const lists = outputs.filter(({ command, lines }) => / list\b/.test(command) && lines.length > 1);
const texts = outputs.filter((output) => !lists.includes(output));

/** True for a line that the program prints, apart from values. */
function isKnown(line: string): boolean {
  if (line.trim() === '' || line.startsWith(JSON_INDENT) || ['…', REDRIVEN].includes(line)) return true;
  const told = STORY_LINE.exec(line)?.[1];
  if (told !== undefined) return isStorySentence(told);
  const parts = FINDING.exec(line) ?? STEP.exec(line);
  if (parts) return parts.slice(1).every((part) => part === undefined || isPrinted(part, PRINTED));
  const facts = STATUS_LINE.exec(line)?.[1];
  if (facts !== undefined && areKnownFacts(facts)) return true;
  return isPrinted(line.replace(/^coc-alarm-agent: |^ +-> /, ''), PRINTED);
}

/** True for facts of the status, of which each ends in a semicolon. */
function areKnownFacts(text: string): boolean {
  if (isPrinted(text, PRINTED)) return true;
  const end = text.indexOf('; ');
  return end >= 0 && areKnownFacts(text.slice(0, end)) && areKnownFacts(text.slice(end + 2));
}

/** Cells of a table of a command. */
function cellsOf(line: string): readonly string[] {
  return line.split(/ {2,}/);
}

describe('what the pages show as printed', () => {
  it('is found', () => {
    expect(texts.length).toBeGreaterThan(12);
    expect(lists.length).toBeGreaterThan(8);
  });

  it.each(texts)('$page: every line of "$command" is one of the program', ({ lines }) => {
    expect(lines.filter((line) => !isKnown(line))).toEqual([]);
  });

  it.each(lists)('$page: the table of "$command" has the columns and words of the program', ({ lines }) => {
    const [head = '', ...rows] = lines;
    const columns = cellsOf(head);
    const coc = columns.indexOf('COC');
    const states =
      columns.includes('ALARM') && coc >= 0 ? rows.slice(0, -1).map((row) => cellsOf(row)[coc]) : [];
    const fixed = [...columns, ...states].map(String);
    expect(fixed.filter((text) => !PRINTED.some(([only]) => only === text))).toEqual([]);
    expect(isPrinted(rows.at(-1) ?? '', PRINTED)).toBe(true);
  });
});

describe('what the pages quote', () => {
  const anyText = textLinesIn('src').map((pieces) => pieces.join('0'));
  const troubles = ['docs/troubleshooting.md', 'docs/zh-CN/troubleshooting.md'].flatMap((page) => {
    const rows = [...readFileSync(page, 'utf8').matchAll(/^\| [45]\d\d `(.+?)` \|/gm)];
    return rows.map(([, answer = '']) => ({ page, quoted: answer.replace(/^\{"error":"(.+)"\}$/, '$1') }));
  });
  const quotes = userPages().flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\*"([^"]+)"\*/g)].map(([, quoted = '']) => ({ page, quoted })),
  );

  it('is found', () => {
    expect(troubles.length).toBe(10);
    expect(quotes.length).toBeGreaterThan(0);
  });

  it.each([...troubles, ...quotes])('$page: "$quoted" is a text of the program', ({ quoted }) => {
    const pieces = quoted.split(/ ?…|\d+/).map((piece) => piece.trim());
    expect(pieces.filter((piece) => !anyText.some((text) => text.includes(piece)))).toEqual([]);
  });
});
