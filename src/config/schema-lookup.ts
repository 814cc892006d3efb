import type { ConfigPath } from './path.ts';

/** The part of JSON Schema that the root schema uses. */
export interface SchemaNode {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

/**
 * Lists the keys that are valid at a path. Of a tagged union, only the alternative chosen in the file counts.
 */
export function knownKeys(root: SchemaNode, path: ConfigPath, file: unknown): readonly string[] {
  const keys = schemasAt(root, path, file).flatMap(({ properties }) => Object.keys(properties ?? {}));
  return [...new Set(keys)];
}

/** Returns the schema's description of the place at a path; undefined when there is none. */
export function descriptionAt(root: SchemaNode, path: ConfigPath, file: unknown): string | undefined {
  return schemasAt(root, path, file).find(({ description }) => description !== undefined)?.description;
}

function schemasAt(root: SchemaNode, path: ConfigPath, file: unknown): readonly SchemaNode[] {
  let value = file;
  let nodes = alternatives(root, value);
  for (const step of path) {
    value = child(value, step);
    nodes = nodes.flatMap((node) => children(node, step)).flatMap((node) => alternatives(node, value));
  }
  return nodes;
}

function child(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

function children(node: SchemaNode, step: string | number): readonly SchemaNode[] {
  if (typeof step === 'number') return node.items ? [node.items] : [];
  const property =
    node.properties && Object.hasOwn(node.properties, step) ? node.properties[step] : undefined;
  if (property) return [property];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}

/** Returns a node and those of its alternatives that the value may still fit. */
function alternatives(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [
    node,
    ...inner.filter((option) => !contradicts(option, value)).flatMap((option) => alternatives(option, value)),
  ];
}

function contradicts(option: SchemaNode, value: unknown): boolean {
  return Object.entries(option.properties ?? {}).some(([key, property]) => {
    const given = child(value, key);
    return property.const !== undefined && given !== undefined && given !== property.const;
  });
}
