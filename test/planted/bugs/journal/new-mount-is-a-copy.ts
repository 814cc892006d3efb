import {
  type FileIdentity,
  type FoundFile,
  isAnotherFile as original,
} from '../../../../src/journals/file/home/file-identity.ts';

export * from '../../../../src/journals/file/home/file-identity.ts';

export const isAnotherFile = (noted: FileIdentity, found: FoundFile) =>
  original(noted, { ...found, marksLast: true });
