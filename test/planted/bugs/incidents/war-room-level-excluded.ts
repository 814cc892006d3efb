import { incidentRules as original } from '../../../../src/incidents/rules-from-config.ts';

export const incidentRules: typeof original = (incidents, writing) =>
  new Map(
    [...original(incidents, writing)].map(([name, rules], index) => {
      const excluded = incidents[index]?.warRoom?.fromLevel;
      const warRoomOf: typeof rules.warRoomOf = (incident) =>
        incident.request?.level === excluded ? undefined : rules.warRoomOf?.(incident);
      return [name, { ...rules, warRoomOf }];
    }),
  );
