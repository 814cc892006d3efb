import { nextSteps as original } from '../../../../src/outbox/decide/incidents/next-steps.ts';

export * from '../../../../src/outbox/decide/incidents/next-steps.ts';

export const nextSteps: typeof original = (view, { ...incident }, context) => {
  if ('touched' in incident) delete incident.touched;
  return original(view, incident, context);
};
