import { requestIncident as original } from '../../../../src/outbox/decide/incidents/request-incident.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/outbox/decide/incidents/request-incident.ts';

export const requestIncident: typeof original = (view, ...rest) =>
  original(changed(view, { incident: () => undefined }), ...rest);
