import { z } from 'zod';
import { OWN_SOURCE } from '../alerts/alert.ts';
import { egressSchema } from '../egress/config.ts';
import { alarmSchema, routesSchema } from '../routing/config.ts';
import { heartbeatsSchema } from '../routing/heartbeat-settings.ts';
import { incidentBudgetSchema, incidentsSchema } from '../routing/incident-settings.ts';
import { languageSchema } from '../routing/language-settings.ts';
import { adminSchema } from './admin-settings.ts';
import { deliverySchema } from './delivery-settings.ts';
import { listenSchema } from './listen-settings.ts';
import { logSchema } from './log-settings.ts';
import { outboxSchema } from './outbox-settings.ts';

/** Schema of one type of source: an object whose `type` is a literal. */
export type SourceSchema = z.ZodObject<{ readonly type: z.ZodLiteral<string> }>;

/** A kind of journal, as the configuration names it, and where it stores its records. */
interface JournalChoice {
  readonly type: string;
  readonly place: string;
}

/** Schemas of the adapters. */
export interface SchemaParts<C extends z.ZodType, S extends readonly [SourceSchema, ...SourceSchema[]]> {
  readonly coc: C;
  /** One for each type of source. */
  readonly sources: S;
  /** The kinds of journals; the first one is the default. */
  readonly journals: readonly [JournalChoice, ...JournalChoice[]];
}

/** Section `journal`: where everything that happened is recorded. */
function journalSchema(choices: SchemaParts<z.ZodType, [SourceSchema]>['journals']) {
  const description = `${choices.map(({ type, place }) => `${type}: ${place}`).join('; ')}.`;
  return z
    .strictObject({
      type: z
        .enum(choices.map(({ type }) => type))
        .default(choices[0].type)
        .meta({ description }),
    })
    .prefault({})
    .meta({ description: 'The journal, which stores every alert before its sender gets an answer.' });
}

const SOURCE_NAME = /^[a-z0-9-]{1,63}$/;

/** Composes the schema of the configuration file from the sections of the components. */
export function createRootSchema<
  C extends z.ZodType,
  const S extends readonly [SourceSchema, ...SourceSchema[]],
>({ coc, sources, journals }: SchemaParts<C, S>) {
  return z
    .strictObject({
      listen: listenSchema,
      admin: adminSchema,
      dataDir: z.string().min(1).default('./data').meta({
        description: 'Directory of the outbox and the alarm ledger. Only one agent can use it.',
      }),
      journal: journalSchema(journals),
      log: logSchema,
      coc: coc.meta({ description: 'Address of COC, and the credentials for it.' }),
      sources: z
        .record(
          z
            .string()
            .regex(SOURCE_NAME, 'is not a valid name; use 1 to 63 of the characters a-z, 0-9 and -')
            .refine((name) => name !== OWN_SOURCE, 'is the name of the agent itself; choose another name'),
          z.discriminatedUnion('type', sources),
        )
        .refine(
          (named) => Object.keys(named).length > 0,
          'names no source; add one, such as alertmanager: {type: alertmanager}',
        )
        .meta({
          description:
            'Systems that send alerts, by name. The name is part of the webhook path: /webhooks/{name}.',
        }),
      language: languageSchema,
      alarm: alarmSchema,
      routes: routesSchema,
      incidents: incidentsSchema,
      incidentBudget: incidentBudgetSchema,
      heartbeats: heartbeatsSchema,
      delivery: deliverySchema,
      outbox: outboxSchema,
      egress: egressSchema,
    })
    .meta({ title: 'Configuration of coc-alarm-agent' });
}
