import type { ConfigIssue } from '../../errors.ts';

/**
 * Something in a valid configuration that is wrong, or looks wrong. A **mistake** can't do what it was written
 * for: `check-config` fails, and a start logs an error. A **doubt** may be meant so: both only say it.
 */
export interface Notice extends ConfigIssue {
  readonly kind: 'mistake' | 'doubt';
}
