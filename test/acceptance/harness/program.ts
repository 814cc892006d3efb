import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The options of Node with which the image and the systemd unit start the program. */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--disable-proto=delete',
  '--disallow-code-generation-from-strings',
];

/**
 * The arguments with which Node runs the built program. COC_ALARM_AGENT_MAIN chooses another build, such as that of an
 * installed package.
 *
 * @throws when it has not been built.
 */
export function programArguments(...args: readonly string[]): readonly string[] {
  const main = resolve(process.env.COC_ALARM_AGENT_MAIN ?? 'dist/main.js');
  if (!existsSync(main)) throw new Error(`there is no ${main}; run: npm run build`);
  return [...NODE_FLAGS, main, ...args];
}
