import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Note } from '../outbox/ports/note.ts';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;
/** Most refusals of one use that are kept. */
const MOST_KEPT = 8;

/** Use of credentials that can be refused. */
export type RefusedUse = 'signature' | 'password';

/** What decides whether credentials are refused. */
export interface RefusedIdentity {
  /** The credentials, secrets included, and who judges them. */
  readonly credentials: readonly string[];
  /** What else they are used with, such as the project. */
  readonly scope: readonly string[];
}

/** Reasons that outlive the process. Anything else passes, and is worth a try after a restart. */
const KEPT_REASONS = [
  'credentials',
  'key-locked',
  'clock-skew',
  'forbidden',
  'not-found',
  'throttled',
] as const;

const refusalSchema = z.object({
  /** End of the pause, epoch ms. */
  until: z.number(),
  /** Length of the pause: no clock makes it longer. */
  pauseMs: z.number().nonnegative(),
  reason: z.enum(KEPT_REASONS),
  detail: z.string(),
  /** Times at which an operator ended a pause, epoch ms. */
  hurries: z.array(z.number()),
});

/** Reasons that may be about what the credentials are used with. The others are about the credentials alone. */
const ABOUT_SCOPE: ReadonlySet<string> = new Set(['forbidden', 'not-found']);

/** A refusal in the form in which it outlives the process. */
export type KeptRefusal = z.infer<typeof refusalSchema>;

/** True for a reason that outlives the process. */
export function isKept(reason: string): reason is KeptRefusal['reason'] {
  return KEPT_REASONS.some((kept) => kept === reason);
}

const storedSchema = refusalSchema.extend({ salt: z.string(), digest: z.string() });
type StoredRefusal = z.infer<typeof storedSchema>;
/** The newest is the last one. Older versions kept only one. */
const refusalsSchema = z.union([z.array(storedSchema), storedSchema.transform((only) => [only])]).default([]);
const documentSchema = z.object({
  v: z.literal(1),
  signature: refusalsSchema,
  password: refusalsSchema,
});
type RefusalDocument = z.infer<typeof documentSchema>;
const NONE: RefusalDocument = { v: 1, signature: [], password: [] };

/** Memory of the refusals of one use of credentials. */
export interface RefusalMemory {
  /** Finds the refusal of exactly these credentials, whatever else has changed that it was not about. Never throws. */
  recall(): Promise<KeptRefusal | undefined>;
  /** Keeps their refusal in place of an earlier one. Those of other credentials stay. Never throws. */
  keep(refusal: KeptRefusal): Promise<void>;
  /** Forgets the refusals of these credentials. Never throws. */
  forget(): Promise<void>;
}

/**
 * Remembers over restarts which credentials were refused, so that a restart does not try them again. It stores no
 * secret: the credentials are known again by a slow digest (scrypt) with a random salt, from which nobody gets a
 * password back.
 */
export class KeptRefusals {
  readonly #note: Note;
  readonly #onFailure: (error: unknown) => void;
  #document: Promise<RefusalDocument> | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param onFailure receives the error when a refusal could not be stored */
  constructor(note: Note, onFailure: (error: unknown) => void) {
    this.#note = note;
    this.#onFailure = onFailure;
  }

  /** The memory of one use. `identity` gives all that decides whether the credentials are refused. */
  of(use: RefusedUse, identity: () => RefusedIdentity): RefusalMemory {
    return {
      recall: async () => {
        const known = await refusalsOf((await this.#read())[use], identity());
        const newest = known.at(-1);
        if (!newest) return undefined;
        const { salt: _, digest: __, ...refusal } = newest;
        return refusal;
      },
      keep: (refusal) => {
        const refused = identity();
        return this.#change(async (document) => {
          const others = await without(document[use], refused);
          const salt = others.at(-1)?.salt ?? randomBytes(SALT_BYTES).toString('hex');
          const stored = await storedOf(refusal, { refused, salt });
          return { ...document, [use]: [...others, stored].slice(-MOST_KEPT) };
        });
      },
      forget: () => {
        const accepted = identity();
        return this.#change(async (document) => {
          const others = await without(document[use], accepted);
          return others.length < document[use].length ? { ...document, [use]: others } : undefined;
        });
      },
    };
  }

  #read(): Promise<RefusalDocument> {
    this.#document ??= this.#note.read().then((stored) => documentSchema.safeParse(stored).data ?? NONE);
    return this.#document;
  }

  /** Changes are made in the order in which they were asked for, each of what the last one has left. */
  #change(change: (document: RefusalDocument) => Promise<RefusalDocument | undefined>): Promise<void> {
    this.#writing = this.#writing
      .then(async () => {
        const document = await change(await this.#read());
        if (!document) return;
        this.#document = Promise.resolve(document);
        await this.#note.write(document);
      })
      .catch(this.#onFailure);
    return this.#writing;
  }
}

function refusedPart({ credentials, scope }: RefusedIdentity, { reason }: Pick<KeptRefusal, 'reason'>) {
  return ABOUT_SCOPE.has(reason) ? [...credentials, ...scope] : credentials;
}

/** Those of the refusals that are about exactly these credentials. */
async function refusalsOf(
  all: readonly StoredRefusal[],
  identity: RefusedIdentity,
): Promise<readonly StoredRefusal[]> {
  const digests = new Map<string, Buffer>();
  const known: StoredRefusal[] = [];
  for (const one of all) {
    // They share a salt, so that a slow digest or two are enough for all.
    const part = refusedPart(identity, one);
    const id = JSON.stringify([one.salt, ...part]);
    const found = digests.get(id) ?? (await digestOf(part, one.salt));
    digests.set(id, found);
    const kept = Buffer.from(one.digest, 'hex');
    if (kept.length === found.length && timingSafeEqual(kept, found)) known.push(one);
  }
  return known;
}

async function without(
  all: readonly StoredRefusal[],
  identity: RefusedIdentity,
): Promise<readonly StoredRefusal[]> {
  const known = await refusalsOf(all, identity);
  return all.filter((one) => !known.includes(one));
}

async function storedOf(
  refusal: KeptRefusal,
  { refused, salt }: { readonly refused: RefusedIdentity; readonly salt: string },
): Promise<StoredRefusal> {
  const digest = await digestOf(refusedPart(refused, refusal), salt);
  return { ...refusal, salt, digest: digest.toString('hex') };
}

function digestOf(identity: readonly string[], salt: string): Promise<Buffer> {
  return scryptAsync(JSON.stringify(identity), Buffer.from(salt, 'hex'), DIGEST_BYTES);
}
