import { isDeepStrictEqual } from 'node:util';
import type { Config } from './registry.ts';

/** Sections that are only read at a start: where the agent listens, and where and how it stores. */
const FIXED = ['listen', 'admin', 'dataDir', 'outbox', 'log'] as const;

/** The sections that differ and only take effect after a restart. */
export function needsRestart(inForce: Config, next: Config): readonly string[] {
  return FIXED.filter((section) => !isDeepStrictEqual(inForce[section], next[section]));
}
