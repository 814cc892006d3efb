import type { FaultRulesInput } from '../../../src/emulator/faults/fault.ts';

const CREATE = { operation: 'incident-create' } as const;
const HANG = { match: CREATE, times: 1, fault: { type: 'hang', commit: true } } as const;

/** COC refuses every incident. */
export const REFUSES: FaultRulesInput = {
  rules: [{ match: CREATE, fault: { type: 'status', status: 400 } }],
};

/** COC opens the next incident, and its answer is lost. */
export const LOSES_AN_ANSWER: FaultRulesInput = { rules: [HANG] };

/** The same, and the agent cannot look for the incident either. */
export const LOSES_AND_HIDES: FaultRulesInput = {
  rules: [
    HANG,
    ...(['incident-list', 'incident-tickets'] as const).map((operation) => ({
      match: { operation },
      fault: { type: 'status' as const, status: 403 },
    })),
  ],
};

/** COC is well. */
export const NO_FAULTS: FaultRulesInput = { rules: [] };
