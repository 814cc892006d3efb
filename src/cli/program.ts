import { Command, CommanderError, Option } from 'commander';
import { describeConfigError } from '../config/describe-issues.ts';
import { ConfigError, isCopiedJournal, messageOf } from '../errors.ts';
import { programVersion } from '../observability/program-version.ts';
import { alarmsCommand } from './alarms/alarms-command.ts';
import { cocCommand } from './coc/coc-command.ts';
import { deadLettersCommand } from './dead-letters/dead-letters-command.ts';
import { DEFAULT_CONFIG } from './default-config.ts';
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { incidentsCommand } from './incidents/incidents-command.ts';
import { type RunLoaded, runLoaded } from './run-loaded.ts';
import type { ServeOptions } from './serve-command.ts';
import { type ServeSignals, serves } from './serve-signals.ts';
import { addShellCommands } from './shell/shell-commands.ts';
import { addAgentCommands } from './status/agent-commands.ts';
import { addExitCodes, fitHelp } from './terminal/fit-help.ts';
import { fitted } from './terminal/hanging.ts';
import { terminalFor } from './terminal/terminal.ts';
import { showUsageAfterErrors, UsageError } from './usage-errors.ts';

/**
 * Runs one command line. Returns the exit code: 0 success, 1 failure, 2 wrong configuration or usage. What it prints
 * may still be on its way then.
 *
 * @param signals what `serve` heeds, if that listens already; by default it begins to listen
 */
export async function runProgram(args: readonly string[], signals?: ServeSignals): Promise<number> {
  let exitCode = EXIT_OK;
  const program = createProgram((code) => {
    exitCode = code;
  }, signals);
  let running: Command = program;
  program.hook('preAction', (_, command) => {
    running = command;
  });
  try {
    await program
      .parseAsync(withCommand(args), { from: 'user' })
      .catch((error) => throwAsUsageError(error, running));
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    if (error instanceof ConfigError) {
      const terminal = terminalFor({ color: 'auto' }, process.stderr);
      process.stderr.write(`${fitted(describeConfigError(error), terminal)}\n`);
      return EXIT_USAGE;
    }
    process.stderr.write(`coc-alarm-agent: ${messageOf(error)}\n`);
    return isCopiedJournal(error) ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** Prints a usage error with the usage of its command, and throws what commander throws for its own. */
function throwAsUsageError(error: unknown, command: Command): never {
  if (error instanceof UsageError) command.error(`error: ${error.message}`, { exitCode: EXIT_USAGE });
  throw error;
}

/** Inserts `serve` when no command is given. An unknown word stays as it is, so that it becomes an error. */
function withCommand(args: readonly string[]): string[] {
  return serves(args) && args[0] !== 'serve' ? ['serve', ...args] : [...args];
}

/**
 * Makes the command line: every command with its options. `exit` receives the exit code of the command that
 * ran.
 */
export function createProgram(exit: (code: number) => void, signals?: ServeSignals): Command {
  const program = new Command('coc-alarm-agent')
    .description('forward Alertmanager, Grafana and Zabbix alerts to Huawei Cloud COC')
    .version(programVersion());
  addExitCodes(program);
  const run = runLoaded(exit);
  const config = () =>
    new Option('-c, --config <file>', 'read this configuration file')
      .env('COC_ALARM_AGENT_CONFIG')
      .default(DEFAULT_CONFIG);
  program
    .command('serve')
    .description('run the agent (default command)')
    .addOption(config())
    .addOption(
      new Option(
        '--adopt [name]',
        'go on with a copy of a data directory in place of the original: any copy, or that of the directory of this name',
      ).env('COC_ALARM_AGENT_ADOPT'),
    )
    .action(
      run(async () => {
        const { serve } = await import('./serve-command.ts');
        return (options: ServeOptions) => serve(options, signals);
      }),
    );
  program
    .command('check-config')
    .description('check a configuration file and list every mistake in it')
    .argument('[file]', 'configuration file')
    .addOption(config())
    .option('--no-files', 'do not look at the secrets and certificates that it names')
    .option(
      '--against-running',
      'tell what it would do to what is open and waits in the running agent; exit with 1 when something would be left open',
    )
    .option(
      '--admin <url>',
      'with --against-running: call this admin listener (default: the one in the file)',
    )
    .option(
      '--token-file <file>',
      'with --against-running: read the admin token from this file, or set COC_ALARM_AGENT_TOKEN',
    )
    .action(run(async () => (await import('./check-config-command.ts')).checkConfig));
  program
    .command('explain')
    .description('show step by step what the agent would do with a webhook body; send nothing')
    .argument('[file]', 'file with the webhook body (default: standard input)')
    .addOption(config())
    .requiredOption('-s, --source <name>', 'read the body as this configured source')
    .option('--json', 'print JSON')
    .action(run(async () => (await import('./explain-command.ts')).explainPayload));
  program
    .command('doctor')
    .description('check whether COC (network, TLS, clock, credentials, keys) and the sources can be reached')
    .addOption(config())
    .option('--send-test-alarm', 'send a test alarm with each integration key and resolve it')
    .option('--json', 'print JSON')
    .action(run(async () => (await import('./doctor-command.ts')).runDoctor));
  program
    .command('schema')
    .description('print the JSON Schema of the configuration file')
    .action(run(async () => (await import('./schema-command.ts')).printSchema));
  addAgentCommands(program, { config, run });
  program.addCommand(alarmsCommand({ config, run }));
  program.addCommand(incidentsCommand({ config, run }));
  program.addCommand(deadLettersCommand({ config, run }));
  program.addCommand(cocCommand({ config, run }));
  addShellCommands(program, run);
  addEmulator(program, run);
  program
    .command('demo')
    .description('run the emulator and an agent, send alerts of all three systems, and show what happens')
    .option(
      '--once',
      'exit after the last alert: with 0 if everything arrived in COC, with 1 if anything is missing',
    )
    .action(run(async () => (await import('./demo/run-demo.ts')).runDemo));
  showUsageAfterErrors(program);
  fitHelp(program);
  return program;
}

function addEmulator(program: Command, run: RunLoaded): void {
  program
    .command('emulator')
    .description('run the COC emulator, a local stand-in for the COC API')
    .option('--listen <host:port>', 'listen on this address', '127.0.0.1:9097')
    .option('--data-dir <directory>', 'keep the state in this directory (default: in memory)')
    .option('--options <file>', 'read further options from this YAML file')
    .option(
      '--someone <acts>',
      'act like a person on every incident, each action so long after it was opened: accept, reject, reopen, pause, resume, resolve or complete, such as accept=30s,complete=5m',
    )
    .action(run(async () => (await import('./emulator-command.ts')).runEmulator));
}
