import { configSchema } from '../app/registry.ts';
import { configJsonSchema, formatJsonSchema } from '../config/json-schema.ts';
import { EXIT_OK } from './exit-codes.ts';

/** Prints the JSON Schema of the configuration file, and returns the exit code. */
export function printSchema(): number {
  process.stdout.write(formatJsonSchema(configJsonSchema(configSchema)));
  return EXIT_OK;
}
