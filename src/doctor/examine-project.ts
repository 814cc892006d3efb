import type { ProjectReading } from '../coc/look-up-project.ts';
import { WRONG_PROJECT } from './failed-step.ts';
import type { Finding } from './finding.ts';

/** How a configuration names its project. */
export interface NamedProject {
  readonly auth: 'aksk' | 'token' | 'none';
  /** Undefined when none is configured. */
  readonly project: string | undefined;
}

const check = 'project';
/** Projects of the account that are named when the configured one is not among them. */
const MOST_NAMED = 5;

/** Tells what is known of the project. `lookUp` asks IAM; it is only called for an access key that names one. */
export async function examineProject(
  { auth, project }: NamedProject,
  lookUp: () => Promise<ProjectReading>,
): Promise<Finding> {
  if (auth === 'none') return { check, result: 'skipped', words: 'no credentials, so no project' };
  if (auth === 'token')
    return { check, result: 'good', words: `${project}: IAM gave a token for it, and COC takes that` };
  if (project === undefined)
    return { check, result: 'skipped', words: 'none configured, so COC uses the project of the key' };
  const reading = await lookUp();
  switch (reading.kind) {
    case 'unknown': {
      const words = `${project} was not looked up, because IAM could not be asked (${reading.detail})`;
      return { check, result: 'unknown', words };
    }
    case 'found':
      return reading.enabled
        ? { check, result: 'good', words: `${project} is ${reading.name}, says IAM` }
        : { check, result: 'bad', words: `${project} (${reading.name}) is disabled`, remedy: WRONG_PROJECT };
    case 'absent':
      return {
        check,
        result: 'bad',
        words: `the account has no ${project}`,
        remedy: remedyFor(project, reading),
      };
  }
}

function remedyFor(project: string, { projects }: Extract<ProjectReading, { kind: 'absent' }>): string {
  const named = projects.find(({ name }) => name === project);
  if (named) return `${project} is a name; write its id, ${named.id}`;
  const some = projects.slice(0, MOST_NAMED).map(({ id, name }) => `${name} ${id}`);
  if (some.length === 0) return WRONG_PROJECT;
  const more = projects.length > MOST_NAMED ? ', ...' : '';
  return `${WRONG_PROJECT}; IAM lists ${some.join(', ')}${more}`;
}
