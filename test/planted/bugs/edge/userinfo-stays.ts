import type { withoutUserinfo as original } from '../../../../src/alerts/without-userinfo.ts';

export const withoutUserinfo: typeof original = (text) => text;
export const textWithoutUserinfo: typeof original = (text) => text;
