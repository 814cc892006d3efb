import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The arguments with which Node runs the built program. COC_ALARM_AGENT_MAIN chooses another build, such as that of an
 * installed package.
 *
 * @throws when it has not been built.
 */
export function programArguments(...args: readonly string[]): readonly string[] {
  const main = resolve(process.env.COC_ALARM_AGENT_MAIN ?? 'dist/main.js');
  if (!existsSync(main)) throw new Error(`there is no ${main}; run: npm run build`);
  return ['--enable-source-maps', main, ...args];
}
