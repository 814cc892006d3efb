import type { Answer } from '../call.ts';
import type { FieldRules } from './check-fields.ts';
import { plainRefusal } from './coc-answer.ts';
import type { JsonObject } from './json-object.ts';
import { type Coercion, type ReadFields, readBody, readQuery } from './read-fields.ts';

/** Code of most refusals of scripts and orders. @see COC API Reference 2.0, the examples of 4.2 */
const REFUSED = 'COC.00040701';

/** Code of a refused name or value. @see COC API Reference 2.0, 5.1 */
const UNFIT = 'COC.00040601';

/** Fields of a request in the types of their rules, or the refusal of them. */
type PlainRequest = { readonly fields: JsonObject } | { readonly refusal: Answer };

/**
 * Reads a body of the APIs for scripts and orders. `more` finds violations that rules cannot express. Their messages have the
 * names of the API, as in "script_params size must be between 0 and 50".
 *
 * @see COC API Reference 2.0, 4.2.1, the example of an answer 400
 */
export function readPlainBody(
  body: JsonObject | undefined,
  { rules, more }: { readonly rules: FieldRules; readonly more?: (fields: JsonObject) => readonly string[] },
  coercion: Coercion,
): PlainRequest {
  if (!body) return { refusal: refusedField('The request body is invalid.') };
  const { fields, violations } = readBody(body, rules, coercion, asSent);
  const further = violations.length > 0 ? [] : (more?.(fields) ?? []);
  return requestOf({ fields, violations: [...violations, ...further] });
}

/** Reads a query of the APIs for scripts and orders, as sent without the question mark. */
export function readPlainQuery(query: string, rules: FieldRules): PlainRequest {
  return requestOf(readQuery(query, rules, asSent));
}

/** Refuses a field, in words that name it. */
export function refusedField(message: string): Answer {
  return plainRefusal(REFUSED, message);
}

/** Refuses what does not fit to what there is: a name that is taken, a thing that does not exist, a wrong state. */
export function unfit(message: string): Answer {
  return plainRefusal(UNFIT, message);
}

/** COC's message for a value with characters that parameters of scripts must not have. */
export const INVALID_PARAM_VALUE = 'The paramValue is invalid.';

function requestOf({ fields, violations }: ReadFields): PlainRequest {
  if (violations.length === 0) return { fields };
  if (violations.includes(INVALID_PARAM_VALUE)) return { refusal: unfit(INVALID_PARAM_VALUE) };
  return { refusal: refusedField(violations.join(' | ')) };
}

function asSent(name: string): string {
  return name;
}
