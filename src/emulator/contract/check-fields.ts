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

/** Makes the name of a field in a message from its name in the API. */
export type NameOf = (name: string) => string;

/**
 * Checks a body against rules. Returns every violation in the words of COC's bean validation, in the order of
 * the rules; COC joins them with ` | `. Fields without a rule are ignored, as in COC.
 *
 * @param body - the parsed JSON object.
 * @param nameOf - name of a field in messages about its length; Java's name if left out.
 * @see COC API Reference, the error examples of "Custom Event Reporting" and "Handling an Incident".
 */
export function checkFields(
  body: Readonly<Record<string, unknown>>,
  rules: FieldRules,
  nameOf: NameOf = javaName,
): string[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined || value === null) {
      return rule.required ? [`${nameOf(name)} must not be null`] : [];
    }
    const violation = violationOf({ name, nameOf }, rule, value);
    return violation === undefined ? [] : [violation];
  });
}

/** COC's message for a value that is not allowed. */
export function invalidValue(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `The field[${name}] value[${(text ?? '').slice(0, 255)}] invalid`;
}

/** A field and the way it is named in messages. */
interface Field {
  readonly name: string;
  readonly nameOf: NameOf;
}

function violationOf(field: Field, rule: FieldRule, value: unknown): string | undefined {
  const { name, nameOf } = field;
  switch (rule.kind) {
    case 'text':
      return textViolation(field, value, rule);
    case 'enum':
      return typeof value === 'string' && rule.values.includes(value) ? undefined : invalidValue(name, value);
    case 'long':
    case 'double':
      return isNumber(value, rule) ? undefined : invalidValue(name, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : invalidValue(name, value);
    case 'texts':
      return textsViolation(field, value, rule);
    case 'objects':
      return objectsViolation(field, value, rule);
    case 'object':
      return isJsonObject(value)
        ? checkFields(value, rule.rules ?? {}, nameOf)[0]
        : invalidValue(name, value);
  }
}

function textViolation(field: Field, value: unknown, { min, max, pattern }: TextRule): string | undefined {
  const { name } = field;
  if (typeof value !== 'string') return invalidValue(name, value);
  const violation = sizeViolation(field, value.length, min, max);
  return violation ?? (pattern?.test(value) === false ? invalidValue(name, value) : undefined);
}

function textsViolation(field: Field, value: unknown, rule: TextsRule): string | undefined {
  const { name } = field;
  if (!Array.isArray(value)) return invalidValue(name, value);
  const fits = (element: unknown) =>
    typeof element === 'string' && element.length >= (rule.min ?? 0) && element.length <= rule.max;
  const wrong: unknown = value.find((element) => !fits(element));
  if (wrong !== undefined) return invalidValue(name, wrong);
  return sizeViolation(field, value.length, rule.minCount ?? 0, rule.count);
}

function objectsViolation(field: Field, value: unknown, rule: ObjectsRule): string | undefined {
  const { name, nameOf } = field;
  if (!Array.isArray(value) || value.some((element) => !isJsonObject(element)))
    return invalidValue(name, value);
  const [violation] = value.flatMap((element) => checkFields(element, rule.rules, nameOf));
  return violation ?? sizeViolation(field, value.length, rule.minCount ?? 0, rule.count);
}

function sizeViolation({ name, nameOf }: Field, size: number, min: number, max: number): string | undefined {
  if (size >= min && size <= max) return undefined;
  return `${nameOf(name)} size must be between ${min} and ${max}`;
}

function isNumber(value: unknown, { kind, min = 0, max }: NumberRule): boolean {
  if (typeof value !== 'number' || (kind === 'long' && !Number.isInteger(value))) return false;
  return value >= min && value <= max;
}

/** The name of a field in COC's messages, which use Java properties: `incident_num` becomes `incidentNum`. */
function javaName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
