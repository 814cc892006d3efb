import type { RoutingSettings } from '../../routing/config.ts';
import type { Notice } from './notice.ts';

/** Finds policies whose steps would look like the work of the person who opens the incidents. */
export function operatorNotices({ incidents }: Pick<RoutingSettings, 'incidents'>): readonly Notice[] {
  return incidents.flatMap(({ operator, resolve }, index): readonly Notice[] => {
    if (operator !== undefined || resolve === 'none') return [];
    const message = 'is not set, so COC shows the automatic steps as those of the creator';
    const remedy = 'write the COC user id of an automatic account';
    return [{ kind: 'doubt', path: `incidents[${index}].operator`, message, remedy }];
  });
}
