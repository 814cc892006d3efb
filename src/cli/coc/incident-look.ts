import { incidentStateOf } from '../../coc/incident-state.ts';
import type { Tone } from '../terminal/paint.ts';

type Said = string | null | undefined;

/** A level as COC's console shows it, such as `P1`. */
export function levelWords(level: Said): string {
  const digit = /^level_(\d)0$/.exec(level ?? '')?.[1];
  return digit === undefined ? level || '-' : `P${digit}`;
}

/** Look of the state of an incident. */
export function toneOfIncident(status: Said): Tone | undefined {
  const state = incidentStateOf(status);
  if (state === 'opened') return 'alarm';
  return state === 'accepted' || state === 'rejected' ? 'warning' : undefined;
}
