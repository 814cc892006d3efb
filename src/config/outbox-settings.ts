import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';
import { sizeSchema } from '../settings/size.ts';

const size = (minimum: { readonly bytes: number; readonly text: string }) =>
  sizeSchema.refine((bytes) => bytes >= minimum.bytes, `must be at least ${minimum.text}`);

const oneMiB = { bytes: 2 ** 20, text: '1MiB' };

const deadLettersSchema = z
  .strictObject({
    maxBytes: size(oneMiB).prefault('256MiB').meta({ description: 'Room for dead letters on disk.' }),
  })
  .prefault({})
  .meta({ description: 'What COC refused for good, and bodies that could not be read.' });

const historySchema = z
  .strictObject({
    keep: durationSchema.prefault('7d').meta({ description: 'How long the story of each alarm is kept.' }),
    maxBytes: size(oneMiB).prefault('1GiB').meta({ description: 'Room for it; the oldest goes first.' }),
  })
  .prefault({})
  .meta({ description: 'Settled segments, kept to answer what happened to an alert.' });

/** Section `outbox`: how much is stored before the senders are answered 503. Sizes are in bytes once read. */
export const outboxSchema = z
  .strictObject({
    maxEntries: z.int().min(1).max(100_000_000).default(1_000_000).meta({
      description: 'Entries that may wait for COC; beyond it the senders get 503 and keep their alerts.',
    }),
    maxSeriesPerSource: z.int().min(1_000).max(100_000_000).default(100_000).meta({
      description:
        'Series of one source that may fire, or be over and remembered; about 1 KiB of memory each. Beyond it what is over is forgotten first, then its new series get 503.',
    }),
    maxBytes: size(oneMiB).prefault('8GiB').meta({ description: 'Room for waiting entries on disk.' }),
    minFreeDisk: sizeSchema
      .prefault('256MiB')
      .meta({ description: 'Free space on the disk that the agent leaves alone.' }),
    deadLetters: deadLettersSchema,
    history: historySchema,
    segmentBytes: size({ bytes: 2 ** 16, text: '64KiB' })
      .refine((bytes) => bytes <= 2 ** 30, 'must be at most 1GiB')
      .prefault('4MiB')
      .meta({ description: 'Size at which a segment is sealed and the next one is begun.' }),
  })
  .refine(({ maxBytes, segmentBytes }) => maxBytes >= 2 * segmentBytes, {
    error: 'is less than two segments; raise maxBytes, or lower segmentBytes',
    path: ['maxBytes'],
  })
  .prefault({})
  .meta({ description: 'What is stored on disk, and how much of it.' });
