// Apart from the APIs that have them, so that a command line is read without the code that makes calls.

/** States of an order, as the query has them. */
export const ORDER_STATES = ['READY', 'PROCESSING', 'ABNORMAL', 'PAUSED', 'CANCELED', 'FINISHED'] as const;

/** What can become of a server, as the query has it. */
export const INSTANCE_STATES = ['READY', 'PROCESSING', 'ABNORMAL', 'CANCELED', 'FINISHED'] as const;

/** What can be said of a patch on a server. */
export const PATCH_STATES = [
  ...(['INSTALLED', 'INSTALLED_OTHER', 'MISSING', 'REJECT', 'FAILED', 'PENDING_REBOOT'] as const),
] as const;

/** Risks of a script, the lowest first. */
export const RISK_LEVELS = ['LOW', 'MEDIUM', 'HIGH'] as const;

/** Languages of a script. */
export const SCRIPT_TYPES = ['SHELL', 'PYTHON', 'BAT'] as const;
