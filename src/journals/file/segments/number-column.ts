import { z } from 'zod';

/** The schema of a stored column: numbers of 8 bytes each in base64, which is small and quick to read. */
export const numberColumn = z
  .string()
  .refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text));

/** Packs numbers into a column. */
export function packColumn(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

/**
 * Packs numbers that are mostly 0. A column of zeros becomes an empty one, so its length must be known from
 * another column.
 */
export function packSparseColumn(values: readonly number[]): string {
  return values.every((value) => value === 0) ? '' : packColumn(values);
}

/** Unpacks a column. */
export function unpackColumn(base64: string): Float64Array {
  const values = new Float64Array(Math.floor(Buffer.byteLength(base64, 'base64') / 8));
  Buffer.from(values.buffer).write(base64, 'base64');
  return values;
}
