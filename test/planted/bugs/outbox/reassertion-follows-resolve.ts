import { reassert as original } from '../../../../src/outbox/decide/reassert.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/outbox/decide/reassert.ts';

export const reassert: typeof original = (view, series, last, context) =>
  original(changed(view, { series: () => series }), series, last, context);
