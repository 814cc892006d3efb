import { readConfig } from '../../app/read-config.ts';
import { fetchTokenExpiry } from '../../coc/fetch-token-expiry.ts';
import { Egress } from '../../egress/egress.ts';
import { systemClock } from '../../time/clock.ts';
import { namedLocalTime } from '../../time/time-zone.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { lasting } from '../lasting.ts';
import { errorOf } from './coc-failure.ts';
import type { CocOptions } from './coc-session.ts';

/** How calls are authorized without a token. */
const WITHOUT_TOKEN = {
  aksk: 'calls are signed with an access key (coc.auth.type aksk): there is no token\n',
  none: 'calls have no credentials (coc.auth.type none): there is no token\n',
};

/** Asks IAM for a token and prints when it expires, never the token. Returns the exit code. */
export async function printToken(options: CocOptions & OutputOptions): Promise<number> {
  const { config } = await readConfig(options.config, process.env);
  const { auth } = config.coc;
  const { timezone } = config.admin;
  if (auth.type !== 'token') {
    const { type } = auth;
    printAnswer(options, { type, expiresAt: null }, () => WITHOUT_TOKEN[type]);
    return EXIT_OK;
  }
  const deps = { clock: systemClock, random: Math.random, egress: new Egress(config.egress) };
  const result = await fetchTokenExpiry({ ...config.coc, auth }, deps);
  if (result.kind === 'failed') throw errorOf(result);
  const { expiresAt } = result;
  const expires = new Date(expiresAt).toISOString();
  printAnswer(options, { type: auth.type, expiresAt: expires }, () => {
    const left = lasting(expiresAt - systemClock.now());
    return `IAM gives a token that expires at ${namedLocalTime(timezone, expiresAt)}, in ${left}\n`;
  });
  return EXIT_OK;
}
