import type { RoutingSettings } from '../../routing/config.ts';
import { INCIDENT_VARIABLES } from '../../routing/incident-request.ts';
import { ENDED_INCIDENT_VARIABLES } from '../../routing/incident-texts.ts';
import { ALERT_VARIABLES } from '../../routing/template-context.ts';
import { nearestKey } from '../nearest-key.ts';
import type { Notice } from './notice.ts';
import { templatesIn } from './template-places.ts';

/** Names of other template languages, in lower case, and how a template here says the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  commonlabels: 'labels',
  grouplabels: 'labels',
  commonannotations: 'annotations',
  generatorurl: 'links',
  externalurl: 'links',
  hostname: 'resourceName',
  host: 'resourceName',
};

/** Finds template variables that do not exist. They always render to nothing. */
export function variableNotices({ alarm, routes, incidents }: RoutingSettings): readonly Notice[] {
  const placed = [
    ...templatesIn(alarm, ['alarm']),
    ...templatesIn(routes, ['routes']),
    ...templatesIn(incidents, ['incidents']),
  ];
  return placed.flatMap(({ path, template }) => {
    const known = variablesAt(path);
    return template.variables
      .filter((name) => !known.includes(name))
      .map((name): Notice => {
        const message = `reads ${name}, which no template knows, so that it renders to nothing`;
        return { kind: 'mistake', path, message, remedy: remedyFor(name, known) };
      });
  });
}

/** The variables of a template by its place. */
function variablesAt(path: string): readonly string[] {
  if (/^incidents\[\d+\]\.resolve\./.test(path)) return ENDED_INCIDENT_VARIABLES;
  return path.startsWith('incidents') ? INCIDENT_VARIABLES : ALERT_VARIABLES;
}

function remedyFor(name: string, known: readonly string[]): string {
  const key = name.toLowerCase();
  const elsewhere = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  const nearest = elsewhere !== undefined && known.includes(elsewhere) ? elsewhere : nearestKey(name, known);
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  const label = known.includes('labels') ? `for the label ${name} write labels.${name}; ` : '';
  return `${label}known are ${known.join(', ')}`;
}
