import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SourceLook, Unreachable } from '../active-alerts.ts';
import type { ZabbixApi } from './api.ts';
import { PROBLEM_KINDS } from './problem.ts';

/**
 * Checks a Zabbix: it asks for one problem of each kind, and for the number of hosts. A user without
 * permission for any host sees no problems, which looks like a Zabbix where all is well; the number of hosts
 * shows the difference. A server that does not allow the question for hosts passes the check.
 */
export async function lookAtZabbix(api: ZabbixApi, signal: AbortSignal): Promise<SourceLook | Unreachable> {
  for (const kind of PROBLEM_KINDS) {
    const answer = await api.call('problem.get', { ...kind, output: ['eventid'], limit: 1 }, signal);
    if (answer.kind === 'unreachable') return answer;
  }
  const version = omitAbsent({ version: api.version });
  const hosts = await api.call('host.get', { countOutput: true }, signal);
  if (hosts.kind === 'unreachable') return { kind: 'look', ...version, seen: 'it lists its problems' };
  const look = { kind: 'look', ...version, seen: `hosts that the agent can see: ${hosts.result}` } as const;
  return Number(hosts.result) > 0 ? look : { ...look, blind: SEES_NO_HOST };
}

const SEES_NO_HOST = {
  words: 'the agent can see no host, and so no problem',
  remedy: 'give the user group of reconcile.auth the permission to read the host groups',
};
