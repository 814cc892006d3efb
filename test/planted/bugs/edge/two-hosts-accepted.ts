import { framingFault as original } from '../../../../src/http/framing.ts';
import { changed } from '../../changed.ts';

export const framingFault: typeof original = (request) => original(changed(request, { rawHeaders: [] }));
