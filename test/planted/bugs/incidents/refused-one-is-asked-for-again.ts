import { requestIncident as original } from '../../../../src/outbox/decide/incidents/request-incident.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/outbox/decide/incidents/request-incident.ts';

export const requestIncident: typeof original = (view, ...rest) => {
  const latestIncident: typeof view.latestIncident = (correlation) => {
    const latest = view.latestIncident(correlation);
    return latest?.state === 'failed' ? undefined : latest;
  };
  return original(changed(view, { latestIncident }), ...rest);
};
