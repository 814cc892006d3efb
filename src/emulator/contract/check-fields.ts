import { isJsonObject } from './json-object.ts';

/** Rule for one field of a request. Lengths count UTF-16 units, as COC's Java does. */
export type FieldRule = TextRule | EnumRule | NumberRule | BooleanRule | TextsRule | ObjectsRule | ObjectRule;

interface TextRule {
  readonly kind: 'text';
  readonly required: boolean;
  readonly min: number;
  readonly max: number;
  /** What the whole text must match. */
  readonly pattern?: RegExp;
}

interface EnumRule {
  readonly kind: 'enum';
  readonly required: boolean;
  readonly values: readonly string[];
}

/** An integer (`long`) or any number (`double`); the minimum is 0 if left out. */
interface NumberRule {
  readonly kind: 'long' | 'double';
  readonly required: boolean;
  readonly min?: number;
  readonly max: number;
}

interface BooleanRule {
  readonly kind: 'boolean';
  readonly required: boolean;
}

/** A list of `minCount` to `count` texts, each of `min` to `max` characters; the minima are 0 if left out. */
interface TextsRule {
  readonly kind: 'texts';
  readonly required: boolean;
  readonly minCount?: number;
  readonly count: number;
  readonly min?: number;
  readonly max: number;
}

/** A list of `minCount` to `count` objects; the minimum is 0 if left out. */
interface ObjectsRule {
  readonly kind: 'objects';
  readonly required: boolean;
  readonly minCount?: number;
  readonly count: number;
  readonly rules: FieldRules;
}

/** An object; without `rules`, of any content. */
interface ObjectRule {
  readonly kind: 'object';
  readonly required: boolean;
  readonly rules?: FieldRules;
}

/** Largest value of Java's `long`, as near as a number comes to it. */
export const LONG_MAX = 2 ** 63;

/** Rules of a body, by the field names of the API. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/**
 * Checks a body against rules. Returns every violation in the words of COC's bean validation, in the order of
 * the rules; COC joins them with ` | `. Fields without a rule are ignored, as in COC.
 *
 * @param body - the parsed JSON object.
 * @see COC API Reference, the error examples of "Custom Event Reporting" and "Handling an Incident".
 */
export function checkFields(body: Readonly<Record<string, unknown>>, rules: FieldRules): string[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined || value === null) {
      return rule.required ? [`${javaName(name)} must not be null`] : [];
    }
    const violation = violationOf(name, rule, value);
    return violation === undefined ? [] : [violation];
  });
}

/** COC's message for a value that is not allowed. */
export function invalidValue(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `The field[${name}] value[${(text ?? '').slice(0, 255)}] invalid`;
}

function violationOf(name: string, rule: FieldRule, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'text':
      return textViolation(name, value, rule);
    case 'enum':
      return typeof value === 'string' && rule.values.includes(value) ? undefined : invalidValue(name, value);
    case 'long':
    case 'double':
      return isNumber(value, rule) ? undefined : invalidValue(name, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : invalidValue(name, value);
    case 'texts':
      return textsViolation(name, value, rule);
    case 'objects':
      return objectsViolation(name, value, rule);
    case 'object':
      return isJsonObject(value) ? checkFields(value, rule.rules ?? {})[0] : invalidValue(name, value);
  }
}

function textViolation(name: string, value: unknown, { min, max, pattern }: TextRule): string | undefined {
  if (typeof value !== 'string') return invalidValue(name, value);
  const violation = sizeViolation(name, value.length, min, max);
  return violation ?? (pattern?.test(value) === false ? invalidValue(name, value) : undefined);
}

function textsViolation(name: string, value: unknown, rule: TextsRule): string | undefined {
  if (!Array.isArray(value)) return invalidValue(name, value);
  const fits = (element: unknown) =>
    typeof element === 'string' && element.length >= (rule.min ?? 0) && element.length <= rule.max;
  const wrong: unknown = value.find((element) => !fits(element));
  if (wrong !== undefined) return invalidValue(name, wrong);
  return sizeViolation(name, value.length, rule.minCount ?? 0, rule.count);
}

function objectsViolation(name: string, value: unknown, rule: ObjectsRule): string | undefined {
  if (!Array.isArray(value) || value.some((element) => !isJsonObject(element)))
    return invalidValue(name, value);
  const [violation] = value.flatMap((element) => checkFields(element, rule.rules));
  return violation ?? sizeViolation(name, value.length, rule.minCount ?? 0, rule.count);
}

function sizeViolation(name: string, size: number, min: number, max: number): string | undefined {
  if (size >= min && size <= max) return undefined;
  return `${javaName(name)} size must be between ${min} and ${max}`;
}

function isNumber(value: unknown, { kind, min = 0, max }: NumberRule): boolean {
  if (typeof value !== 'number' || (kind === 'long' && !Number.isInteger(value))) return false;
  return value >= min && value <= max;
}

/** The name of a field in COC's messages, which use Java properties: `incident_num` becomes `incidentNum`. */
function javaName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
