import type { createScript } from '../../coc/calls/create-script.ts';
import type { RequestOf } from '../../coc/calls/define-api.ts';
import type { updateScript } from '../../coc/calls/update-script.ts';
import type { ScriptFile } from './script-file.ts';
import type { Script } from './script-text.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Difference between a script in a folder and the one of its name in COC. */
export interface Drift {
  readonly fields: readonly string[];
  /** Lines of a unified diff of the texts: from COC to the folder. */
  readonly diff: readonly string[];
}

/** Compares a script in COC with that in a folder; undefined where they are the same. Values of secrets are not compared. */
export function driftOf(script: Script, file: ScriptFile): Drift | undefined {
  const { properties } = script;
  const reviewers = properties?.reviewers?.map(({ reviewer_name }) => reviewer_name ?? '') ?? [];
  const pairs: readonly (readonly [name: string, inCoc: string, here: string])[] = [
    ['type', script.type, file.type],
    ['description', script.description ?? '', file.description],
    ['risk', properties?.risk_level ?? '', file.risk],
    ['version', properties?.version ?? script.version ?? '', file.version],
    [
      'reviewers',
      reviewers.toSorted().join(', '),
      file.reviewers
        .map(({ name }) => name)
        .toSorted()
        .join(', '),
    ],
    ['parameters', parametersInCoc(script), file.params.map(parameterWords).join('; ')],
  ];
  const fields = pairs
    .filter(([, inCoc, here]) => inCoc !== here)
    .map(([name, inCoc, here]) => `${name}: ${inCoc || 'none'} -> ${here || 'none'}`);
  const diff = unifiedDiff(script.content, file.content);
  return fields.length === 0 && diff.length === 0 ? undefined : { fields, diff };
}

function parametersInCoc({ script_params }: Script): string {
  return [...(script_params ?? [])]
    .sort((a, b) => (a.param_order ?? 0) - (b.param_order ?? 0))
    .map(({ param_name, param_value, param_description, sensitive }) =>
      parameterWords({
        ...{ name: param_name, value: param_value ?? '', description: param_description ?? '' },
        sensitive: sensitive === true,
      }),
    )
    .join('; ');
}

function parameterWords({ name, value, description, sensitive }: ScriptFile['params'][number]): string {
  const about = description === '' ? '' : ` (${description})`;
  return sensitive ? `sensitive ${name}${about}` : `${name}=${value}${about}`;
}

/** Request that creates a script as it is in a folder. */
export function creationOf(file: ScriptFile): RequestOf<typeof createScript> {
  const { name, type, description, content } = file;
  return {
    body: {
      ...{ name, type, description, content, properties: propertiesOf(file) as never },
      ...(file.params.length > 0 && { script_params: parametersOf(file, () => '') }),
    },
  };
}

/**
 * Request that makes a script in COC what it is in a folder. Where that would erase the secret value of a parameter, or
 * change what COC can not change, it returns the reason instead.
 */
export function updateOf(script: Script, file: ScriptFile): RequestOf<typeof updateScript> | string {
  if (script.type !== file.type)
    return `it is ${script.type} in COC, and COC can not make it ${file.type}: give it another name`;
  const inCoc = new Map(script.script_params?.map((one) => [one.param_name, one.param_value] as const));
  const unseen = file.params.filter(
    ({ name, sensitive }) => sensitive && inCoc.has(name) && !isSeen(inCoc.get(name)),
  );
  if (unseen.length > 0)
    return `COC does not show the value of ${unseen.map(({ name }) => name).join(', ')}, so that an update would erase it: change the script in COC's console`;
  const { description, content } = file;
  return {
    path: { script_uuid: script.script_uuid },
    body: {
      ...{ description, content, properties: propertiesOf(file) as never },
      script_params: parametersOf(file, (name) => inCoc.get(name) ?? ''),
    },
  };
}

function isSeen(value: string | null | undefined): boolean {
  return typeof value === 'string' && !/^\*+$/.test(value);
}

function propertiesOf({ risk, version, reviewers, protocol }: ScriptFile) {
  return {
    ...{ risk_level: risk, version },
    ...(reviewers.length > 0 && {
      reviewers: reviewers.map(({ id, name }) => ({ reviewer_name: name, reviewer_id: id })),
    }),
    ...(protocol !== undefined && { protocol }),
  };
}

function parametersOf({ params }: ScriptFile, secretOf: (name: string) => string) {
  return params.map(({ name, value, description, sensitive }, at) => ({
    ...{ param_name: name, param_value: sensitive ? secretOf(name) : value },
    ...{ param_description: description, param_order: at + 1, sensitive },
  }));
}
