import { z } from 'zod';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { severityMap } from '../../alerts/severity.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import type { ActiveAlert, ActiveAlerts, ActiveList, ReadList, Unreachable } from '../active-alerts.ts';
import type { ReadAlert, SourceDeps } from '../source-port.ts';
import { ZabbixApi } from './api.ts';
import type { ZabbixReconcile, ZabbixSourceConfig } from './config.ts';
import { elementsAs } from './elements.ts';
import { endedAmong } from './ended.ts';
import { lookAtZabbix } from './look-at-zabbix.ts';
import { normalizeZabbixMessage } from './normalize.ts';
import {
  type MessageValues,
  PROBLEM_KINDS,
  PROBLEM_OUTPUT,
  type Problem,
  problemMessage,
  problemSchema,
  SEVERITY_NAMES,
  type Trigger,
  triggerSchema,
} from './problem.ts';

/** Most triggers in one question. */
const MAX_TRIGGERS = 500;

/** Reads a problem like the message about it. */
type ReadProblem = (problem: Problem, told: Partial<MessageValues>) => ReadAlert;

/**
 * Makes the adapter that asks a Zabbix of 6.0 to 7.x for its problems. The agent does not know which problems
 * the action of Zabbix sends. So problems that no message brought count as ours only if they are of triggers
 * and have at least the configured severity.
 * @throws {ConfigError} when the file of a secret or of certificate authorities cannot be used
 */
export function createZabbixActive(
  name: string,
  config: Pick<ZabbixSourceConfig, 'identity'> & { readonly reconcile: ZabbixReconcile },
  deps: SourceDeps,
): ActiveAlerts {
  const { identity, reconcile } = config;
  const api = new ZabbixApi({ ...reconcile, egress: deps.egress }, deps.clock);
  const severities = severityMap(deps.levels);
  const frontend = reconcile.url.replace(/\/api_jsonrpc\.php$/, '').replace(/\/+$/, '');
  const readProblem: ReadProblem = (problem, told) =>
    normalizeZabbixMessage(problemMessage(problem, { severityNames: SEVERITY_NAMES, frontend, ...told }), {
      source: name,
      severities,
      identity,
      timezone: undefined,
      receivedAt: 0,
    });
  const parts: Parts = { api, readProblem, minSeverity: reconcile.minSeverity };
  return {
    levelsMove: true,
    covers: () => true,
    list: (signal) => listProblems(parts, signal),
    ended: (fingerprints, list, signal) => endedAmong(fingerprints, { api, list, signal }),
    look: (signal) => lookAtZabbix(api, signal),
    close: () => api.close(),
  };
}

interface Parts {
  readonly api: ZabbixApi;
  readonly readProblem: ReadProblem;
  readonly minSeverity: number;
}

async function listProblems(parts: Parts, signal: AbortSignal): Promise<ActiveList | Unreachable> {
  const slices = new TimeSlices();
  const alerts: ActiveAlert[] = [];
  const problems = new Map<AlarmId, Problem>();
  let complete = true;
  for (const kind of PROBLEM_KINDS) {
    const params = { ...kind, output: PROBLEM_OUTPUT, selectTags: ['tag', 'value'] };
    const answer = await parts.api.call('problem.get', params, signal);
    if (answer.kind === 'unreachable') return answer;
    const { read, all } = await elementsAs(answer.elements, problemSchema);
    complete &&= all;
    for (const problem of read) {
      if (slices.over) await slices.pause();
      const active = activeOf(problem, parts);
      if (!active) continue;
      alerts.push(active);
      problems.set(active.alarmId, problem);
    }
  }
  return {
    kind: 'active',
    alerts,
    complete,
    read: (wanted, until) =>
      readWhole(
        wanted.flatMap(({ alarmId }) => problems.get(alarmId) ?? []),
        parts,
        until,
      ),
  };
}

function activeOf(problem: Problem, { readProblem, minSeverity }: Parts): ActiveAlert | undefined {
  const read = readProblem(problem, {});
  if (!('alert' in read)) return undefined;
  const { alarmId, otherAlarmId: alias, level, startsAt }: Alert = read.alert;
  const ours = problem.source === '0' && Number(problem.severity) >= minSeverity;
  const state = problem.suppressed === '1' ? 'suppressed' : 'active';
  return { alarmId, level, state, ours, ...omitAbsent({ startsAt, alias }) };
}

async function readWhole(
  problems: readonly Problem[],
  { api, readProblem }: Parts,
  signal: AbortSignal,
): Promise<ReadList | Unreachable> {
  const severityNames = await severityNamesOf(api, signal);
  const triggers = new Map<string, Trigger>();
  const ids = [...new Set(problems.flatMap(({ source, objectid }) => (source === '0' ? [objectid] : [])))];
  for (let at = 0; at < ids.length; at += MAX_TRIGGERS) {
    const params = {
      triggerids: ids.slice(at, at + MAX_TRIGGERS),
      output: ['triggerid', 'comments', 'url'],
      expandComment: true,
      selectHosts: ['hostid', 'host', 'name'],
      [api.isFrom(6, 2) ? 'selectHostGroups' : 'selectGroups']: ['name'],
    };
    const answer = await api.call('trigger.get', params, signal);
    if (answer.kind === 'unreachable') return answer;
    const { read } = await elementsAs(answer.elements, triggerSchema);
    for (const trigger of read) triggers.set(trigger.triggerid, trigger);
  }
  const whole = (problem: Problem) =>
    readProblem(problem, { severityNames, trigger: triggers.get(problem.objectid) });
  return { kind: 'read', alerts: problems.map(whole) };
}

/**
 * Asks for this server's names of the severities, which its messages use. The built-in names replace missing
 * ones.
 */
async function severityNamesOf(api: ZabbixApi, signal: AbortSignal): Promise<readonly string[]> {
  const output = SEVERITY_NAMES.map((_, number) => `severity_name_${number}`);
  const answer = await api.call('settings.get', { output }, signal);
  if (answer.kind === 'unreachable') return SEVERITY_NAMES;
  const names = z.record(z.string(), z.string()).safeParse(answer.result);
  return SEVERITY_NAMES.map(
    (name, number) => (names.success && names.data[`severity_name_${number}`]) || name,
  );
}
