import type { Sacrifices } from '../../../../src/journals/file/room-maker.ts';

export * from '../../../../src/journals/file/room-maker.ts';

export const FOR_INTAKE: Sacrifices = ['history', 'reserve'];
