import { cutAt } from './clean-text.ts';
import { isObject } from './coc-answer.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads the number of what a call has made: an incident or a war room. Undefined for other calls, and for an
 * answer without one.
 *
 * @see COC API Reference, "Creating an incident" and "Creating a War Room"
 */
export function createdNumber(operation: string, json: JsonObject | undefined): string | undefined {
  const number = numberIn(operation, json);
  return typeof number === 'string' && number.trim() !== '' ? cutAt(number.trim(), 255) : undefined;
}

/** True when a text is the id of something, and not a sentence that explains why there is none. */
export function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^[\w.-]+$/.test(text);
}

function numberIn(operation: string, json: JsonObject | undefined): unknown {
  switch (operation) {
    case 'create-incident':
      return isObject(json?.data) ? json.data.incident_num : json?.incident_num;
    case 'create-war-room':
      return json?.data;
    default:
      return undefined;
  }
}
