import { z } from 'zod';
import type { Draw } from './draws.ts';

/** A whole number, or a range of which every call draws its own: `{ min, max }`, both included. */
export function amountSchema(limits: { readonly min: number; readonly max: number }) {
  const whole = z.int().min(limits.min).max(limits.max);
  const range = z
    .strictObject({ min: whole, max: whole })
    .refine(({ min, max }) => min <= max, 'min is larger than max');
  return z.union([whole, range]);
}

/** A fixed or a drawn amount. */
export type Amount = z.output<ReturnType<typeof amountSchema>>;

/** The amount for one call. */
export function amountOf(amount: Amount, draw: Draw): number {
  if (typeof amount === 'number') return amount;
  return amount.min + Math.floor(draw() * (amount.max - amount.min + 1));
}
