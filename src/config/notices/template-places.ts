import type { Template } from '../../routing/template.ts';
import { type ConfigPath, formatPath } from '../path.ts';

/** A template of a configuration, and its place. */
export interface PlacedTemplate {
  /** Dotted path, such as `routes[0].alarmName`. */
  readonly path: string;
  readonly template: Template;
}

/** Lists all templates of a part of a configuration. */
export function templatesIn(value: unknown, path: ConfigPath): readonly PlacedTemplate[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isTemplate(value)) return [{ path: formatPath(path), template: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => templatesIn(item, [...path, index]));
  return Object.entries(value).flatMap(([key, member]) => templatesIn(member, [...path, key]));
}

function isTemplate(value: object): value is Template {
  return 'render' in value && 'variables' in value;
}
