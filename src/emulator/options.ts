import { z } from 'zod';
import { authSchema, lockoutSchema } from './auth/auth-options.ts';
import { fleetSchema } from './fleet/fleet-resource.ts';
import { orderOptionsSchema } from './orders/order-options.ts';
import { outcomesSchema } from './orders/outcome-script.ts';
import { patchReportsSchema } from './patches/patch-report.ts';
import type { Sleep } from './pause.ts';
import { peopleSchema } from './people/people-script.ts';

const assumptionsSchema = z.strictObject({
  sameAlarmIdIsOneAlarm: z.boolean().default(true).meta({
    description: 'The summary has one row per alarmId; false: one row per received event.',
  }),
  okClears: z.boolean().default(true).meta({
    description: 'In the summary, alarmStatus "ok" ends an alarm; false: the alarm goes on.',
  }),
  missingStatusMeans: z.enum(['alarm', 'ok']).default('alarm').meta({
    description: 'The status that the summary assumes for an event without alarmStatus.',
  }),
  warRoomNeedsAcceptance: z.boolean().default(true).meta({
    description: 'A war room for an incident that is not accepted is refused; false: it is opened.',
  }),
});

const surfaceShape = {
  host: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  port: z.int().min(0).max(65_535).default(0).meta({ description: 'Port; 0 takes any free one.' }),
  dataDir: z.string().min(1).optional().meta({
    description: 'Directory for the state, as JSON files; without it, the state is kept in memory.',
  }),
  keepAliveMs: z.int().min(1).default(60_000).meta({
    description: 'Time for which an idle connection stays open, ms.',
  }),
  integrationKeys: z.array(z.string().min(1).max(255)).optional().meta({
    description: 'Accepted integration keys; without it, any key of 1 to 255 characters.',
  }),
  keepAlarms: z.int().min(1).default(200_000).meta({
    description: 'Number of accepted events that are kept; the oldest are dropped first.',
  }),
};

const behaviourShape = {
  contract: z.enum(['2.0', 'current']).default('2.0').meta({
    description:
      'Rules for fields: 2.0 as in the API reference 2.0 of 2024-07, to the letter, current as in the API today.',
  }),
  coercion: z.enum(['jackson', 'strict']).default('jackson').meta({
    description:
      'Types of fields: jackson takes "10" for a number and 5 for a text, as COC does, strict the types of the reference only.',
  }),
  alarmIdCharset: z.enum(['any', 'letters-and-digits']).default('any').meta({
    description:
      'Characters that alarmId may contain; API reference 2.0 says nothing, other pages of COC say letters and digits.',
  }),
  gatewayPrefix: z.enum(['APIG', 'APIGW']).default('APIG').meta({
    description: 'Prefix of the error codes of the API gateway; both occur in COC.',
  }),
  names: z.record(z.string(), z.string().max(255)).default({}).meta({
    description: 'Names of users and applications by their ids, for the detail of an incident.',
  }),
  incidentLagMs: z.int().min(0).default(10_000).meta({
    description: 'Lag of the incident detail and of the lists of incidents and war rooms, ms.',
  }),
  handleLagMs: z.int().min(0).default(0).meta({
    description: 'Time for which a new incident cannot be handled yet, ms.',
  }),
  incidentList: z.boolean().default(true).meta({
    description: 'false answers lists of incidents with 403, as for an account without the permission.',
  }),
  tokenTtlMs: z.int().min(1).default(86_400_000).meta({ description: 'Lifetime of an IAM token, ms.' }),
  maxSkewMs: z
    .int()
    .min(0)
    .default(900_000)
    .meta({ description: 'Largest accepted clock difference of X-Sdk-Date, ms.' }),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(12_582_912)
    .meta({ description: 'Size limit of a request body; a larger one is answered with 413.' }),
};

/** Options that a file or a command line can set: all except the functions. */
export const emulatorOptionsSchema = z.strictObject({
  ...surfaceShape,
  ...behaviourShape,
  auth: authSchema.prefault({}),
  lockout: lockoutSchema.prefault({}),
  people: peopleSchema.default([]).meta({
    description:
      'People who work on incidents some time after they were opened: they accept, reject, reopen, pause, resume, resolve or complete them.',
  }),
  scripts: z
    .strictObject({
      outcomes: outcomesSchema.default([]).meta({
        description: 'Outcomes of scripts by server; a script without one succeeds after 2 s.',
      }),
    })
    .prefault({}),
  orders: orderOptionsSchema.prefault({}),
  assumptions: assumptionsSchema.prefault({}),
  resources: fleetSchema.prefault({}).meta({
    description: 'The resources of the account: a list, or the count and seed of a made-up fleet of servers.',
  }),
  resourcesMarker: z.enum(['id', 'resource_id']).default('id').meta({
    description: 'Field of the last resource of a page that the next page takes for its marker.',
  }),
  patchReports: patchReportsSchema.prefault({}).meta({
    description: 'Reports about patches: a list, or the seed of made-up ones about the servers of the fleet.',
  }),
  patchOffset: z.enum(['page', 'row']).default('page').meta({
    description: 'Meaning of the offset of reports and patches, from 1: number of a page, or of a row.',
  }),
});

/** Options with every default filled in. */
export type EmulatorSettings = z.output<typeof emulatorOptionsSchema>;

/** Options of `createEmulator`, all optional. */
export type EmulatorOptions = z.input<typeof emulatorOptionsSchema> & {
  /** Clock, epoch ms UTC, for X-Sdk-Date, tokens, locks, lag and the Date header. Default: this machine's. */
  readonly now?: () => number;
  /** Lets the delays of faults pass. Default: the timer of this machine. */
  readonly sleep?: Sleep;
  /** Receives one line per request, without bodies or credentials. Default: none. */
  readonly log?: (line: string) => void;
};
