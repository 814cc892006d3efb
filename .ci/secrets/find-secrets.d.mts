/** Something that looks like a secret. */
export interface FoundSecret {
  readonly line: number;
  readonly what: string;
}

export function findSecrets(text: string): readonly FoundSecret[];
