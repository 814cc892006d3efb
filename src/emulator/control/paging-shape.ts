import { z } from 'zod';

/** The query parameters of a list: at most `limit` rows, after the first `offset`. */
export const pagingShape = {
  limit: z.coerce.number().int().min(0).max(1_000_000).default(1_000),
  offset: z.coerce.number().int().min(0).default(0),
};
