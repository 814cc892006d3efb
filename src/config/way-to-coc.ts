import { withCocFiles } from './named-files.ts';

/** Keys of `coc` that decide where calls go, and as what, besides the credentials of calls that are signed. */
const WAY = [
  'endpoint',
  'integrationKey',
  'integrationKeyFile',
  'integrations',
  'serviceInterruptAs',
] as const;

/**
 * The values of a configuration that decide where COC gets something: addresses and integration keys, with the content
 * of key files. What COC refused there may be taken elsewhere.
 */
export function wayToCoc(values: unknown): unknown {
  const { coc } = (withCocFiles(values) ?? {}) as { readonly coc?: Readonly<Record<string, unknown>> };
  return WAY.map((key) => coc?.[key] ?? null);
}
