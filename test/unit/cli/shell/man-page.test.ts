import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../../../../src/cli/exit-codes.ts';
import { createProgram } from '../../../../src/cli/program.ts';
import { type CommandNode, commandsIn, commandTree } from '../../../../src/cli/shell/command-tree.ts';
import { manPage } from '../../../../src/cli/shell/man-page.ts';
import { EXAMPLES } from '../../../../src/cli/shell/man-prose.ts';
import { everyCommand } from '../../../support/every-command.ts';

const program = commandTree(createProgram(() => undefined));
const page = manPage(program, { name: 'coc-alarm-agent', version: '1.2.3' });

/** Text of a part of the page, without its formatting. */
function plain(roff: string): string {
  return roff
    .replaceAll(/\\f[BIR]/g, '')
    .replaceAll(/\\([-e])/g, (_, character) => (character === 'e' ? '\\' : character))
    .replaceAll('\\(aq', "'")
    .replaceAll('\\(dq', '"')
    .replaceAll(/\s+/g, ' ');
}

const sections = new Map(
  page
    .split(/^\.SH /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text] as const),
);
const commandTexts = new Map(
  (sections.get('COMMANDS') ?? '')
    .split(/^\.SS /m)
    .slice(1)
    .map((text) => [plain(text.split('\n')[0] ?? '').trim(), plain(text)] as const),
);

describe('the man page', () => {
  it('has the sections of a man page, in their order', () => {
    expect([...sections.keys()]).toEqual([
      ...['NAME', 'SYNOPSIS', 'DESCRIPTION', 'COMMANDS', 'COMMON OPTIONS', 'EXIT STATUS'],
      ...['ENVIRONMENT', 'FILES', 'EXAMPLES', 'SEE ALSO'],
    ]);
  });

  it('names program and version, and no date', () => {
    expect(page).toContain('\n.TH COC-ALARM-AGENT 1 "" "coc-alarm-agent 1.2.3" "User Commands"\n');
    expect(page).not.toMatch(/\b20\d\d\b/);
  });

  it.each(
    everyCommand().flatMap(({ words, command }) => (words.length > 0 ? [[words.join(' '), command]] : [])),
  )('describes all of: %s', (path, command) => {
    if (typeof path !== 'string' || typeof command !== 'object') throw new Error('no command');
    const text = commandTexts.get(path) ?? '';
    const common = plain(sections.get('COMMON OPTIONS') ?? '');
    expect(text.toLowerCase()).toContain(command.description().toLowerCase());
    const help = command.createHelp();
    for (const option of help.visibleOptions(command)) {
      const whole = `${help.optionTerm(option)} ${help.optionDescription(option)}.`.toLowerCase();
      if (text.toLowerCase().includes(whole)) continue;
      expect(common.toLowerCase()).toContain(whole);
      if (option.long !== '--help') expect(text).toMatch(new RegExp(`Common options:.* ${option.long}\\b`));
    }
    for (const argument of command.registeredArguments) expect(text).toContain(` ${argument.name()} `);
  });

  it('has every exit code, and every variable that stands for an option', () => {
    const status = plain(sections.get('EXIT STATUS') ?? '').toLowerCase();
    for (const [code, meaning] of EXIT_MEANINGS)
      expect(status).toContain(`.tp ${code} ${meaning.toLowerCase()}.`);
    const variables = commandsIn(program).flatMap(({ options }) =>
      options.flatMap(({ variable }) => variable ?? []),
    );
    expect(variables.length).toBeGreaterThan(0);
    for (const variable of variables) expect(plain(sections.get('ENVIRONMENT') ?? '')).toContain(variable);
  });

  it.each(EXAMPLES.map(([line]) => line))('shows an example that can be typed: %s', (line) => {
    const words = /coc-alarm-agent ([^)]*)/.exec(line)?.[1]?.split(' ') ?? [];
    let node: CommandNode = program;
    for (const word of words.filter((one) => !one.startsWith('-')))
      node = node.commands.find(({ path }) => path.at(-1) === word) ?? node;
    expect(node.commands).toEqual([]);
    const names = node.options.flatMap((option) => option.names);
    for (const word of words.filter((one) => one.startsWith('-'))) expect(names).toContain(word);
  });

  it('has short lines, none of which is taken for a request', () => {
    for (const line of page.split('\n')) {
      if (!line.startsWith('\\f')) expect(line.length).toBeLessThanOrEqual(80);
      if (/^[.']/.test(line)) expect(line).toMatch(/^\.(?:\\"|TH|SH|SS|TP|PP|br|nh|ad) ?/);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});
