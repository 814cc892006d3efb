import { ConfigError } from '../errors.ts';
import type { AdminOptions } from './admin-client.ts';
import { bodyOf, type Output, withClient, write } from './admin-command.ts';
import { EXIT_OK } from './exit-codes.ts';
import {
  describeIncident,
  describeIncidents,
  incidentListSchema,
  incidentStorySchema,
} from './incidents-text.ts';

const INCIDENTS = '/api/v1/incidents';

/** Which incidents are meant. */
export interface IncidentChoice {
  readonly state?: readonly string[];
  readonly limit: string;
  readonly offset: string;
}

/** Prints a page of the incidents, those asked for last first. @throws {ConfigError} */
export function listIncidents(options: AdminOptions & Output & IncidentChoice): Promise<number> {
  const { state = [], limit, offset } = options;
  const query = new URLSearchParams({ limit, offset });
  for (const one of state) query.append('state', one);
  return withClient(options, async (client) => {
    const body = bodyOf(await client.ask('GET', `${INCIDENTS}?${query}`));
    write(options, body, () => describeIncidents(incidentListSchema.parse(body)));
    return EXIT_OK;
  });
}

/** Prints one incident, its alarms, and what happened to it. @throws {ConfigError} */
export function showIncident(key: string, options: AdminOptions & Output): Promise<number> {
  return withClient(options, async (client) => {
    const body = bodyOf(await client.ask('GET', `${INCIDENTS}/${encodeURIComponent(key)}`));
    write(options, body, () => describeIncident(incidentStorySchema.parse(body)));
    return EXIT_OK;
  });
}

/** Decides an incident of unknown outcome. @throws {ConfigError} unless exactly one of the choices is given. */
export function decideIncident(
  key: string,
  options: AdminOptions & Output & { readonly opened?: string; readonly openAgain?: true },
): Promise<number> {
  const { opened, openAgain } = options;
  if ((opened === undefined) === (openAgain === undefined))
    throw new ConfigError("say what you found in COC: --opened with COC's number of it, or --open-again");
  const choice = opened === undefined ? { again: true } : { opened };
  return withClient(options, async (client) => {
    const path = `${INCIDENTS}/${encodeURIComponent(key)}/decision`;
    const body = bodyOf(await client.ask('POST', path, choice));
    write(options, body, () =>
      opened === undefined ? `${key}: asked for again\n` : `${key}: open as ${opened}\n`,
    );
    return EXIT_OK;
  });
}
