import { checkFields, type FieldRules, type NameOf } from './check-fields.ts';
import { coerceFields } from './coerce-fields.ts';
import type { JsonObject } from './json-object.ts';

/** How a body is read: `jackson` converts scalars as COC's Java does, `strict` takes the types of the tables only. */
export type Coercion = 'jackson' | 'strict';

/** Fields of a request in the types of their rules, and every violation in COC's words. */
export interface ReadFields {
  readonly fields: JsonObject;
  readonly violations: readonly string[];
}

/** Reads the fields of a body. `nameOf` is that of {@link checkFields}. */
export function readBody(
  body: JsonObject,
  rules: FieldRules,
  coercion: Coercion,
  nameOf?: NameOf,
): ReadFields {
  const fields = coercion === 'jackson' ? coerceFields(body, rules) : body;
  return { fields, violations: checkFields(fields, rules, nameOf) };
}

/** Reads the fields of a query, as sent without the question mark. A list repeats its name. */
export function readQuery(query: string, rules: FieldRules, nameOf?: NameOf): ReadFields {
  return readBody(queryFields(query, rules), rules, 'jackson', nameOf);
}

/** The texts that a query has for the fields of some rules. */
function queryFields(query: string, rules: FieldRules): JsonObject {
  const sent = new URLSearchParams(query);
  const given = Object.entries(rules).flatMap(([name, { kind }]) => {
    const values = sent.getAll(name);
    if (values.length === 0) return [];
    return [[name, kind === 'texts' ? values : values[0]]];
  });
  return Object.fromEntries(given);
}
