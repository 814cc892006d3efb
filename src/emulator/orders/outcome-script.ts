import { z } from 'zod';
import { isTextPattern, matchesText } from '../text-pattern.ts';
import type { Outcome } from './order-plan.ts';

/** Log of an order that COC keeps, bytes. @see COC API Reference 2.0, 4.2.6 */
export const LOG_BYTES = 1_048_576;

const patternSchema = z.string().min(1).refine(isTextPattern, 'is not a regular expression');

const outcomeSchema = z.strictObject({
  match: z
    .strictObject({
      resource: patternSchema.optional().meta({
        description:
          'Id or name of the resource, or a regular expression for one of them that begins with ^.',
      }),
      script: patternSchema.optional().meta({
        description: 'Name or uuid of the script, or a regular expression for its name that begins with ^.',
      }),
    })
    .prefault({})
    .meta({ description: 'Executions that have this outcome; all of them when left out.' }),
  afterMs: z.int().min(0).default(2_000).meta({ description: 'Duration of the script, ms.' }),
  status: z.enum(['FINISHED', 'ABNORMAL']).default('FINISHED').meta({ description: 'State at the end.' }),
  message: z.string().max(LOG_BYTES).optional().meta({ description: 'Log of the script.' }),
});

/** Outcomes of scripts by server. The first one that matches counts. */
export const outcomesSchema = z.array(outcomeSchema);

/** Outcomes with every default filled in. */
export type OutcomeScript = z.output<typeof outcomesSchema>;

/** Outcomes as a user writes them. */
export type OutcomesInput = z.input<typeof outcomesSchema>;

/** The execution of a script on one server. */
interface Execution {
  readonly resourceId: string;
  /** Name of the resource in the fleet; the id when it is not in the fleet. */
  readonly resourceName: string;
  readonly scriptUuid: string;
  readonly scriptName: string;
}

/** The outcome of an execution: of the first entry that matches, or success after two seconds. */
export function outcomeFor(outcomes: OutcomeScript, execution: Execution): Outcome {
  const entry = outcomes.find(({ match }) => matches(match, execution));
  const { afterMs = 2_000, status = 'FINISHED', message } = entry ?? {};
  return { afterMs, status, message: message ?? defaultLog(status, execution) };
}

function matches({ resource, script }: OutcomeScript[number]['match'], execution: Execution): boolean {
  const { resourceId, resourceName, scriptName, scriptUuid } = execution;
  return (
    (resource === undefined || matchesText(resource, resourceId) || matchesText(resource, resourceName)) &&
    (script === undefined || script === scriptUuid || matchesText(script, scriptName))
  );
}

function defaultLog(status: Outcome['status'], { scriptName, resourceName }: Execution): string {
  const code = status === 'FINISHED' ? 0 : 1;
  return `${scriptName} on ${resourceName}\nexit code ${code}\n`;
}
