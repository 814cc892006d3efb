import { z } from 'zod';

const accessKeySchema = z.strictObject({
  accessKey: z.string().min(1).meta({ description: 'Access key id (AK).' }),
  secretKey: z.string().min(1).meta({ description: 'Secret key (SK) that signatures are checked with.' }),
  securityToken: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Makes this a temporary key: X-Security-Token must then equal it.' }),
});

const userSchema = z.strictObject({
  domain: z.string().min(1).meta({ description: 'IAM domain (account) name.' }),
  name: z.string().min(1).meta({ description: 'IAM user name.' }),
  password: z.string().min(1).meta({ description: 'IAM password.' }),
});

const projectSchema = z.strictObject({
  id: z.string().min(1).meta({ description: 'Project id, 32 hex digits in Huawei Cloud.' }),
  name: z.string().min(1).meta({ description: 'Project name, which is a region id.' }),
  enabled: z.boolean().default(true).meta({ description: 'false: lists it as disabled.' }),
});

/** Body of `PUT /emulator/access-keys`: all keys at once. */
export const accessKeysSchema = z.strictObject({ accessKeys: z.array(accessKeySchema) });

/** Options about credentials. */
export const authSchema = z.strictObject({
  accessKeys: z
    .array(accessKeySchema)
    .default([{ accessKey: 'emulator-access-key', secretKey: 'emulator-secret-key' }]),
  users: z
    .array(userSchema)
    .default([{ domain: 'emulator-domain', name: 'emulator', password: 'emulator-password' }]),
  projects: z.array(projectSchema).prefault([{ id: '0123456789abcdef0123456789abcdef', name: 'cn-north-4' }]),
  required: z.boolean().default(true).meta({
    description: 'false accepts calls without any credentials; credentials that are sent are still checked.',
  }),
});

/** Options about the lock of an access key. */
export const lockoutSchema = z.strictObject({
  failures: z.int().min(1).default(5).meta({ description: 'Consecutive bad signatures that lock a key.' }),
  forMs: z.int().min(0).default(300_000).meta({ description: 'How long a lock lasts, ms.' }),
});

/** One access key whose signatures are accepted. */
export type EmulatorAccessKey = z.output<typeof accessKeySchema>;
