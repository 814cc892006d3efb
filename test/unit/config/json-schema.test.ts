import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../../src/app/registry.ts';
import { configJsonSchema, formatJsonSchema } from '../../../src/config/json-schema.ts';

const COMMITTED = '../../../config/coc-alarm-agent/config.schema.json';

function* nodesOf(node: unknown, path = '$'): Generator<{ path: string; node: Record<string, unknown> }> {
  if (typeof node !== 'object' || node === null) return;
  yield { path, node: node as Record<string, unknown> };
  for (const [key, child] of Object.entries(node)) yield* nodesOf(child, `${path}.${key}`);
}

describe('the JSON Schema of the configuration', () => {
  it('is the one that is committed; after a change of the configuration, update it with vitest -u', async () => {
    await expect(formatJsonSchema(configJsonSchema(configSchema))).toMatchFileSnapshot(COMMITTED);
  });

  it('is written as JSON that says the same', () => {
    const schema = configJsonSchema(configSchema);
    expect(JSON.parse(formatJsonSchema(schema))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('asks for what has no default, and for nothing else', () => {
    expect(configJsonSchema(configSchema)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      required: ['coc', 'sources', 'alarm'],
      additionalProperties: false,
    });
  });

  it.each(['', '.listen', '.admin', '.log', '.alarm', '.routes', '.incidents', '.delivery', '.outbox'])(
    'describes every key of the section %j',
    (section) => {
      const inSection = ({ path }: { path: string }) =>
        section === '' ? path === '$' : path.startsWith(`$.properties${section}`);
      const silent = [...nodesOf(configJsonSchema(configSchema))]
        .filter(inSection)
        .flatMap(({ path, node }) =>
          Object.entries((node.type === 'object' && (node.properties as object)) || {})
            .filter(([, property]) => !(property as { description?: string }).description)
            .map(([key]) => `${path}.${key}`),
        );
      expect(silent).toEqual([]);
    },
  );

  it('is written the same each time, with short lists in one line', () => {
    const schema = configJsonSchema(z.strictObject({ a: z.enum(['x', 'y']), b: z.string().optional() }));
    expect(formatJsonSchema(schema)).toBe(`{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "a": {
      "type": "string",
      "enum": ["x", "y"]
    },
    "b": {
      "type": "string"
    }
  },
  "required": ["a"],
  "additionalProperties": false
}
`);
  });
});
