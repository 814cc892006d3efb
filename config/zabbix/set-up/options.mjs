import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SetUpError } from './zabbix-api.mjs';

export const USAGE = `Connects a Zabbix (6.0 or newer) with coc-alarm-agent. Can be run again at any time.

  node config/zabbix/set-up.mjs --url https://zabbix.example.com --user Admin --password-file FILE \\
    --agent-url http://coc-alarm-agent:9095/webhooks/zabbix --agent-token-file FILE

Zabbix, as a user with the role "Super admin":
  --url URL                address of the frontend
  --user NAME              and --password-file FILE, or the variable ZABBIX_PASSWORD
  --api-token-file FILE    instead of user and password, or the variable ZABBIX_API_TOKEN

The agent:
  --agent-url URL          address of its webhook, as the Zabbix server reaches it
  --agent-token-file FILE  the source's bearer token, or the variable COC_AGENT_TOKEN; without, none is sent

What else to set:
  --frontend-url URL       address of the frontend for links in alarms; --url when it is left out
  --proxy URL              HTTP proxy between the Zabbix server and the agent
  --link URL               where the menu of a problem leads; ALARM_ID in it stands for the alarm's id
  --min-severity N         least severity that is sent, 0 (not classified) to 5 (disaster); 0 when left out
  --services               sends the problems of services too
  --dry-run                changes nothing, and says what would be done
`;

const OPTIONS = {
  url: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  'api-token-file': { type: 'string' },
  'agent-url': { type: 'string' },
  'agent-token-file': { type: 'string' },
  'frontend-url': { type: 'string' },
  proxy: { type: 'string' },
  link: { type: 'string' },
  'min-severity': { type: 'string', default: '0' },
  services: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Reads command line and environment. Secrets come from files or the environment only. */
export function readOptions(args, environment) {
  const values = parse(args);
  if (values.help) return { help: true };
  const apiToken = secret(values['api-token-file'], environment.ZABBIX_API_TOKEN);
  const password = secret(values['password-file'], environment.ZABBIX_PASSWORD);
  if (!apiToken && !(values.user && password))
    throw new SetUpError('give --user with --password-file (or ZABBIX_PASSWORD), or --api-token-file');
  const minSeverity = values['min-severity'];
  if (!/^[0-5]$/.test(minSeverity)) throw new SetUpError('--min-severity is a number from 0 to 5');
  const url = webAddress('--url', values.url);
  return {
    url,
    signIn: { apiToken, user: values.user, password },
    agentUrl: webAddress('--agent-url', values['agent-url']),
    agentToken: secret(values['agent-token-file'], environment.COC_AGENT_TOKEN),
    frontendUrl: webAddress(
      '--frontend-url',
      values['frontend-url'] ?? url.replace(/\/api_jsonrpc\.php$/, ''),
    ),
    proxy: values.proxy,
    link: values.link && webAddress('--link', values.link),
    minSeverity,
    services: values.services,
    dryRun: values['dry-run'],
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new SetUpError(`${error.message}\nSee --help.`);
  }
}

function webAddress(option, text) {
  if (text === undefined) throw new SetUpError(`${option} is missing; see --help`);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new SetUpError(`${option} must be an address that begins with http:// or https://`);
  return text.replace(/\/+$/, '');
}

function secret(file, variable) {
  if (file === undefined) return variable?.trim() || undefined;
  let text;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SetUpError(`cannot read ${file}: ${error.message}`);
  }
  if (text === '') throw new SetUpError(`${file} is empty`);
  return text;
}
