import type { Alarm } from '../alerts/alarm.ts';
import { isVisible } from '../alerts/first-text.ts';
import type { AlarmSettings } from './config.ts';
import type { Rendering } from './render-alarm.ts';

/**
 * Substitute for a missing application id: `alarm.defaultApplicationId`, or none, so that COC may refuse the
 * alarm. A closed set, because these are metric labels too.
 */
export type ApplicationSubstitute = 'default' | 'none';

const MISSING =
  'renders to nothing, and COC refuses an alarm without an application id; set alarm.defaultApplicationId';

/** Gives an alarm without an application id the default one. */
export function withApplication(
  alarm: Alarm,
  { defaultApplicationId }: Pick<AlarmSettings, 'defaultApplicationId'>,
  { errors }: Rendering,
): { readonly alarm: Alarm; readonly applicationFrom?: ApplicationSubstitute } {
  if (isVisible(alarm.applicationId)) return { alarm };
  if (defaultApplicationId !== undefined)
    return { alarm: { ...alarm, applicationId: defaultApplicationId }, applicationFrom: 'default' };
  errors.push({ field: 'alarm.applicationId', message: MISSING });
  return { alarm, applicationFrom: 'none' };
}
