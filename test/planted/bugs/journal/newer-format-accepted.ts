import type { refuseNewerFormat as original } from '../../../../src/journals/file/recovery/format-version.ts';

export const refuseNewerFormat: typeof original = async () => undefined;
