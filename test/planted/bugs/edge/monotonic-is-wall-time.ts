import { systemClock as original } from '../../../../src/time/clock.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/time/clock.ts';

export const systemClock = changed(original, { monotonic: () => Date.now() });
