import { z } from 'zod';
import { configSchema } from '../../src/app/registry.ts';
import { configJsonSchema, formatJsonSchema } from '../../src/config/json-schema.ts';
import { chartValuesSchema } from './chart-values.ts';

/** A keyword of JSON Schema. As a plain key it would look like a promise. */
const THEN = 'then';

/** The text of values.schema.json: the chart's own values, and below `config` the agent's own schema. */
export function formatChartSchema(): string {
  const { $schema: _own, title: _title, ...agent } = configJsonSchema(configSchema);
  const values = z.toJSONSchema(chartValuesSchema, { target: 'draft-7', io: 'input' });
  return formatJsonSchema({
    ...values,
    title: 'Values of the chart coc-alarm-agent',
    // An empty `config` goes with `existingConfigSecret`; validate.yaml says so when both are missing.
    if: { required: ['config'], properties: { config: { minProperties: 1 } } },
    [THEN]: { properties: { config: agent } },
  });
}
