export * from '../../../../src/journals/file/home/file-identity.ts';

export const isAnotherFile = () => false;
