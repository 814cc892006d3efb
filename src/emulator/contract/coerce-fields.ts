import type { FieldRule, FieldRules } from './check-fields.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/**
 * A body with its scalars in the types of their rules, as far as COC's Java converts them: "10" is a good number, 5 a good
 * text, "true" a good boolean, and a number loses its decimals where an integer is wanted. An empty text is no number and no
 * boolean, and so as if it had been left out. What cannot be converted stays, for {@link checkFields} to refuse.
 *
 * @see the documentation of Jackson's `MapperFeature.ALLOW_COERCION_OF_SCALARS`, which is on by default. COC takes texts
 *   for numbers and booleans in four examples of its reference.
 */
export function coerceFields(body: JsonObject, rules: FieldRules): JsonObject {
  const coerced = Object.entries(body).map(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return [name, rule ? coerce(value, rule) : value];
  });
  return Object.fromEntries(coerced);
}

function coerce(value: unknown, rule: FieldRule): unknown {
  switch (rule.kind) {
    case 'text':
    case 'enum':
      return textOf(value);
    case 'texts':
      return Array.isArray(value) ? value.map(textOf) : value;
    case 'long':
      return integerOf(value);
    case 'double':
      return numberOf(value);
    case 'boolean':
      return booleanOf(value);
    case 'object':
      return isJsonObject(value) ? coerceFields(value, rule.rules ?? {}) : value;
    case 'objects':
      if (!Array.isArray(value)) return value;
      return value.map((element) => (isJsonObject(element) ? coerceFields(element, rule.rules) : element));
  }
}

function textOf(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function integerOf(value: unknown): unknown {
  const read = numberOf(value);
  if (typeof value === 'string') return /^\s*-?\d*\s*$/.test(value) ? read : value;
  return typeof read === 'number' ? Math.trunc(read) : read;
}

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

function booleanOf(value: unknown): unknown {
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (word === '') return undefined;
  return word === 'true' || (word === 'false' ? false : value);
}
