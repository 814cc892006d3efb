import { z } from 'zod';
import type { IncidentStatus } from '../contract/incident-enums.ts';
import { type LifeAction, statusAfter } from '../contract/incident-life.ts';

/** What a person can be made to do with an incident. */
export const personActions = ['accept', 'reject', 'resolve', 'complete'] as const;

/** One thing that a person does with an incident. */
export type PersonAction = (typeof personActions)[number];

/** One act of a person on an incident, as the control API takes it. */
export const personActSchema = z.strictObject({
  action: z.enum(personActions).meta({
    description: 'What the person does; what has to come first, such as accepting, is done with it.',
  }),
  operator: z.string().min(1).max(255).optional().meta({
    description: 'User id of the person; the assignee if left out, or emulator-person when there is none.',
  }),
  comment: z.string().max(300).optional().meta({ description: 'What the person writes with it.' }),
});

/** One act of a person on an incident. */
export type PersonAct = z.output<typeof personActSchema>;

/** Ways to reach what an action means, the shortest last: a completed incident was accepted and resolved before. */
const ways: Readonly<Record<PersonAction, readonly (readonly LifeAction[])[]>> = {
  accept: [['accept']],
  reject: [['reject']],
  resolve: [['accept', 'resolve'], ['resolve']],
  complete: [['accept', 'resolve', 'complete'], ['resolve', 'complete'], ['complete'], ['close']],
};

/**
 * The steps, with the state after each, by which a person does the action to an incident in this state. Empty when that
 * is impossible: nobody accepts an incident twice, or rejects one that was accepted.
 */
export function stepsOf(
  status: IncidentStatus,
  action: PersonAction,
): readonly { readonly action: LifeAction; readonly status: IncidentStatus }[] {
  for (const way of ways[action]) {
    const steps = walk(status, way);
    if (steps) return steps;
  }
  return [];
}

function walk(status: IncidentStatus, way: readonly LifeAction[]) {
  const steps: { action: LifeAction; status: IncidentStatus }[] = [];
  let current = status;
  for (const action of way) {
    const next = statusAfter(current, action);
    if (!next) return undefined;
    steps.push({ action, status: next });
    current = next;
  }
  return steps;
}
