import { checkFields, type FieldRules } from './check-fields.ts';
import { coerceFields } from './coerce-fields.ts';
import type { JsonObject } from './json-object.ts';

/** How a body is read: `jackson` converts scalars as COC's Java does, `strict` takes the types of the tables only. */
export type Coercion = 'jackson' | 'strict';

/** Fields of a request in the types of their rules, and every violation in COC's words. */
export interface ReadFields {
  readonly fields: JsonObject;
  readonly violations: readonly string[];
}

/** Reads the fields of a body. */
export function readBody(body: JsonObject, rules: FieldRules, coercion: Coercion): ReadFields {
  const fields = coercion === 'jackson' ? coerceFields(body, rules) : body;
  return { fields, violations: checkFields(fields, rules) };
}

/** Reads the fields of a query, as sent without the question mark. A list repeats its name. */
export function readQuery(query: string, rules: FieldRules): ReadFields {
  return readBody(queryFields(query, rules), rules, 'jackson');
}

/** The texts that a query has for the fields of some rules. */
export function queryFields(query: string, rules: FieldRules): JsonObject {
  const sent = new URLSearchParams(query);
  const given = Object.entries(rules).flatMap(([name, { kind }]) => {
    const values = sent.getAll(name);
    if (values.length === 0) return [];
    return [[name, kind === 'texts' ? values : values[0]]];
  });
  return Object.fromEntries(given);
}
