import { DEFAULT_CONFIG } from '../default-config.ts';

/** A name or a command line, and what it is for. */
type Described = readonly [name: string, text: string];

export const PURPOSE = 'forwards alerts of monitoring systems to Huawei Cloud COC';

export const DESCRIPTION: readonly string[] = [
  'coc-alarm-agent takes the webhooks of Prometheus Alertmanager, Grafana and Zabbix. It stores each alert on disk before it answers, delivers it to Huawei Cloud COC as an alarm, in order and with retries, and opens an incident for critical ones.',
  'Without a command it runs the agent. The commands that show or change something ask the running agent, and find it by its configuration file.',
];

export const ENVIRONMENT: readonly Described[] = [
  ['COC_ALARM_AGENT_CONFIG', 'The configuration file. The option --config comes first.'],
  [
    'COC_ALARM_AGENT_ADOPT',
    'The name of a data directory whose copy serve goes on with. The option --adopt comes first.',
  ],
  [
    'COC_ALARM_AGENT_TOKEN',
    'The token of admin.auth, for the commands that ask a running agent. The option --token-file comes first.',
  ],
  [
    'COLUMNS',
    'The width of the output where it is no terminal. Without it, no line is broken in a pipe or a file and only cells of more than 1,000 characters are cut, and help is 80 columns wide.',
  ],
  [
    'FORCE_COLOR',
    'Colors the output, unless it is 0 or false. It comes before NO_COLOR; the option --color comes before both.',
  ],
  ['NO_COLOR', 'Leaves out colors, unless it is empty.'],
  ['NAME', `Any variable, where the configuration file has ${'$'}{NAME}.`],
  ['HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY', 'Not used; set coc.proxy in the configuration file.'],
];

export const FILES: readonly Described[] = [
  [DEFAULT_CONFIG, 'The configuration file, unless another one is given.'],
  [
    './data',
    'The data directory, unless dataDir in the configuration file names another one. It holds all that must survive. With the systemd unit it is /var/lib/coc-alarm-agent/data.',
  ],
];

export const EXAMPLES: readonly Described[] = [
  ['coc-alarm-agent demo', 'Show all of it on this machine, without an account of Huawei Cloud.'],
  ['coc-alarm-agent check-config config.yaml', 'Check a configuration before it is used.'],
  ['coc-alarm-agent doctor --send-test-alarm', 'Check the whole way to COC, with an alarm.'],
  ['coc-alarm-agent status', 'See on one screen what waits, and why.'],
  ['coc-alarm-agent alarms list --level Critical,Major --match \'team="db"\'', 'List what fires for a team.'],
  ['coc-alarm-agent alarms show DiskFull', 'Read what became of an alarm.'],
  [
    'coc-alarm-agent dead-letters redrive --all --yes',
    'Send again what COC refused, after the configuration is mended.',
  ],
  ['source <(coc-alarm-agent completion bash)', 'Complete commands and options in this shell.'],
];

export const SEE_ALSO: readonly Described[] = [
  ['systemctl', '1'],
  ['journalctl', '1'],
];

export const FURTHER_READING =
  'The folder docs of the package has the whole documentation: configuration.md, operating.md and troubleshooting.md to begin with.';
