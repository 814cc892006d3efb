import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { everyCommand } from '../support/every-command.ts';
import { runAgent, runEmulator, stopEverything, temporaryDirectory } from '../support/running-agent.ts';

afterEach(stopEverything);

/** Every command that does something, as words. */
const commands = everyCommand()
  .filter(({ command }) => command.commands.length === 0)
  .map(({ words }) => words);

/** Options that a command can not do without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  explain: ['--source', 'am'],
  'coc scripts run': ['--user', 'root', '--on', 'ecs-1'],
  'coc orders skip': ['--batch', '1'],
  'coc incidents solve': ['--cause', 'c', '--solution', 's'],
  'coc incidents create': ['--title', 't'],
};

describe('a wrong command line', () => {
  it('has many commands to get wrong', () => expect(commands.length).toBeGreaterThan(15));

  it.each(commands.map((words) => words.join(' ')))(
    'exits with 2 and says how it is used: %s',
    async (line) => {
      // What it needs comes first, so that the wrong option is the only fault.
      const { code, out, err } = await runCommand(...line.split(' '), ...(NEEDED[line] ?? []), '--bogus');
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain("error: unknown option '--bogus'\n");
      expect(err).toContain(`usage: coc-alarm-agent ${line} [options]`);
      expect(err).toContain(`(run coc-alarm-agent ${line} --help for more)`);
    },
  );

  it.each([
    [['alarm'], /unknown command 'alarm'.*Did you mean alarms\?/s, 'coc-alarm-agent [options]'],
    [['alarms', 'lst'], /unknown command 'lst'.*Did you mean list\?/s, 'coc-alarm-agent alarms [options]'],
    [['alarms', 'list', '--levl', 'Major'], /Did you mean --level\?/, 'coc-alarm-agent alarms list'],
    [['--confg', 'x'], /Did you mean --config\?/, 'coc-alarm-agent serve'],
    [['alarms', 'show'], /missing required argument 'id'/, 'coc-alarm-agent alarms show'],
    [['alarms', 'show', 'a', 'b'], /too many arguments/, 'coc-alarm-agent alarms show'],
    [
      ['alarms', 'show', ''],
      /argument value '' is invalid for argument 'id'. It is empty/,
      'coc-alarm-agent alarms show',
    ],
    [['incidents', 'show', ' '], /It is empty/, 'coc-alarm-agent incidents show'],
    [['incidents', 'decide', ''], /It is empty/, 'coc-alarm-agent incidents decide'],
    [['dead-letters', 'show', ''], /It is empty/, 'coc-alarm-agent dead-letters show'],
    [['dead-letters', 'discard', 'entry-1', ''], /It is empty/, 'coc-alarm-agent dead-letters discard'],
    [['alarms', 'list', '--limit', '0'], /whole number, from 1 to 500/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--limit', '1e2'], /whole number, from 1 to 500/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--limit'], /argument missing/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--level', 'Major,Bad'], /any of Critical, Major/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--level', ','], /at least one word/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--state', 'on'], /choices are firing, resolved, all/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--color', 'red'], /choices are auto, always, never/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--cursor', ''], /It is empty/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--text', ' '], /It is empty/, 'coc-alarm-agent alarms list'],
    [['dead-letters', 'redrive', '--source', ''], /It is empty/, 'coc-alarm-agent dead-letters redrive'],
    [['dead-letters', 'export', '-o', ''], /It is empty/, 'coc-alarm-agent dead-letters export'],
    [['incidents', 'decide', 'k', '--keep', ''], /It is empty/, 'coc-alarm-agent incidents decide'],
    [
      ['status', '--token-file', '/nowhere'],
      /cannot read \/nowhere of --token-file: ENOENT/,
      'coc-alarm-agent status',
    ],
    [['alarms', 'list', '--group-by', ''], /auto, none or a name/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--watch', '0'], /from 1 to 3600/, 'coc-alarm-agent alarms list'],
    [['alarms', 'list', '--watch', '--json'], /cannot be used with/, 'coc-alarm-agent alarms list'],
    [
      ['alarms', 'list', '--admin', 'nowhere'],
      /--admin nowhere is not an address/,
      'coc-alarm-agent alarms list',
    ],
    [['incidents', 'list', '--state', 'lost'], /any of requested, /, 'coc-alarm-agent incidents list'],
    [['incidents', 'list', '--offset', '-1'], /whole number, 0 or more/, 'coc-alarm-agent incidents list'],
    [['incidents', 'decide', 'k'], /give one of --opened/, 'coc-alarm-agent incidents decide'],
    [['dead-letters', 'redrive'], /name the dead letters/, 'coc-alarm-agent dead-letters redrive'],
    [['dead-letters', 'list', '--kind', 'odd'], /choices are refused/, 'coc-alarm-agent dead-letters list'],
    [['deliver-now', '--destination', ','], /at least one word/, 'coc-alarm-agent deliver-now'],
    [['status', '--color', 'red'], /choices are auto, always, never/, 'coc-alarm-agent status'],
    [['reload', '--admin', 'nowhere'], /--admin nowhere is not an address/, 'coc-alarm-agent reload'],
    [['explain'], /--source/, 'coc-alarm-agent explain'],
    [['emulator', '--listen', 'x'], /not an address/, 'coc-alarm-agent emulator'],
    [['emulator', '--options', '/nowhere'], /cannot read the file of --options/, 'coc-alarm-agent emulator'],
  ])('%j exits with 2 and shows its own usage', async (args, words, usage) => {
    const { code, out, err } = await runCommand(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(words);
    expect(err).toContain(`usage: ${usage}`);
  });

  it('is also one that only the agent can judge', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const admin = ['--admin', agent.adminUrl];
    const cursor = await runCommand('alarms', 'list', '--cursor', 'x', ...admin);
    expect(cursor).toMatchObject({ code: 2, out: '' });
    expect(cursor.err).toMatch(/^error: cursor is .*\n+usage: coc-alarm-agent alarms list/);
    const { code, err } = await runCommand(
      'explain',
      '-c',
      agent.configFile,
      '-s',
      'alertmanager',
      '/nowhere',
    );
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/cannot read the payload: ENOENT.*usage: .* explain/s),
    ]);
    const nope = await runCommand('explain', '-c', agent.configFile, '-s', 'nope');
    expect(nope).toMatchObject({ code: 2, out: '' });
    expect(nope.err).toMatch(/^error: .* has no source nope; it has: alertmanager\n+usage: .* explain/);
    const unsent = await runCommand('deliver-now', '--destination', 'nope', ...admin);
    expect(unsent).toMatchObject({ code: 2, out: '' });
    expect(unsent.err).toMatch(/^error: there is no destination nope; .*\n+usage: .* deliver-now/);
    const hint = await runCommand('alarms', 'list', '--source', 'nope', ...admin);
    expect(hint).toMatchObject({ code: 0, err: '' });
    expect(hint.out).toMatch(
      /^no firing alarms match.*\nthere is no source "nope"; there are: alertmanager\n$/,
    );
  });

  it('tells once that there is no such configuration', async () => {
    const { code, err } = await runCommand('check-config', '--config', '/nowhere/config.yaml');
    expect(code).toBe(2);
    expect(err.match(/cannot be read/g)).toHaveLength(1);
    expect(err.match(/ENOENT/g)).toHaveLength(1);
  });

  it.each([['--help'], ['--version'], ['alarms', '--help'], ['help', 'alarms']])(
    '%s %s is none',
    async (...args) => {
      expect((await runCommand(...args.filter((word) => word !== undefined))).code).toBe(0);
    },
  );

  it('shows the commands of a group that is called alone', async () => {
    const { code, err } = await runCommand('dead-letters');
    expect([code, err]).toEqual([2, expect.stringMatching(/Usage: coc-alarm-agent dead-letters .*redrive/s)]);
  });

  it('has its exit codes in the help', async () => {
    expect((await runCommand('--help')).out).toMatch(/Exit codes:\n +0 +done\n +1 .*\n +2 .*\n +141 /);
  });
});
