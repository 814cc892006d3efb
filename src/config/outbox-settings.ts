import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';
import { sizeSchema } from '../settings/size.ts';

const size = (minimum: { readonly bytes: number; readonly text: string }) =>
  sizeSchema.refine((bytes) => bytes >= minimum.bytes, `must be at least ${minimum.text}`);

const oneMiB = { bytes: 2 ** 20, text: '1MiB' };

const deadLettersSchema = z
  .strictObject({
    maxBytes: size(oneMiB).prefault('256MiB').meta({ description: 'Disk space for dead letters.' }),
  })
  .prefault({})
  .meta({
    description:
      'Dead letters: entries that COC refused for good, and webhook bodies that could not be read.',
  });

const historySchema = z
  .strictObject({
    keep: durationSchema.prefault('7d').meta({ description: 'How long the story of each alarm is kept.' }),
    maxBytes: size(oneMiB)
      .prefault('1GiB')
      .meta({ description: 'Disk space for the history. The oldest goes first.' }),
  })
  .prefault({})
  .meta({ description: 'Settled segments, kept so that operators can see what happened to an alert.' });

/** Section `outbox`: limits of what is stored. Sizes are read into bytes. */
export const outboxSchema = z
  .strictObject({
    maxEntries: z.int().min(1).max(100_000_000).default(1_000_000).meta({
      description:
        'Entries that may wait for COC. When there are more, senders get 503 and keep their alerts.',
    }),
    maxSeriesPerSource: z.int().min(1_000).max(100_000_000).default(100_000).meta({
      description:
        'Series of one source that the agent remembers: firing ones and recently ended ones, about 1 KiB of memory each. At the limit it forgets ended series first; if that is not enough, new series of the source get 503.',
    }),
    maxBytes: size(oneMiB).prefault('8GiB').meta({ description: 'Disk space for waiting entries.' }),
    minFreeDisk: sizeSchema
      .prefault('256MiB')
      .meta({ description: 'Free disk space that the agent never uses.' }),
    deadLetters: deadLettersSchema,
    history: historySchema,
    segmentBytes: size({ bytes: 2 ** 16, text: '64KiB' })
      .refine((bytes) => bytes <= 2 ** 30, 'must be at most 1GiB')
      .prefault('4MiB')
      .meta({ description: 'Size at which the agent seals a segment and starts the next one.' }),
  })
  .refine(({ maxBytes, segmentBytes }) => maxBytes >= 2 * segmentBytes, {
    error: 'is less than two segments; raise maxBytes, or lower segmentBytes',
    path: ['maxBytes'],
  })
  .prefault({})
  .meta({ description: 'Storage on disk, and its limits.' });
