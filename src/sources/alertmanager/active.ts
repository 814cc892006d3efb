import { z } from 'zod';
import { parseInstant } from '../../alerts/instant.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { severityMap } from '../../alerts/severity.ts';
import { PayloadError } from '../../errors.ts';
import type { ActiveAlerts } from '../active.ts';
import { type AuthHeaders, authHeaders } from '../http-auth.ts';
import { parseJsonBody } from '../json-body.ts';
import { ACTIVE_PATH, type ListReader, readActiveList } from '../labelled-active.ts';
import type { SourceDeps } from '../source.ts';
import { SourceApi } from '../source-api.ts';
import type { AlertmanagerReconcile } from './config.ts';
import { normalizeAlert } from './normalize.ts';

/** Alertmanager says since when it runs. Its alerts are only in memory, and come back one by one after a restart. */
const statusSchema = z.object({ uptime: z.string() });

/**
 * Asks an Alertmanager of 0.19 to 0.34 what is active.
 * @throws {ConfigError} when the file of a secret or of authorities cannot be used
 */
export function createAlertmanagerActive(
  name: string,
  config: AlertmanagerReconcile,
  deps: SourceDeps,
): ActiveAlerts {
  const api = new SourceApi(config);
  const headers = authHeaders(config.auth);
  const severities = severityMap(deps.levels);
  const reader: ListReader = {
    receivers: config.receivers,
    read(element, receiver) {
      const firing = { ...element, status: 'firing' };
      const read = normalizeAlert(firing, 0, { source: name, severities, group: omitAbsent({ receiver }) });
      return 'alert' in read
        ? { ...read, alert: { ...read.alert, ...rawFields(element, read.alert) } }
        : read;
    },
  };
  return {
    levelsMove: false,
    covers: () => true,
    async list(signal) {
      const runningSince = await startOf(api, headers, signal);
      const answer = await api.call({ path: ACTIVE_PATH, headers: headers() }, signal);
      if (answer.kind === 'unreachable') return answer;
      const list = await readActiveList(answer.body, reader);
      return list.kind === 'unreachable' ? list : { ...list, ...omitAbsent({ runningSince }) };
    },
    close: () => api.close(),
  };
}

/** When it was started; undefined when it does not say, as a proxy in front of it may let nothing but alerts through. */
async function startOf(
  api: SourceApi,
  headers: AuthHeaders,
  signal: AbortSignal,
): Promise<number | undefined> {
  const answer = await api.call({ path: '/api/v2/status', headers: headers() }, signal);
  if (answer.kind === 'unreachable') return undefined;
  try {
    const read = statusSchema.safeParse(parseJsonBody(answer.body));
    return read.success ? parseInstant(read.data.uptime) : undefined;
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}
