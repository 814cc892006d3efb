import { z } from 'zod';
import type { IncidentStatus } from '../contract/incident-enums.ts';
import { type LifeAction, statusAfter } from '../contract/incident-life.ts';

/** Actions of a person on an incident. */
export const personActions = [
  'draft',
  'submit',
  'accept',
  'reject',
  'reopen',
  'pause',
  'resume',
  'resolve',
  'complete',
] as const;

/** One action of a person on an incident. */
export type PersonAction = (typeof personActions)[number];

/** One act of a person on an incident, in the control API. */
export const personActSchema = z.strictObject({
  action: z.enum(personActions).meta({
    description: 'The action; steps that must come first, such as accepting, are included.',
  }),
  operator: z.string().min(1).max(255).optional().meta({
    description: 'User id of the person; by default the assignee, or emulator-person without one.',
  }),
  comment: z.string().max(300).optional().meta({ description: 'Comment of the person.' }),
});

/** One act of a person on an incident. */
export type PersonAct = z.output<typeof personActSchema>;

/**
 * Ways to perform each action, the first that the state allows is taken. Completing includes accepting and
 * resolving.
 */
const ways: Readonly<Record<PersonAction, readonly (readonly LifeAction[])[]>> = {
  draft: [['draft']],
  submit: [['submit']],
  accept: [['accept']],
  reject: [['reject']],
  reopen: [['reopen']],
  pause: [['accept', 'pause'], ['pause']],
  resume: [['resume']],
  resolve: [['accept', 'resolve'], ['resolve']],
  complete: [['accept', 'resolve', 'complete'], ['resolve', 'complete'], ['complete'], ['close']],
};

/**
 * The steps of an action on an incident in this state, with the state after each step. Empty when the action
 * is impossible: nobody can accept an incident twice, or reject an accepted one.
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
