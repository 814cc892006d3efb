import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SourceLook, Unreachable } from '../active-alerts.ts';
import type { ZabbixApi } from './api.ts';
import { PROBLEM_KINDS } from './problem.ts';

/**
 * Tries the questions about problems, for one problem of each kind. A user that may read no host sees none, which looks
 * like a Zabbix where all is well, so the hosts are counted too; they are told only where that may be asked.
 */
export async function lookAtZabbix(api: ZabbixApi, signal: AbortSignal): Promise<SourceLook | Unreachable> {
  for (const kind of PROBLEM_KINDS) {
    const answer = await api.call('problem.get', { ...kind, output: ['eventid'], limit: 1 }, signal);
    if (answer.kind === 'unreachable') return answer;
  }
  const version = omitAbsent({ version: api.version });
  const hosts = await api.call('host.get', { countOutput: true }, signal);
  if (hosts.kind === 'unreachable') return { kind: 'look', ...version, seen: 'it tells its problems' };
  const look = { kind: 'look', ...version, seen: `hosts that it shows us: ${hosts.result}` } as const;
  return Number(hosts.result) > 0 ? look : { ...look, blind: SEES_NO_HOST };
}

const SEES_NO_HOST = {
  words: 'it shows us no host, so no problem either',
  remedy: 'give the user group of reconcile.auth the permission to read the host groups',
};
