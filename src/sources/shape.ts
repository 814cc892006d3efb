import { z } from 'zod';
import { type Json, type Labels, labelsFrom } from '../alerts/alert.ts';
import { payloadError, shortReason } from './payload-error.ts';

/** More alerts than any group of a sender has; they would all have to be stored as one. */
const MAX_ALERTS = 20_000;

/** A text that an alert can do without: absent when it is missing, null or of another type. */
export const optionalText = z.string().optional().catch(undefined);

/** A number or text that identifies something, as text; absent when it is missing or of another type. */
export const optionalId = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

/** Anything that JSON can hold, kept as it is; absent when it is missing or null. */
export const optionalJson = z
  .custom<Json>(() => true)
  .optional()
  .transform((value) => value ?? undefined);

/**
 * String values by name, without harm from a name such as `__proto__` (which z.record drops). Missing and null are no
 * labels; numbers and booleans, which custom templates write, become text; null values are left out.
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

/** Labels as nearly all senders write them. What `JSON.parse` made has every name as its own, `__proto__` too. */
function isTexts(value: unknown): value is Labels {
  if (!isJsonObject(value)) return false;
  for (const name in value) if (typeof value[name] !== 'string') return false;
  return true;
}

/** Whether a value is a JSON object: neither null nor a list. */
export function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Holds a list of alerts to a number that can be stored as one.
 * @throws {PayloadError} when there are more
 */
export function limitedAlerts(alerts: readonly Json[]): readonly Json[] {
  if (alerts.length > MAX_ALERTS)
    throw payloadError(`the body has more than ${MAX_ALERTS} alerts; set max_alerts at the sender`);
  return alerts;
}

/** What is wrong with the shape of an element, in 200 bytes at most and without its content. */
export function shapeReason(error: z.ZodError): string {
  return shortReason(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
