#!/usr/bin/env node
// Connects a Zabbix with coc-alarm-agent. Plain Node.js 20 or newer, nothing to install. See --help and README.md.
import { readOptions, USAGE } from './set-up/options.mjs';
import {
  ensureAction,
  ensureGroup,
  ensureRole,
  ensureUser,
  importMediaType,
  setMacro,
} from './set-up/steps.mjs';
import { SetUpError, ZabbixApi } from './set-up/zabbix-api.mjs';

const WORDS = {
  create: ['created', 'would create'],
  update: ['updated', 'would update'],
  keep: ['kept', 'would keep'],
  note: ['note', 'note'],
};

/** Prints a step; unless this is a dry run, does it too. Answers what the step answers, or `known`. */
function reporter(dryRun) {
  return async (kind, what, act, known) => {
    const result = act && !dryRun ? await act() : known;
    console.log(`${WORDS[kind][dryRun ? 1 : 0].padEnd(13)} ${what}`);
    return result;
  };
}

function macrosOf({ agentUrl, agentToken, frontendUrl, proxy, link }) {
  const all = [
    { macro: '{$COC_AGENT.URL}', value: agentUrl, description: 'Webhook of coc-alarm-agent' },
    { macro: '{$COC_AGENT.TOKEN}', value: agentToken, secret: true, description: 'Its bearer token' },
    { macro: '{$ZABBIX.URL}', value: frontendUrl, description: 'Address of this frontend, for links' },
    { macro: '{$COC_AGENT.PROXY}', value: proxy, description: 'HTTP proxy towards coc-alarm-agent' },
    { macro: '{$COC_AGENT.LINK}', value: link, description: 'Address of an alarm, with ALARM_ID for its id' },
  ];
  return all.filter(({ value }) => value !== undefined);
}

async function setUp(api, options) {
  const context = { api, report: reporter(options.dryRun) };
  if (!options.agentToken)
    await context.report('note', 'no token: the agent takes the messages only when its source has no auth');
  for (const macro of macrosOf(options)) await setMacro(context, macro);
  const mediatypeid = await importMediaType(context);
  const roleid = await ensureRole(context);
  const usrgrpid = await ensureGroup(context);
  const userid = await ensureUser(context, { mediatypeid, roleid, usrgrpid });
  const { minSeverity } = options;
  const shared = { minSeverity, mediatypeid, userid };
  await ensureAction(context, { ...shared, name: 'coc-alarm-agent', eventsource: 0 });
  if (options.services)
    await ensureAction(context, { ...shared, name: 'coc-alarm-agent: services', eventsource: 4 });
}

async function main() {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const api = new ZabbixApi(options.url);
  await api.signIn(options.signIn);
  console.log(`Zabbix ${api.version} at ${options.url}`);
  try {
    await setUp(api, options);
  } finally {
    await api.signOut();
  }
  console.log(options.dryRun ? 'Nothing was changed.' : 'Done. New problems go to the agent from now on.');
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
