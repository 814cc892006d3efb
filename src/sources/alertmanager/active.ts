import { z } from 'zod';
import { parseInstant } from '../../alerts/instant.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { severityMap } from '../../alerts/severity.ts';
import type { ActiveAlerts, SourceLook, Unreachable } from '../active-alerts.ts';
import { authHeaders } from '../http-auth.ts';
import { ACTIVE_PATH, describeActiveList, type ListReader, readActiveList } from '../labelled-active.ts';
import { type OptionalQuestion, optionalAnswer } from '../optional-answer.ts';
import { SourceApi } from '../source-api.ts';
import type { SourceDeps } from '../source-port.ts';
import type { AlertmanagerReconcile } from './config.ts';
import { normalizeAlertmanagerAlert } from './normalize.ts';

/**
 * Question for the start time of Alertmanager. Its alerts are only in memory, and return one by one after a
 * restart.
 */
const STATUS = {
  path: '/api/v2/status',
  schema: z.object({
    uptime: z.string().optional(),
    versionInfo: z.object({ version: z.string() }).optional().catch(undefined),
  }),
};
const RECEIVERS = { path: '/api/v2/receivers', schema: z.array(z.object({ name: z.string() })) };

/**
 * Makes the adapter that asks an Alertmanager of 0.19 to 0.34 for its active alerts.
 * @throws {ConfigError} when the file of a secret or of certificate authorities cannot be used
 */
export function createAlertmanagerActive(
  name: string,
  config: AlertmanagerReconcile,
  deps: SourceDeps,
): ActiveAlerts {
  const api = new SourceApi({ ...config, egress: deps.egress });
  const headers = authHeaders(config.auth, deps.clock);
  const severities = severityMap(deps.levels);
  const reader: ListReader = {
    receivers: config.receivers,
    read(element, receiver) {
      const firing = { ...element, status: 'firing' };
      const read = normalizeAlertmanagerAlert(firing, 0, {
        source: name,
        severities,
        group: omitAbsent({ receiver }),
      });
      return 'alert' in read
        ? { ...read, alert: { ...read.alert, ...rawFields(element, read.alert) } }
        : read;
    },
  };
  const ask: Ask = (question, signal) => optionalAnswer(api, { ...question, headers }, signal);
  const listed: ActiveAlerts['list'] = (signal, wanted) => {
    const question = { path: ACTIVE_PATH, headers };
    return api.call(question, (body) => readActiveList(body, reader, wanted), signal);
  };
  return {
    levelsMove: false,
    covers: () => true,
    async list(signal, wanted) {
      const runningSince = parseInstant((await ask(STATUS, signal))?.uptime);
      const list = await listed(signal, wanted);
      return list.kind === 'unreachable' ? list : { ...list, ...omitAbsent({ runningSince }) };
    },
    look: (signal) => look({ listed, ask, receivers: config.receivers }, signal),
    close: () => api.close(),
  };
}

type Question<T> = Omit<OptionalQuestion<T>, 'headers'>;
type Ask = <T>(question: Question<T>, signal: AbortSignal) => Promise<T | undefined>;

interface Looking {
  readonly listed: ActiveAlerts['list'];
  readonly ask: Ask;
  readonly receivers: readonly string[];
}

/**
 * Checks an Alertmanager. With a wrong receiver name, no alert would count as ours, so the names are checked
 * too.
 */
async function look(
  { listed, ask, receivers }: Looking,
  signal: AbortSignal,
): Promise<SourceLook | Unreachable> {
  const list = await listed(signal, () => false);
  if (list.kind === 'unreachable') return list;
  const status = await ask(STATUS, signal);
  const there = (await ask(RECEIVERS, signal))?.map(({ name }) => name);
  const found: SourceLook = {
    kind: 'look',
    seen: describeActiveList(list),
    ...omitAbsent({ version: status?.versionInfo?.version }),
  };
  const missing = there && receivers.filter((name) => !there.includes(name));
  if (!missing || missing.length === 0) return found;
  const words = `it has no receiver ${missing.join(', ')}; its receivers are ${there.join(', ')}`;
  return {
    ...found,
    blind: { words, remedy: 'write into reconcile.receivers the receivers that send to the agent' },
  };
}
