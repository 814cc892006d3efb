import { z } from 'zod';

/** Makes the JSON Schema (draft 7) of a configuration file, for editors and Helm. */
export function configJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
}

const LINE_WIDTH = 110;

/** Formats a JSON Schema as it stands in the repository. The same schema gives the same text. */
export function formatJsonSchema(schema: Record<string, unknown>): string {
  return `${format(schema, '', 0)}\n`;
}

/** Keeps a list on one line when it fits, as the formatter of this repository does. */
function format(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const scalars = value.every((entry) => typeof entry !== 'object' || entry === null);
    const line = `[${value.map((entry) => JSON.stringify(entry)).join(', ')}]`;
    if (scalars && indent.length + used + line.length < LINE_WIDTH) return line;
    return `[\n${value.map((entry) => inner + format(entry, inner, 0)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, entry]) => {
    const start = `${JSON.stringify(key)}: `;
    return inner + start + format(entry, inner, start.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
