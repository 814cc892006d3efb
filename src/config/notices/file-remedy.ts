import { basename, dirname } from 'node:path';

/** Contents of the files that a configuration names, by the end of their keys. The first that fits is taken. */
const CONTENTS: readonly (readonly [key: RegExp, content: string])[] = [
  [/\bintegrationKeyFile$/, 'the integration key (Integration Management in COC)'],
  [/\baccessKeyFile$/, 'the access key id (AK)'],
  [/\bsecretKeyFile$/, 'the secret access key (SK)'],
  [/\bsecurityTokenFile$/, 'the security token of the temporary access key'],
  [/^coc\.auth\.passwordFile$/, 'the password of the IAM user'],
  [/^coc\.proxy\b.*passwordFile$/, 'the password for the proxy'],
  [/\breconcile\b.*tokenFile$/, 'the token for the API of the source'],
  [/\breconcile\b.*passwordFile$/, 'the password for the API of the source'],
  [/^admin\b.*tokenFile$/, 'the token that operators send'],
  [/\btokenFile$/, 'the token that the sender sends'],
  [/\bpasswordFile$/, 'the password that the sender sends'],
  [/\bhmac\b.*secretFile$/, 'the secret of the contact point in Grafana'],
  [/\bstandardWebhooks\b.*secretFile$/, 'the secret, whsec_ and Base64'],
  [/\b(?:caFile|clientCaFile)$/, 'the certificates of the authorities in PEM form'],
  [/\bcertFile$/, 'the certificate and its chain in PEM form'],
  [/\bkeyFile$/, 'the private key in PEM form'],
];

/** What belongs into the file that a key names. */
export function contentOfFile(key: string): string {
  return CONTENTS.find(([pattern]) => pattern.test(key))?.[1] ?? 'the secret';
}

/** A file that cannot be read. */
export interface UnreadFile {
  /** Key that names it. */
  readonly key: string;
  readonly file: string;
  /** Code of the error, such as `ENOENT`. */
  readonly code: string;
  /** True when the directory of the file is there. */
  readonly hasDirectory: boolean;
}

/** Makes the advice for a file that cannot be read: mount it, create it, or let the agent read it. */
export function unreadRemedy({ key, file, code, hasDirectory }: UnreadFile): string {
  const [directory, name] = [dirname(file), basename(file)];
  const content = contentOfFile(key);
  switch (code) {
    case 'ENOENT':
      return hasDirectory
        ? `create it with ${content} in it, or correct ${key}; a secret that is mounted at ${directory} needs a key called ${name}`
        : `there is no ${directory} either: mount the secret there, with a key called ${name}, or create the file with ${content} in it`;
    case 'EACCES':
    case 'EPERM':
      return `let the user of the agent read it: chown and chmod 400, and chmod 500 for a directory above it; in a pod, set defaultMode of the mounted secret, or fsGroup`;
    case 'ENOTDIR':
      return `correct ${key}: a part of the path is a file and no directory`;
    default:
      return 'check the path, and that the user of the agent can read the file';
  }
}
