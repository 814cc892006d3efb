import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../src/cli/program.ts';
import { commandTree } from '../../../../src/cli/shell/command-tree.ts';
import { COMPLETIONS } from '../../../../src/cli/shell/print-shell-text.ts';
import { everyCommand } from '../../../support/every-command.ts';

const program = commandTree(createProgram(() => undefined));
const shells = Object.entries(COMPLETIONS);

describe.each(shells)('the completion for %s', (_, completion) => {
  const script = completion(program, 'coc-alarm-agent');

  it.each(everyCommand().map(({ words, command }) => [words.join(' ') || 'the program', command] as const))(
    'has all of: %s',
    (_command, command) => {
      const help = command.createHelp();
      const options = help.visibleOptions(command);
      expect(options.length).toBeGreaterThan(0);
      // Fish has the names of options without dashes.
      for (const { long } of options)
        expect(script).toMatch(new RegExp(`(?:${long}|-l ${long?.slice(2)})\\b`));
      for (const below of help.visibleCommands(command)) expect(script).toContain(below.name());
      for (const { argChoices = [] } of options)
        for (const word of argChoices) expect(script).toContain(word);
    },
  );

  it('is the same for the same program', () => {
    expect(completion(commandTree(createProgram(() => undefined)), 'coc-alarm-agent')).toBe(script);
  });
});

describe('descriptions with characters that shells read', () => {
  const text = 'don\'t [stop] at: $HOME `x` \\ "end"';
  const tool = new Command('tool').option('--odd', text);
  tool.command('run').description(text);

  it('are quoted for zsh', () => {
    const script = COMPLETIONS.zsh(commandTree(tool), 'tool');
    expect(script).toContain("'(--odd)--odd[don'\\''t \\[stop\\] at: $HOME `x` \\\\ \"end\"]'");
    expect(script).toContain("'run:don'\\''t [stop] at: $HOME `x` \\\\ \"end\"'");
  });

  it('are quoted for fish', () => {
    const script = COMPLETIONS.fish(commandTree(tool), 'tool');
    expect(script).toContain("-l odd -d 'don\\'t [stop] at: $HOME `x` \\\\ \"end\"'");
  });
});
