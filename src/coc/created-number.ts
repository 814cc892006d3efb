import { isObject } from './coc-answer.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A number that can stand in the path of a call, and is not longer than any number of COC. */
export const USABLE_NUMBER = /^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,255}$/;

/** True when an answer names what a call has made, be it by a number that no later call can use. */
export function namesCreated(operation: string, json: JsonObject | undefined): boolean {
  const number = numberIn(operation, json);
  if (typeof number === 'number') return true;
  if (typeof number !== 'string') return false;
  // The field of a war room may also hold a sentence that explains why there is none.
  return operation === 'create-war-room' ? /^[!-~]+$/.test(number.trim()) : number.trim() !== '';
}

/**
 * Returns a number without the blanks around it; undefined when it cannot stand in the path of a call, or is
 * longer than any number of COC.
 */
export function usableNumber(number: string): string | undefined {
  const trimmed = number.trim();
  return USABLE_NUMBER.test(trimmed) ? trimmed : undefined;
}

function numberIn(operation: string, json: JsonObject | undefined): unknown {
  if (operation === 'create-incident')
    return isObject(json?.data) ? json.data.incident_num : json?.incident_num;
  return operation === 'create-war-room' ? json?.data : undefined;
}
