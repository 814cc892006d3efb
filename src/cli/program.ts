import { Command, CommanderError, Option } from 'commander';
import { configSchema } from '../app/registry.ts';
import { describeConfigError } from '../config/describe-issues.ts';
import { configJsonSchema, formatJsonSchema } from '../config/json-schema.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { programVersion } from '../observability/program-version.ts';
import { alarmsCommand } from './alarms-command.ts';
import { checkConfig } from './check-config-command.ts';
import { deadLettersCommand } from './dead-letters-command.ts';
import { runDemo } from './demo/run-demo.ts';
import { runDoctor } from './doctor-command.ts';
import { runEmulator } from './emulator-command.ts';
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { explainPayload } from './explain-command.ts';
import { incidentsCommand } from './incidents-command.ts';
import { serve } from './serve-command.ts';

const DEFAULT_CONFIG = '/etc/coc-alarm-agent/config.yaml';

/** Runs one command line. Answers the exit code: 0 fine, 1 failed, 2 wrong configuration or usage. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode = EXIT_OK;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withCommand(args), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    if (error instanceof ConfigError) {
      process.stderr.write(`${describeConfigError(error)}\n`);
      return EXIT_USAGE;
    }
    process.stderr.write(`coc-alarm-agent: ${messageOf(error)}\n`);
    return EXIT_FAILED;
  }
}

const ABOUT_THE_PROGRAM = new Set(['-h', '--help', '-V', '--version']);

/** Without a command it is `serve`; a word that is no command is an error, not an argument of `serve`. */
function withCommand(args: readonly string[]): string[] {
  const [first] = args;
  const options = first === undefined || (first.startsWith('-') && !ABOUT_THE_PROGRAM.has(first));
  return options ? ['serve', ...args] : [...args];
}

/** The command line: every command with its options. `exit` is told what each ends with. */
export function createProgram(exit: (code: number) => void): Command {
  const program = new Command('coc-alarm-agent')
    .description('Forwards Alertmanager, Grafana and Zabbix alerts to Huawei Cloud COC.')
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('(coc-alarm-agent --help shows how)');
  const config = () =>
    new Option('-c, --config <file>', 'configuration file')
      .env('COC_ALARM_AGENT_CONFIG')
      .default(DEFAULT_CONFIG);
  program
    .command('serve')
    .description('run the agent (the default command)')
    .addOption(config())
    .action(async (options: { config: string }) => exit(await serve(options.config)));
  program
    .command('check-config')
    .description('say whether a configuration file is right, and everything that is wrong with it')
    .argument('[file]', 'configuration file')
    .addOption(config())
    .action(async (file: string | undefined, options: { config: string }) =>
      exit(await checkConfig(file ?? options.config)),
    );
  program
    .command('explain')
    .description('say what would become of a webhook body, step by step; nothing is sent')
    .argument('[payload]', 'file with the body; standard input without it')
    .addOption(config())
    .requiredOption('-s, --source <name>', 'the configured source that would receive it')
    .option('--json', 'as JSON')
    .action(async (payload: string | undefined, options: { config: string; source: string; json?: true }) =>
      exit(await explainPayload({ payload, ...options })),
    );
  program
    .command('doctor')
    .description(
      'say whether a configuration can reach COC (network, TLS, clock, credentials, keys) and its sources',
    )
    .addOption(config())
    .option('--send-test-alarm', 'send a test alarm with each integration key, and resolve it')
    .option('--json', 'as JSON')
    .action(async (options: { config: string; sendTestAlarm?: true; json?: true }) =>
      exit(await runDoctor(options)),
    );
  program
    .command('schema')
    .description('print the JSON Schema of the configuration file')
    .action(() => {
      process.stdout.write(formatJsonSchema(configJsonSchema(configSchema)));
    });
  program.addCommand(alarmsCommand({ config, exit }).exitOverride());
  program.addCommand(incidentsCommand({ config, exit }).exitOverride());
  program.addCommand(deadLettersCommand({ config, exit }).exitOverride());
  addEmulator(program, exit);
  program
    .command('demo')
    .description(
      'start emulator and agent on this machine, send alerts of all three systems, and tell what became of them',
    )
    .option('--once', 'exit when everything has arrived, with 1 when something is missing')
    .action(async (options: { once?: true }) => exit(await runDemo({ once: options.once === true })));
  return program;
}

function addEmulator(program: Command, exit: (code: number) => void): void {
  program
    .command('emulator')
    .description('run the COC emulator: a local stand-in for the COC API')
    .option('--listen <host:port>', 'where to listen', '127.0.0.1:9097')
    .option('--data-dir <directory>', 'keep its state there; without it, in memory')
    .option('--options <file>', 'YAML file with further options')
    .option('--someone <acts>', 'play somebody who works on incidents, such as accept=30s,complete=5m')
    .action(async (options: { listen: string; dataDir?: string; options?: string; someone?: string }) =>
      exit(await runEmulator(options)),
    );
}
