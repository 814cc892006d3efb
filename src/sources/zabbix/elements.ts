import type { z } from 'zod';
import { PayloadError } from '../../errors.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import { parseJsonBody } from '../json-body.ts';

/** Reads the elements of a list, in time slices. `all` is false when an element could not be read. */
export async function elementsAs<T extends z.ZodType>(
  elements: readonly Buffer[],
  schema: T,
): Promise<{ readonly read: readonly z.output<T>[]; readonly all: boolean }> {
  const slices = new TimeSlices();
  const read: z.output<T>[] = [];
  for (const element of elements) {
    if (slices.over) await slices.pause();
    const result = schema.safeParse(parsed(element));
    if (result.success) read.push(result.data);
  }
  return { read, all: read.length === elements.length };
}

function parsed(element: Buffer): unknown {
  try {
    return parseJsonBody(element);
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}
