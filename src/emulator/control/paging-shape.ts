import { z } from 'zod';

/** Query parameters of a list: skip `offset` rows, then return at most `limit`. */
export const pagingShape = {
  limit: z.coerce.number().int().min(0).max(1_000_000).default(1_000),
  offset: z.coerce.number().int().min(0).default(0),
};
