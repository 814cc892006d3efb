import { z } from 'zod';
import { type Json, type Labels, labelsFrom } from '../alerts/alert.ts';

/** Schema of an optional text: absent when it is missing, null or of another type. */
export const optionalText = z.string().optional().catch(undefined);

/** Schema of an optional id, a number or text, read as text; absent when it is missing or of another type. */
export const optionalId = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

/**
 * Schema of an optional time, read as text; absent when it is missing or null. What is no time at all, such as an object,
 * stays as JSON, so that somebody can be told.
 */
export const optionalTime = z
  .unknown()
  .optional()
  .transform((value) => {
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });

/** Schema of any optional JSON value, unchanged; absent when it is missing or null. */
export const optionalJson = z
  .custom<Json>(() => true)
  .optional()
  .transform((value) => value ?? undefined);

/**
 * Schema of labels or annotations. A name such as `__proto__`, which z.record drops, is kept. A missing or
 * null map means no labels. Numbers and booleans, which custom templates write, become text; null values are
 * left out.
 */
export const labelMap = z
  .unknown()
  .optional()
  .transform((value, context): Labels => {
    if (value === undefined || value === null) return labelsFrom([]);
    if (isTexts(value)) return value;
    const entries = isJsonObject(value)
      ? Object.entries(value).filter(([, text]) => text !== null)
      : undefined;
    if (entries?.every(([, text]) => typeof text !== 'object'))
      return labelsFrom(entries.map(([name, text]) => [name, String(text)]));
    context.addIssue({ code: 'custom', message: 'is not an object of texts' });
    return z.NEVER;
  });

/**
 * True for a map of texts, the usual case. In an object from `JSON.parse`, `__proto__` is an own property
 * too.
 */
function isTexts(value: unknown): value is Labels {
  if (!isJsonObject(value)) return false;
  for (const name in value) if (typeof value[name] !== 'string') return false;
  return true;
}

/** True for a JSON object: neither null nor a list. */
export function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
