import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { displayWidth } from '../../../../src/cli/terminal/display-width.ts';
import { fitHelp } from '../../../../src/cli/terminal/fit-help.ts';
import { everyCommand } from '../../../support/every-command.ts';

const commands = everyCommand();

/** The whole help of a command, on a terminal of some columns. */
function helpOf(command: Command, columns: number | ''): string {
  vi.stubEnv('COLUMNS', `${columns}`);
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

function widestOf(help: string): number {
  return Math.max(...help.split('\n').map(displayWidth));
}

/** The words of a help, without how they are laid out. */
function wordsOf(help: string): readonly string[] {
  return help.split(/\s+/);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the help of every command', () => {
  it('is looked at', () => expect(commands.length).toBeGreaterThan(20));

  describe.each(commands.map(({ words, command }) => [words.join(' ') || 'the program', command] as const))(
    '%s',
    (_, command) => {
      it.each([40, 60, 80, 200])('fits %i columns, and loses no word', (columns) => {
        const help = helpOf(command, columns);
        expect(widestOf(help)).toBeLessThanOrEqual(columns);
        expect(wordsOf(help)).toEqual(wordsOf(helpOf(command, 1_000)));
      });
    },
  );

  it('is 80 columns wide in a pipe', () => {
    const widths = commands.map(({ command }) => widestOf(helpOf(command, '')));
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
    expect(Math.max(...widths)).toBeGreaterThan(70);
  });
});

describe('the layout of a help', () => {
  const tool = new Command('tool')
    .description('合并所有告警')
    .argument('<file>', '读取这个文件中的告警，然后逐条显示结果 until the end')
    .option('--a-rather-long-option <value>', 'do something with the value that is given');
  fitHelp(tool);

  it('puts further lines below the description, and counts Chinese twice', () => {
    expect(helpOf(tool, 64)).toBe(`Usage: tool [options] <file>

合并所有告警

Arguments:
  file                            读取这个文件中的告警，然后逐条
                                  显示结果 until the end

Options:
  --a-rather-long-option <value>  do something with the value
                                  that is given
  -h, --help                      display help for command
`);
  });

  it('puts descriptions below their terms where nothing fits beside them', () => {
    expect(helpOf(tool, 40)).toBe(`Usage: tool [options] <file>

合并所有告警

Arguments:
  file
    读取这个文件中的告警，然后逐条显示结
    果 until the end

Options:
  --a-rather-long-option <value>
    do something with the value that is
    given
  -h, --help
    display help for command
`);
  });
});
