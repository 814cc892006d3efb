import type { bodyWithoutUserinfo as original } from '../../../../src/webhooks/body-without-userinfo.ts';

export const bodyWithoutUserinfo: typeof original = (body) => body;
