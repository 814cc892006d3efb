import { listResources } from '../../coc/calls/list-resources.ts';
import { safeCell } from '../terminal/safe-text.ts';
import type { CocSession } from './coc-session.ts';
import type { CocResource, CocResourceKind } from './list-coc-resources.ts';

/** A server on which a script can run. */
export interface ScriptTarget {
  readonly resource_id: string;
  readonly agent_sn: string;
  readonly project_id: string;
  readonly region_id: string;
  /** Name, id and region, for people. */
  readonly words: string;
}

/** What a script needs to know of its server, and what to do where COC does not know it. */
const NEEDED = [
  ['agent_id', 'its agent (agent_id): install UniAgent on it'],
  ['project_id', 'its project (project_id): synchronize the resources in COC'],
  ['region_id', 'its region (region_id): synchronize the resources in COC'],
] as const;

/**
 * Reads what COC knows of servers, one by one: a filter with one id is the same in every reading of its reference.
 *
 * @throws {Error} that names all servers on which nothing can run, and why.
 */
export async function findTargets(
  { ask }: CocSession,
  ids: readonly string[],
  { provider, type }: CocResourceKind,
): Promise<readonly ScriptTarget[]> {
  const targets: ScriptTarget[] = [];
  const problems: string[] = [];
  for (const id of new Set(ids)) {
    const query = { provider, type, limit: 100, resource_id_list: [id] };
    const { answer } = await ask(listResources, { query });
    const read = readTarget(
      answer.find(({ resource_id }) => resource_id === id),
      { id, provider, type },
    );
    if (typeof read === 'string') problems.push(read);
    else targets.push(read);
  }
  if (problems.length > 0) throw new Error(['the script can not run:', ...problems].join('\n  '));
  return targets;
}

/** Makes a target of a resource, or tells what is missing. */
function readTarget(
  resource: CocResource | undefined,
  { id, provider, type }: CocResourceKind & { readonly id: string },
): ScriptTarget | string {
  if (!resource) return `${id}: COC knows no resource with this id in ${provider}.${type}`;
  const { name, agent_id, project_id, region_id } = resource;
  const label = name ? `${safeCell(name)} (${id})` : id;
  const missing = NEEDED.filter(([field]) => !resource[field]).map(([, words]) => words);
  if (!agent_id || !project_id || !region_id) return `${label}: COC does not know ${missing.join('; nor ')}`;
  return { resource_id: id, agent_sn: agent_id, project_id, region_id, words: `${label}, ${region_id}` };
}
