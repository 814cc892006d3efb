import { type ApiResult, callApi, failedOutcome } from './calls/call-api.ts';
import type { AnswerOf } from './calls/define-api.ts';
import { listProjects } from './calls/list-projects.ts';
import { cleanLine, cutAt } from './clean-text.ts';
import type { CocConfig } from './config.ts';
import { isLoopback } from './endpoint.ts';
import { type CocDeps, openClient } from './open-client.ts';

/** A project of the account, as IAM lists it. */
interface Project {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** Result of looking a project up. */
export type ProjectReading =
  | ({ readonly kind: 'found' } & Project)
  /** IAM lists the projects of the account, and this one is not among them. */
  | { readonly kind: 'absent'; readonly projects: readonly Project[] }
  /** IAM could not be asked, or did not tell. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Configuration of a look-up: signed calls, and the project that they name. */
export type LookUpConfig = CocConfig & {
  readonly auth: Extract<CocConfig['auth'], { type: 'aksk' }> & { readonly projectId: string };
};

const MAINLAND_IAM = 'https://iam.myhuaweicloud.com';

/** Address of IAM. The emulator answers for both, so for a COC on this machine it is that one. */
export function iamEndpointOf({ endpoint, auth }: CocConfig): string {
  const given = auth.type === 'none' ? undefined : auth.iamEndpoint;
  return given ?? (isLoopback(new URL(endpoint)) ? endpoint : MAINLAND_IAM);
}

/**
 * Looks up the project of signed calls among those that IAM lists. The call itself names no project.
 *
 * @see COC API Reference, "Obtaining a Project ID"; IAM API Reference, "Querying Project Information"
 */
export async function lookUpProject(
  config: LookUpConfig,
  deps: CocDeps,
  signal: AbortSignal,
): Promise<ProjectReading> {
  const { projectId, ...auth } = config.auth;
  const endpoint = iamEndpointOf(config);
  const { client } = openClient({ ...config, auth }, { ...deps, onCall: () => undefined }, endpoint);
  try {
    const result = await callApi((call) => client.call(call, signal), listProjects, { query: {} });
    return readingOf(result, projectId, endpoint);
  } finally {
    await client.close();
  }
}

type Listed = AnswerOf<typeof listProjects>;

function readingOf(result: ApiResult<Listed>, id: string, endpoint: string): ProjectReading {
  if (result.kind === 'failed' && result.isUnreadable)
    return { kind: 'unknown', detail: `${endpoint} answers, but not with a list of projects` };
  if (result.kind !== 'answered')
    return { kind: 'unknown', detail: `${endpoint}: ${failedOutcome(result).detail}` };
  const projects = result.answer.projects.map(projectOf);
  const found = projects.find((project) => project.id === id);
  return found ? { kind: 'found', ...found } : { kind: 'absent', projects };
}

function projectOf({ id, name, enabled }: Listed['projects'][number]): Project {
  const isEnabled = enabled !== false;
  return { id: cutAt(cleanLine(id), 64), name: cutAt(cleanLine(name), 64), enabled: isEnabled };
}
