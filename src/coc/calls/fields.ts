import { z } from 'zod';

/** A text of so many UTF-16 units, as COC counts characters. */
export function text(least: number, most: number) {
  return z.string().min(least).max(most);
}

/** A whole number within these bounds. */
export function whole(least: number, most: number) {
  return z.int().min(least).max(most);
}

const LONG = /^(?:0|[1-9]\d{0,18})$/;
/** Largest 64-bit integer. */
const LONGEST = 9_223_372_036_854_775_807n;

/** A 64-bit integer within these bounds, as digits: a number can not hold each of them. */
export function long(least: bigint, most: bigint = LONGEST) {
  return z
    .string()
    .regex(LONG, 'is no whole number')
    .refine((digits) => isWithin(digits, least, most), `is not from ${least} to ${most}`);
}

/** True also for what is no integer: another rule says that. */
function isWithin(digits: string, least: bigint, most: bigint): boolean {
  return !LONG.test(digits) || (BigInt(digits) >= least && BigInt(digits) <= most);
}

/** What stands in a path: COC's ids have no other characters. */
export function pathText(most: number) {
  return text(1, most).regex(/^(?!\.{1,2}$)[A-Za-z0-9_.~-]+$/, 'has characters that no id of COC has');
}

// Answers. COC leaves out and nulls what it likes, and adds to its enumerations, so only what is needed is demanded.

/** A text of an answer, if it is there. */
export const saidText = z.string().nullish();

/** A number of an answer, if it is there: also as digits, because COC's own examples have them so. */
export const saidNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(?:\.\d+)?$/)
      .transform(Number),
  ])
  .nullish();

/** A 64-bit id of an answer, as digits. */
export const saidId = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,19}$/)]).transform(String);

/** A count of an answer: a number, or its digits. */
export const saidCount = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

/** A field of an answer that nothing depends on: in another form than this one, it counts as absent. */
export function unlessStrange<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().catch(undefined);
}

/** True or false in an answer, if it is there: also as a text. */
export const saidFlag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
  .nullish();
