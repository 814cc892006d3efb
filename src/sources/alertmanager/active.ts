import { z } from 'zod';
import { parseInstant } from '../../alerts/instant.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { severityMap } from '../../alerts/severity.ts';
import { PayloadError } from '../../errors.ts';
import type { ActiveAlerts, ActiveList, SourceLook, Unreachable } from '../active.ts';
import { authHeaders } from '../http-auth.ts';
import { parseJsonBody } from '../json-body.ts';
import { ACTIVE_PATH, type ListReader, readActiveList, wordsFor } from '../labelled-active.ts';
import type { SourceDeps } from '../source.ts';
import { type ApiAnswer, SourceApi } from '../source-api.ts';
import type { AlertmanagerReconcile } from './config.ts';
import { normalizeAlert } from './normalize.ts';

/** Alertmanager says since when it runs. Its alerts are only in memory, and come back one by one after a restart. */
const statusSchema = z.object({
  uptime: z.string().optional(),
  versionInfo: z.object({ version: z.string() }).optional().catch(undefined),
});
const receiversSchema = z.array(z.object({ name: z.string() }));

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
  const ask: Ask = (path, signal) => api.call({ path, headers: headers() }, signal);
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
      const { uptime } = (await asked(ask, STATUS, signal)) ?? {};
      const runningSince = uptime === undefined ? undefined : parseInstant(uptime);
      const list = await activeAt(ask, reader, signal);
      return list.kind === 'unreachable' ? list : { ...list, ...omitAbsent({ runningSince }) };
    },
    look: (signal) => look(ask, reader, signal),
    close: () => api.close(),
  };
}

type Ask = (path: string, signal: AbortSignal) => Promise<ApiAnswer | Unreachable>;

interface Question<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
}

const STATUS: Question<z.output<typeof statusSchema>> = { path: '/api/v2/status', schema: statusSchema };
const RECEIVERS: Question<z.output<typeof receiversSchema>> = {
  path: '/api/v2/receivers',
  schema: receiversSchema,
};

async function activeAt(
  ask: Ask,
  reader: ListReader,
  signal: AbortSignal,
): Promise<ActiveList | Unreachable> {
  const answer = await ask(ACTIVE_PATH, signal);
  return answer.kind === 'unreachable' ? answer : readActiveList(answer.body, reader);
}

/** Undefined when it does not say, as a proxy in front of it may let nothing but alerts through. */
async function asked<T>(
  ask: Ask,
  { path, schema }: Question<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const answer = await ask(path, signal);
  if (answer.kind === 'unreachable') return undefined;
  try {
    return schema.safeParse(parseJsonBody(answer.body)).data;
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}

/** A receiver that is not there would make every alert somebody else's, so their names are looked up. */
async function look(ask: Ask, reader: ListReader, signal: AbortSignal): Promise<SourceLook | Unreachable> {
  const list = await activeAt(ask, reader, signal);
  if (list.kind === 'unreachable') return list;
  const status = await asked(ask, STATUS, signal);
  const there = (await asked(ask, RECEIVERS, signal))?.map(({ name }) => name);
  const found: SourceLook = {
    kind: 'look',
    seen: wordsFor(list),
    ...omitAbsent({ version: status?.versionInfo?.version }),
  };
  const missing = there && reader.receivers.filter((name) => !there.includes(name));
  if (!missing || missing.length === 0) return found;
  const words = `it has no receiver ${missing.join(', ')}; it has ${there.join(', ')}`;
  return { ...found, blind: { words, remedy: 'name in reconcile.receivers those that send here' } };
}
