import { z } from 'zod';
import { authSchema, lockoutSchema } from './auth/auth-options.ts';
import type { Sleep } from './pause.ts';
import { peopleSchema } from './people/people-script.ts';

const assumptionsSchema = z.strictObject({
  sameAlarmIdIsOneAlarm: z.boolean().default(true).meta({
    description: 'The summary holds one row per alarmId; false: one row per received event.',
  }),
  okClears: z.boolean().default(true).meta({
    description: 'In the summary alarmStatus "ok" ends an alarm; false: it stays an alarm.',
  }),
  missingStatusMeans: z.enum(['alarm', 'ok']).default('alarm').meta({
    description: 'How the summary reads an event without alarmStatus.',
  }),
  warRoomNeedsAcceptance: z.boolean().default(true).meta({
    description: 'A war room is refused for an incident that is not accepted; false: opened all the same.',
  }),
});

const surfaceShape = {
  host: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  port: z.int().min(0).max(65_535).default(0).meta({ description: 'Port; 0 takes any free one.' }),
  dataDir: z.string().min(1).optional().meta({
    description: 'Directory for alarms, incidents and tokens (JSON); without it they are kept in memory.',
  }),
  keepAliveMs: z.int().min(1).default(60_000).meta({
    description: 'How long an idle connection is kept open, ms.',
  }),
  integrationKeys: z.array(z.string().min(1).max(255)).optional().meta({
    description: 'Integration keys that are accepted; without it any of 1 to 255 characters.',
  }),
  keepAlarms: z.int().min(1).default(200_000).meta({
    description: 'Accepted events that are remembered; the oldest go first.',
  }),
};

const behaviourShape = {
  contract: z.enum(['seed', 'current']).default('seed').meta({
    description: 'Required fields as in the API reference of 2024-07 (strict), or as in the current API.',
  }),
  alarmIdCharset: z.enum(['letters-and-digits', 'any']).default('letters-and-digits').meta({
    description: 'Characters that alarmId may have; the documentation says letters and digits.',
  }),
  gatewayPrefix: z.enum(['APIG', 'APIGW']).default('APIG').meta({
    description: 'Prefix of the error codes of the API gateway; both are seen.',
  }),
  incidentLagMs: z.int().min(0).default(10_000).meta({
    description: 'How long incident detail and the lists of incidents and war rooms show the past, ms.',
  }),
  handleLagMs: z.int().min(0).default(0).meta({
    description: 'How long a new incident cannot be handled yet, ms.',
  }),
  incidentList: z.boolean().default(true).meta({
    description: 'false answers 403 to the lists of incidents, as for an account without that permission.',
  }),
  tokenTtlMs: z.int().min(1).default(86_400_000).meta({ description: 'Lifetime of an IAM token, ms.' }),
  maxSkewMs: z.int().min(0).default(900_000).meta({ description: 'Largest distance of X-Sdk-Date, ms.' }),
  maxBodyBytes: z.int().min(1).default(12_582_912).meta({ description: 'Larger request bodies get 413.' }),
};

/** Everything that can be set from a file or a command line: options of the emulator without its functions. */
export const emulatorOptionsSchema = z.strictObject({
  ...surfaceShape,
  ...behaviourShape,
  auth: authSchema.prefault({}),
  lockout: lockoutSchema.prefault({}),
  people: peopleSchema.default([]).meta({
    description: 'People who accept, reject, resolve or complete incidents some time after they were opened.',
  }),
  assumptions: assumptionsSchema.prefault({}),
});

/** The options with every default filled in. */
export type EmulatorSettings = z.output<typeof emulatorOptionsSchema>;

/** What `createEmulator` takes: all of it is optional. */
export type EmulatorOptions = z.input<typeof emulatorOptionsSchema> & {
  /** Wall time, epoch ms UTC, for X-Sdk-Date, tokens, locks, lag and the Date header. Default: this machine's. */
  readonly now?: () => number;
  /** Lets the delays of faults pass. Default: the timer of this machine. */
  readonly sleep?: Sleep;
  /** Receives one line per request, without bodies or credentials. Default: none. */
  readonly log?: (line: string) => void;
};
