import { INCIDENT_LEVELS, INCIDENT_TYPES } from '../alerts/incident-kinds.ts';

/** COC's levels of an incident, for those who choose one. */
export const LEVEL_CHOICES: readonly string[] = INCIDENT_LEVELS;

/** COC's types of an incident. */
export const TYPE_CHOICES: readonly string[] = INCIDENT_TYPES;
