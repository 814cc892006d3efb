import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../src/cli/program.ts';
import { commandsIn, commandTree } from '../../../../src/cli/shell/command-tree.ts';
import { everyCommand } from '../../../support/every-command.ts';

describe('the tree of commands', () => {
  it('has every command of the program, and the help of each group', () => {
    const paths = commandsIn(commandTree(createProgram(() => undefined)));
    const groups = everyCommand().filter(({ command }) => command.commands.length > 0);
    expect(
      paths
        .filter(({ isHelp }) => !isHelp)
        .map(({ path }) => path.join(' '))
        .sort(),
    ).toEqual(
      everyCommand()
        .map(({ words }) => words.join(' '))
        .sort(),
    );
    expect(paths.filter(({ isHelp }) => isHelp)).toHaveLength(groups.length);
  });

  it('knows what each value is', () => {
    const tool = new Command('tool')
      .option('-o, --output <file>', 'write here')
      .option('--into <directory>', 'write below')
      .option('--tags <words...>', 'only these')
      .option('--every [seconds]', 'again')
      .option('--no-files', 'skip them')
      .addOption(new Option('--kind <kind>', 'only this').choices(['a', 'b']).default('a'))
      .addOption(new Option('--secret', 'hidden').hideHelp())
      .addArgument(new Argument('<shell>').choices(['bash']))
      .argument('[file]');
    const tree = commandTree(tool);
    expect(tree.options.map(({ names, value }) => [names, value])).toEqual([
      [['-o', '--output'], { name: 'file', takes: 'one', offer: { kind: 'files' } }],
      [['--into'], { name: 'directory', takes: 'one', offer: { kind: 'directories' } }],
      [['--tags'], { name: 'words', takes: 'list', offer: { kind: 'anything' } }],
      [['--every'], { name: 'seconds', takes: 'optional', offer: { kind: 'anything' } }],
      [['--no-files'], undefined],
      [['--kind'], { name: 'kind', takes: 'one', offer: { kind: 'words', words: ['a', 'b'] } }],
      [['-h', '--help'], undefined],
    ]);
    expect(tree.arguments.map(({ name, offer }) => [name, offer])).toEqual([
      ['shell', { kind: 'words', words: ['bash'] }],
      ['file', { kind: 'files' }],
    ]);
    expect(tree.options.find(({ names }) => names.includes('--kind'))).toMatchObject({
      term: '--kind <kind>',
      description: 'only this',
      fullDescription: 'only this (choices: "a", "b", default: "a")',
    });
  });
});
