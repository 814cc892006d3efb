import { z } from 'zod';

const UNITS_BYTES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;
const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|TiB)$/;

/** Schema of a size such as `512KiB` or `16MiB`, read into bytes. */
export const sizeSchema = z
  .string()
  .regex(SIZE, 'is not a size; write a number with a unit, such as 512KiB, 16MiB or 2GiB')
  .transform(parseSize);

function parseSize(text: string): number {
  const [, amount, unit] = SIZE.exec(text) ?? [];
  return Math.round(Number(amount) * UNITS_BYTES[unit as keyof typeof UNITS_BYTES]);
}
